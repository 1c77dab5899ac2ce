package org.saev.examples.pictograms.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.saev.examples.pictograms.scene.Caption;
import org.saev.examples.pictograms.scene.Captioner;
import org.saev.examples.pictograms.scene.SceneGenerator;
import org.saev.examples.pictograms.scene.Split;

class VocabularyTest {
  private final Vocabulary vocabulary = new Vocabulary();

  @Test
  void captions_encodedAndDecoded_areTheSame() {
    SceneGenerator generator = new SceneGenerator(1);
    for (Split split : Split.values()) {
      for (int i = 0; i < 200; i++) {
        Caption caption = Captioner.describe(generator.scene(split, i));
        int[] ids = vocabulary.encode(caption);
        assertThat(vocabulary.decode(ids)).isEqualTo(caption.text());
        assertThat(vocabulary.encode(caption.text())).isEqualTo(ids);
        assertThat(ids).startsWith(Vocabulary.BEGIN).endsWith(Vocabulary.END);
      }
    }
  }

  @Test
  void ids_ofAllTokens_areUnique() {
    for (int id = 0; id < vocabulary.size(); id++) {
      assertThat(vocabulary.id(vocabulary.token(id))).isEqualTo(id);
    }
  }

  @Test
  void id_ofAnUnknownWord_isAnError() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> vocabulary.encode("a red zeppelin"))
        .withMessageContaining("zeppelin");
  }
}
