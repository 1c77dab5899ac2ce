package org.saev.sae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SaeConfigTest {

  @Test
  void builder_hasTheDocumentedDefaults() {
    SaeConfig config = SaeConfig.builder(Architecture.RELU, 8, 32).build();

    assertThat(config.architecture()).isEqualTo(Architecture.RELU);
    assertThat(config.width()).isEqualTo(8);
    assertThat(config.latents()).isEqualTo(32);
    assertThat(config.k()).isEmpty();
    assertThat(config.decoderBiasSubtracted()).isTrue();
    assertThat(config.inputNormalization()).isEqualTo(InputNormalization.NONE);
    assertThat(config.provenance()).isEmpty();
    assertThat(config).hasToString("RELU[width 8, 32 latents]");
  }

  @Test
  void ranges_areCheckedAtOnce() {
    assertThatThrownBy(() -> SaeConfig.builder(Architecture.RELU, 0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("width must be positive, but was 0");
    assertThatThrownBy(() -> SaeConfig.builder(Architecture.RELU, 1, -1))
        .hasMessage("latents must be positive, but was -1");
    assertThatThrownBy(() -> SaeConfig.builder(Architecture.TOPK, 1, 1).k(0))
        .hasMessage("k must be positive, but was 0");
    assertThatThrownBy(() -> SaeConfig.builder(null, 1, 1)).hasMessage("architecture");
  }

  @Test
  void pairs_areCheckedByBuild() {
    assertThatThrownBy(() -> SaeConfig.builder(Architecture.BATCH_TOPK, 4, 8).k(9).build())
        .hasMessage("k must not exceed the number of latents, but k was 9 and latents 8");
    assertThatThrownBy(() -> SaeConfig.builder(Architecture.TOPK, 4, 8).build())
        .hasMessage("a TOPK autoencoder needs k; set k(...)");
  }

  @Test
  void equals_seesEveryPart() {
    SaeConfig one = full().build();

    assertThat(one)
        .isEqualTo(full().build())
        .hasSameHashCodeAs(full().build())
        .isNotEqualTo(full().k(3).build())
        .isNotEqualTo(full().decoderBiasSubtracted(true).build())
        .isNotEqualTo(full().inputNormalization(InputNormalization.NONE).build())
        .isNotEqualTo(full().provenance("seed", "2").build())
        .isNotEqualTo(SaeConfig.builder(Architecture.TOPK, 4, 8).k(2).build())
        .isNotEqualTo("config")
        .hasToString("TOPK[width 4, 8 latents, k 2]");
  }

  @Test
  void provenance_isSortedAndCantBeChanged() {
    SaeConfig config = full().provenance("a", "b").build();

    assertThat(config.provenance().keySet()).containsExactly("a", "seed");
    assertThatThrownBy(() -> config.provenance().put("x", "y"))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  private static SaeConfig.Builder full() {
    return SaeConfig.builder(Architecture.TOPK, 4, 8)
        .k(2)
        .decoderBiasSubtracted(false)
        .inputNormalization(InputNormalization.LAYER_NORM)
        .provenance("seed", "1");
  }
}
