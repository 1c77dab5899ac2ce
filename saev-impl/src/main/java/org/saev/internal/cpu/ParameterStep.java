package org.saev.internal.cpu;

import org.saev.training.Adam;
import org.saev.training.Optimizer;
import org.saev.training.Signum;

/** What an optimiser does to a row of parameters in one step. */
@FunctionalInterface
interface ParameterStep {
  /**
   * Makes that of an optimiser.
   *
   * @param step number of the step, from 1
   */
  static ParameterStep of(Kernel kernel, Optimizer optimizer, double learningRate, long step) {
    if (optimizer instanceof Signum signum) {
      return signum((float) signum.beta(), (float) (1 - signum.beta()), (float) learningRate);
    }
    Adam adam = (Adam) optimizer;
    AdamStep coefficients =
        AdamStep.of(adam.beta1(), adam.beta2(), adam.epsilon(), learningRate, step);
    return (p, offset, gradient, length) ->
        kernel.adam(
            p.value(), p.firstMoment(), p.secondMoment(), offset, gradient, length, coefficients);
  }

  private static ParameterStep signum(float beta, float rest, float rate) {
    return (p, offset, gradient, length) -> {
      float[] w = p.value();
      float[] m = p.firstMoment();
      for (int i = 0; i < length; i++) {
        float momentum = Math.fma(beta, m[offset + i], rest * gradient[i]);
        m[offset + i] = momentum;
        w[offset + i] -= rate * Math.signum(momentum);
      }
    };
  }

  /**
   * Updates a row.
   *
   * @param parameter the parameters
   * @param offset where the row begins
   * @param gradient its gradient, from element 0
   * @param length of the row
   */
  void apply(AdamParameter parameter, int offset, float[] gradient, int length);
}
