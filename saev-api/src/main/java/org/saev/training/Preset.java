package org.saev.training;

import org.saev.sae.InputNormalization;

/**
 * The choices of training mathematics of other tools, for {@link Trainer#preset}. Sizes, k, steps,
 * batches, devices and the seed are left as they are.
 *
 * <table class="striped">
 * <caption>What each preset sets, beside Adam with 0.9 and 0.999</caption>
 * <thead><tr><th scope="col"></th><th scope="col">SPARSIFY</th>
 *   <th scope="col">DICTIONARY_LEARNING</th><th scope="col">SAELENS</th>
 *   <th scope="col">OPENAI</th></tr></thead>
 * <tbody>
 * <tr><th scope="row">loss</th><td>FVU</td><td>squared error</td><td>squared error</td>
 *   <td>normalised MSE</td></tr>
 * <tr><th scope="row">AuxK</th><td>off; its form is {@link AuxK#SPARSIFY}</td>
 *   <td>{@link AuxK#DICTIONARY_LEARNING}</td><td>{@link AuxK#SAELENS}</td>
 *   <td>{@link AuxK#OPENAI}</td></tr>
 * <tr><th scope="row">gradient along decoder rows</th><td>removed</td>
 *   <td>removed, norm + 1e-6</td><td>kept</td><td>removed</td></tr>
 * <tr><th scope="row">decoder rows normalised</th><td>at the next step</td><td>after the step</td>
 *   <td>never</td><td>before the step</td></tr>
 * <tr><th scope="row">pre-activations times decoder norms</th><td>no</td><td>no</td><td>yes</td>
 *   <td>no</td></tr>
 * <tr><th scope="row">input</th><td>as it is</td><td>as it is</td><td>as it is</td>
 *   <td>layer-normalised</td></tr>
 * <tr><th scope="row">gradient norm</th><td>free</td><td>at most 1</td><td>at most 1</td>
 *   <td>free</td></tr>
 * <tr><th scope="row">learning rate</th><td>by width</td><td>by width</td><td>3e-4</td>
 *   <td>1e-4</td></tr>
 * <tr><th scope="row">warm-up, decay</th><td>1,000, linear</td><td>1,000, constant</td>
 *   <td>none, constant</td><td>none, constant</td></tr>
 * <tr><th scope="row">Adam's epsilon</th><td>1e-8</td><td>1e-8</td><td>1e-8</td>
 *   <td>6.25e-10</td></tr>
 * <tr><th scope="row">b_dec starts at</th><td>mean</td><td>geometric median</td><td>0</td>
 *   <td>geometric median</td></tr>
 * <tr><th scope="row">encoder starts at</th><td>decoder</td><td>decoder</td>
 *   <td>decoder, norm 0.1</td><td>decoder, scaled</td></tr>
 * </tbody>
 * </table>
 *
 * <p>Not copied: that sparsify's AuxK gives the encoder no gradient; learning rates of 0 in the
 * first step of a warm-up; random draws. Of sparsify it is the Adam option, which isn't its
 * default.
 */
public enum Preset {
  /** EleutherAI/sparsify 1.3. */
  SPARSIFY {
    @Override
    void applyTo(Trainer trainer) {
      common(trainer)
          .loss(Loss.FVU)
          .auxK(AuxK.SPARSIFY.weight(0))
          .decoder(
              new DecoderConstraint(
                  DecoderConstraint.Projection.PARALLEL,
                  DecoderConstraint.Normalization.AT_NEXT_STEP))
          .decay(LearningRateDecay.LINEAR)
          .decoderBiasStart(DecoderBiasStart.MEAN);
    }
  },
  /** saprmarks/dictionary_learning's TopKTrainer. */
  DICTIONARY_LEARNING {
    @Override
    void applyTo(Trainer trainer) {
      common(trainer)
          .auxK(AuxK.DICTIONARY_LEARNING)
          .decoder(
              new DecoderConstraint(
                  DecoderConstraint.Projection.PARALLEL_WITH_EPSILON,
                  DecoderConstraint.Normalization.AFTER_STEP))
          .maxGradientNorm(1);
    }
  },
  /** SAELens 6's TopK training. */
  SAELENS {
    @Override
    void applyTo(Trainer trainer) {
      common(trainer)
          .auxK(AuxK.SAELENS)
          .decoder(DecoderConstraint.NONE)
          .encoding(new Encoding(true, true, InputNormalization.NONE))
          .maxGradientNorm(1)
          .learningRate(3e-4)
          .warmupSteps(0)
          .decoderBiasStart(DecoderBiasStart.ZEROS)
          .encoderStart(EncoderStart.DECODER_OF_NORM_TENTH);
    }
  },
  /** openai/sparse_autoencoder, with the layer norm of its published models. */
  OPENAI {
    @Override
    void applyTo(Trainer trainer) {
      common(trainer)
          .loss(Loss.NORMALIZED_MSE)
          .auxK(AuxK.OPENAI)
          .decoder(
              new DecoderConstraint(
                  DecoderConstraint.Projection.PARALLEL,
                  DecoderConstraint.Normalization.BEFORE_STEP))
          .encoding(new Encoding(true, false, InputNormalization.LAYER_NORM))
          .optimizer(new Adam(0.9, 0.999, 6.25e-10))
          .learningRate(1e-4)
          .warmupSteps(0)
          .encoderStart(EncoderStart.SCALED_DECODER);
    }
  };

  abstract void applyTo(Trainer trainer);

  /** Sets what the papers of architectures without k train with. */
  static void ofPaper(TrainedArchitecture architecture, Trainer trainer) {
    if (architecture.needsK()) {
      return;
    }
    trainer
        .loss(Loss.SQUARED_ERROR)
        .auxK(AuxK.OFF)
        .activationScaling(ActivationScaling.UNIT_MEAN_SQUARE)
        .encoderStart(EncoderStart.SCALED_DECODER);
    if (architecture instanceof TrainedArchitecture.ReluL1) {
      trainer
          .decoder(DecoderConstraint.NONE)
          .encoding(new Encoding(false, false, InputNormalization.NONE))
          .decoderBiasStart(DecoderBiasStart.ZEROS)
          .encoderStart(EncoderStart.DECODER_OF_NORM_TENTH);
    }
  }

  /** What most tools have in common, so that nothing set before stays. */
  private static Trainer common(Trainer trainer) {
    return trainer
        .architecture(TrainedArchitecture.topK())
        .loss(Loss.SQUARED_ERROR)
        .encoding(Encoding.DEFAULT)
        .optimizer(Adam.DEFAULT)
        .defaultLearningRate()
        .maxGradientNorm(Double.POSITIVE_INFINITY)
        .kSchedule(KSchedule.CONSTANT)
        .warmupSteps(1000)
        .decay(LearningRateDecay.CONSTANT)
        .decoderBiasStart(DecoderBiasStart.GEOMETRIC_MEDIAN)
        .encoderStart(EncoderStart.DECODER)
        .activationScaling(ActivationScaling.NONE);
  }
}
