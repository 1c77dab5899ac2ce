package org.saev.internal.cpu.vector;

import static org.saev.internal.cpu.vector.VectorKernel.SPECIES;
import static org.saev.internal.cpu.vector.VectorKernel.STEP;

import jdk.incubator.vector.FloatVector;
import org.saev.internal.cpu.AdamStep;

/** One Adam step of a row: memory is read and written once, the arithmetic hides behind it. */
final class VectorAdam {
  private VectorAdam() {}

  static void update(float[] w, float[] m, float[] v, int o, float[] g, int width, AdamStep s) {
    float beta1 = s.beta1();
    float beta2 = s.beta2();
    float oneMinusBeta1 = s.oneMinusBeta1();
    float oneMinusBeta2 = s.oneMinusBeta2();
    float stepSize = s.stepSize();
    float inverseRoot = s.inverseRootCorrection();
    float epsilon = s.epsilon();
    FloatVector beta1s = FloatVector.broadcast(SPECIES, beta1);
    FloatVector beta2s = FloatVector.broadcast(SPECIES, beta2);
    FloatVector inverseRoots = FloatVector.broadcast(SPECIES, inverseRoot);
    FloatVector epsilons = FloatVector.broadcast(SPECIES, epsilon);
    int whole = width - width % STEP;
    for (int c = 0; c < whole; c += STEP) {
      // All loads before the stores, which might be to the same place for what the JIT knows.
      FloatVector gradient = FloatVector.fromArray(SPECIES, g, c);
      FloatVector weight = FloatVector.fromArray(SPECIES, w, o + c);
      FloatVector first = FloatVector.fromArray(SPECIES, m, o + c);
      FloatVector second = FloatVector.fromArray(SPECIES, v, o + c);
      first = first.fma(beta1s, gradient.mul(oneMinusBeta1));
      second = second.fma(beta2s, gradient.mul(oneMinusBeta2).mul(gradient));
      FloatVector denominator = second.sqrt().fma(inverseRoots, epsilons);
      weight = weight.sub(first.mul(stepSize).div(denominator));
      first.intoArray(m, o + c);
      second.intoArray(v, o + c);
      weight.intoArray(w, o + c);
    }
    for (int c = whole; c < width; c++) {
      float gradient = g[c];
      float first = Math.fma(beta1, m[o + c], oneMinusBeta1 * gradient);
      float second = Math.fma(beta2, v[o + c], oneMinusBeta2 * gradient * gradient);
      m[o + c] = first;
      v[o + c] = second;
      w[o + c] -= stepSize * first / Math.fma((float) Math.sqrt(second), inverseRoot, epsilon);
    }
  }
}
