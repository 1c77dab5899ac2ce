package org.saev.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.saev.sae.Architecture;
import org.saev.sae.SaeConfig;

class SaeWeightsTest {

  private static final SaeConfig CONFIG = SaeConfig.builder(Architecture.RELU, 2, 3).build();

  @Test
  void arrays_areNotCopied() {
    float[] encoder = new float[6];
    float[] decoder = new float[6];
    float[] encoderBias = new float[3];
    float[] decoderBias = new float[2];
    float[] threshold = new float[3];

    SaeWeights weights =
        new SaeWeights(
            CONFIG, encoder, encoderBias, decoder, decoderBias, Map.of("threshold", threshold));

    assertThat(weights.config()).isSameAs(CONFIG);
    assertThat(weights.encoder()).isSameAs(encoder);
    assertThat(weights.encoderBias()).isSameAs(encoderBias);
    assertThat(weights.decoder()).isSameAs(decoder);
    assertThat(weights.decoderBias()).isSameAs(decoderBias);
    assertThat(weights.more().get("threshold")).isSameAs(threshold);
  }

  @Test
  void with_sharesTheArrays() {
    SaeWeights weights = weights(6, 3, 6, 2);
    SaeConfig other = SaeConfig.builder(Architecture.RELU, 2, 3).provenance("a", "b").build();

    assertThat(weights.with(other).config()).isSameAs(other);
    assertThat(weights.with(other).encoder()).isSameAs(weights.encoder());
    assertThat(weights.more()).isEmpty();
    assertThatThrownBy(() -> weights.with(SaeConfig.builder(Architecture.RELU, 3, 3).build()))
        .hasMessage("encoder must have 9 entries, but has 6");
  }

  @Test
  void arraysOfAnotherLength_areRefused() {
    assertThatThrownBy(() -> weights(5, 3, 6, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("encoder must have 6 entries, but has 5");
    assertThatThrownBy(() -> weights(6, 2, 6, 2))
        .hasMessage("encoderBias must have 3 entries, but has 2");
    assertThatThrownBy(() -> weights(6, 3, 7, 2))
        .hasMessage("decoder must have 6 entries, but has 7");
    assertThatThrownBy(() -> weights(6, 3, 6, 0))
        .hasMessage("decoderBias must have 2 entries, but has 0");
    assertThatThrownBy(() -> new SaeWeights(CONFIG, null, null, null, null)).hasMessage("encoder");
  }

  @Test
  void sessionState_copiesTheMapsOnly() {
    float[] moments = {1};
    Map<String, float[]> floats = new HashMap<>(Map.of("m", moments));
    SessionState state = new SessionState(floats, Map.of());
    floats.clear();

    assertThat(state.floats().get("m")).isSameAs(moments);
  }

  private static SaeWeights weights(int encoder, int encoderBias, int decoder, int decoderBias) {
    return new SaeWeights(
        CONFIG,
        new float[encoder],
        new float[encoderBias],
        new float[decoder],
        new float[decoderBias]);
  }
}
