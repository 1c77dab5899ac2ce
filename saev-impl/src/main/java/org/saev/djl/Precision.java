package org.saev.djl;

/** How a device multiplies matrices. Weights and moments of a training are fp32 in any case. */
public enum Precision {
  /** Products and sums in fp32: agrees with the CPU back end to rounding. The default. */
  FP32,
  /**
   * Products of TF32, with 10 bits, on the tensor cores of Ampere and later; sums in fp32. A
   * process-wide setting of PyTorch, which reads it from the environment: {@code
   * TORCH_ALLOW_TF32_CUBLAS_OVERRIDE=1}.
   */
  TF32,
  /**
   * Products of bf16, with 8 bits; sums in fp32. Latents are screened by them: twice k candidates a
   * token are scored again in fp32, so activations carry no bf16 error. An autoencoder that is
   * opened, not trained, also holds its weights in bf16: half the memory.
   */
  BF16
}
