package org.saev.internal.cpu;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/** Random arrays for tests, the same every time. */
final class TestData {
  private TestData() {}

  /** Returns numbers that are roughly normal. */
  static float[] normal(long seed, int length) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] out = new float[length];
    for (int i = 0; i < length; i++) {
      double sum = -3;
      for (int j = 0; j < 6; j++) {
        sum += random.nextDouble();
      }
      out[i] = (float) (sum * Math.sqrt(2));
    }
    return out;
  }

  /** Returns numbers from {-1, -1/2, 0, 1/2, 1}, whose products tie all the time. */
  static float[] coarse(long seed, int length) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] out = new float[length];
    for (int i = 0; i < length; i++) {
      out[i] = random.nextInt(-2, 3) / 2f;
    }
    return out;
  }

  static TrainingState state(long seed, int width, int latents) {
    TrainingState state = new TrainingState(width, latents);
    Workers alone = new Workers(1);
    RandomDirections.fill(alone, seed, state.decoder().value(), latents, width);
    float[] decoder = state.decoder().value();
    System.arraycopy(decoder, 0, state.encoder().value(), 0, decoder.length);
    float[] bias = normal(seed + 1, latents);
    for (int j = 0; j < latents; j++) {
      state.encoderBias().value()[j] = 0.05f * bias[j];
    }
    float[] centre = normal(seed + 2, width);
    for (int c = 0; c < width; c++) {
      state.decoderBias().value()[c] = 0.3f * centre[c];
    }
    return state;
  }

  static TrainingState copy(TrainingState state) {
    Map<String, float[]> arrays = new HashMap<>();
    state.arrays().forEach((name, array) -> arrays.put(name, array.clone()));
    TrainingState copy = TrainingState.of(arrays, state.tokensSinceFired().clone());
    copy.step(state.step());
    return copy;
  }
}
