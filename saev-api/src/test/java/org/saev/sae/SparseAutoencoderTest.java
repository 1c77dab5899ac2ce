package org.saev.sae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;
import org.saev.RecordingEngine;
import org.saev.activations.Example;
import org.saev.activations.TokenSequence;

class SparseAutoencoderTest {

  private static final Example EXAMPLE =
      Example.of("a", TokenSequence.builder().textTokens(2).build(), FloatBuffer.allocate(6));

  @Test
  void sizes_areThoseOfTheConfiguration() {
    try (SparseAutoencoder sae = RecordingEngine.autoencoder(3)) {
      assertThat(sae.width()).isEqualTo(3);
      assertThat(sae.latents()).isEqualTo(2);
      assertThat(sae.encode(EXAMPLE).tokens()).isEqualTo(2);
    }
  }

  @Test
  void encode_ofAnExampleOfAnotherWidth_isRefused() {
    try (SparseAutoencoder sae = RecordingEngine.autoencoder(2)) {
      assertThatThrownBy(() -> sae.encode(EXAMPLE))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Example[a, 2 tokens x 3] doesn't fit an autoencoder of width 2");
    }
  }
}
