package org.saev.internal.cpu;

/**
 * The coefficients of one Adam step, the same for every parameter.
 *
 * <p>{@code m ← fma(β1, m, (1-β1)·g)}, {@code v ← fma(β2, v, ((1-β2)·g)·g)}, {@code w ← w -
 * (stepSize·m) / fma(sqrt(v), inverseRootCorrection, ε)}: PyTorch's bias correction, {@code
 * stepSize = lr/(1-β1^t)} and {@code inverseRootCorrection = 1/sqrt(1-β2^t)}, with ε outside of the
 * root and after its correction.
 *
 * @param beta1 decay of the first moment
 * @param oneMinusBeta1 {@code 1 - β1}, rounded once
 * @param beta2 decay of the second moment
 * @param oneMinusBeta2 {@code 1 - β2}, rounded once
 * @param stepSize learning rate over the first bias correction
 * @param inverseRootCorrection one over the root of the second bias correction
 * @param epsilon added to the denominator
 */
public record AdamStep(
    float beta1,
    float oneMinusBeta1,
    float beta2,
    float oneMinusBeta2,
    float stepSize,
    float inverseRootCorrection,
    float epsilon) {

  /**
   * Returns the coefficients of a step.
   *
   * @param beta1 decay of the first moment
   * @param beta2 decay of the second moment
   * @param epsilon added to the denominator
   * @param learningRate learning rate of the step
   * @param step number of the step, from 1
   * @return its coefficients
   */
  static AdamStep of(double beta1, double beta2, double epsilon, double learningRate, long step) {
    double correction1 = 1 - StrictMath.pow(beta1, (double) step);
    double correction2 = 1 - StrictMath.pow(beta2, (double) step);
    return new AdamStep(
        (float) beta1,
        (float) (1 - beta1),
        (float) beta2,
        (float) (1 - beta2),
        (float) (learningRate / correction1),
        (float) (1 / Math.sqrt(correction2)),
        (float) epsilon);
  }
}
