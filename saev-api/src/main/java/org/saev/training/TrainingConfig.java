package org.saev.training;

import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.saev.sae.InputNormalization;
import org.saev.training.DecoderConstraint.Normalization;

/**
 * Everything that the result of a training depends on, beside the data. Made by {@link Trainer},
 * which checks the ranges and documents the defaults; components may be added in later versions.
 *
 * @param latents number of latents
 * @param k active latents a token; 0 for architectures without k
 * @param architecture what is trained
 * @param steps optimiser steps; empty for whole passes
 * @param passes passes over the source, where steps is empty
 * @param batchTokens tokens a step
 * @param learningRate at its highest; empty for {@code 2e-4 / sqrt(latents / 2^14)}
 * @param warmupSteps steps over which the rate rises linearly from 0
 * @param decay what the rate does at the end
 * @param optimizer the optimiser's settings
 * @param maxGradientNorm the largest norm of the whole gradient; infinity for no limit
 * @param loss the reconstruction loss
 * @param auxK the auxiliary loss for dead latents
 * @param kSchedule how k gets to its value
 * @param encoding how pre-activations are computed
 * @param decoder how decoder rows are kept at unit norm
 * @param decoderBiasStart where b_dec starts
 * @param encoderStart where W_enc starts
 * @param activationScaling the constant that activations are multiplied by
 * @param tokens which tokens are trained on
 * @param mix the share of modalities in a batch
 * @param shuffleBufferTokens tokens that are mixed with each other, in memory
 * @param seed of every random choice
 */
public record TrainingConfig(
    int latents,
    int k,
    TrainedArchitecture architecture,
    OptionalInt steps,
    int passes,
    int batchTokens,
    OptionalDouble learningRate,
    int warmupSteps,
    LearningRateDecay decay,
    Optimizer optimizer,
    double maxGradientNorm,
    Loss loss,
    AuxK auxK,
    KSchedule kSchedule,
    Encoding encoding,
    DecoderConstraint decoder,
    DecoderBiasStart decoderBiasStart,
    EncoderStart encoderStart,
    ActivationScaling activationScaling,
    TokenSelection tokens,
    ModalityMix mix,
    int shuffleBufferTokens,
    long seed) {

  /**
   * Returns the highest learning rate: the one set, or {@code 2e-4 / sqrt(latents / 2^14)} (Gao et
   * al. 2024, section 3).
   *
   * @return the rate after warm-up
   */
  public double peakLearningRate() {
    return learningRate.orElseGet(() -> 2e-4 / Math.sqrt(latents / 16384.0));
  }

  /**
   * Returns the learning rate of a step.
   *
   * @param step from 0
   * @param totalSteps steps of the whole training
   * @return the rate, after warm-up and decay
   */
  public double learningRate(int step, int totalSteps) {
    double rate = peakLearningRate();
    if (step < warmupSteps) {
      rate *= (step + 1.0) / warmupSteps;
    }
    return rate * decay.factor(step, warmupSteps, totalSteps);
  }

  /**
   * Returns k of a step.
   *
   * @param step from 0
   * @return k, after its schedule
   */
  public int k(long step) {
    return kSchedule.at(k, step);
  }

  /**
   * Returns all values by name, for provenance and to compare two configurations.
   *
   * @return sorted
   */
  public Map<String, String> asMap() {
    Map<String, String> map = new TreeMap<>();
    map.put("latents", Integer.toString(latents));
    map.put("k", architecture.needsK() ? Integer.toString(k) : "none");
    map.put("architecture", architecture.toString());
    map.put("steps", steps.isPresent() ? Integer.toString(steps.getAsInt()) : "by passes");
    map.put("passes", Integer.toString(passes));
    map.put("batchTokens", Integer.toString(batchTokens));
    map.put("learningRate", Double.toString(peakLearningRate()));
    map.put("warmupSteps", Integer.toString(warmupSteps));
    map.put("decay", decay.name());
    map.put("optimizer", optimizer.toString());
    map.put("maxGradientNorm", Double.toString(maxGradientNorm));
    map.put("kSchedule", kSchedule.steps() == 0 ? "constant" : kSchedule.toString());
    map.put("encoding.decoderBiasSubtracted", flag(encoding.decoderBiasSubtracted()));
    map.put("encoding.scaledByDecoderNorm", flag(encoding.scaledByDecoderNorm()));
    map.put("encoding.inputNormalization", encoding.inputNormalization().name());
    map.put("decoder.projection", decoder.projection().name());
    map.put("decoder.normalization", decoder.normalization().name());
    map.put("loss", loss.name());
    map.put("auxK.weight", Double.toString(auxK.weight()));
    map.put("auxK.k", auxK.k().isPresent() ? Integer.toString(auxK.k().getAsInt()) : "width / 2");
    map.put("auxK.deadAfterTokens", Long.toString(auxK.deadAfterTokens()));
    map.put("auxK.deadTest", auxK.deadTest().name());
    map.put("auxK.divisor", auxK.divisor().name());
    map.put("auxK.scaledByDeadShare", flag(auxK.scaledByDeadShare()));
    map.put("auxK.decoderBias", flag(auxK.decoderBias()));
    map.put("auxK.rectified", flag(auxK.rectified()));
    map.put("decoderBiasStart", decoderBiasStart.name());
    map.put("encoderStart", encoderStart.name());
    map.put("activationScaling", activationScaling.name());
    map.put("modalities", tokens.modalities().toString());
    map.put("roles", tokens.roles().toString());
    map.put("mix", mix.name());
    map.put("shuffleBufferTokens", Integer.toString(shuffleBufferTokens));
    map.put("seed", Long.toString(seed));
    return map;
  }

  /** Checks that the choices go together; each alone is checked where it is made. */
  TrainingConfig checked() {
    if (latents < 1 || (architecture.needsK() && k < 1)) {
      throw new IllegalArgumentException("set latents(...) and k(...) before training");
    }
    if (k > latents) {
      throw new IllegalArgumentException(
          "k must not exceed the number of latents, but k was " + k + " and latents " + latents);
    }
    if (kSchedule.steps() > 0 && (kSchedule.start() < k || kSchedule.start() > latents)) {
      throw new IllegalArgumentException(
          "k must start between its value "
              + k
              + " and latents "
              + latents
              + ", but starts at "
              + kSchedule.start());
    }
    if (shuffleBufferTokens < batchTokens) {
      throw new IllegalArgumentException(
          "shuffleBufferTokens must be at least batchTokens, but was "
              + shuffleBufferTokens
              + " with batches of "
              + batchTokens);
    }
    if (architecture instanceof TrainedArchitecture.BatchTopK batch && !batch.groups().isEmpty()) {
      int sum = batch.groups().stream().mapToInt(Integer::intValue).sum();
      if (sum != latents) {
        throw new IllegalArgumentException(
            "groups must add up to latents = " + latents + ", but add up to " + sum);
      }
    }
    if (encoding.scaledByDecoderNorm()
        && (!architecture.needsK() || decoder.normalization() != Normalization.NONE)) {
      throw new IllegalArgumentException(
          "pre-activations can be scaled by decoder norms with TopK and BatchTopK only, and without"
              + " normalising the decoder: use DecoderConstraint.NONE");
    }
    if (encoding.inputNormalization() != InputNormalization.NONE
        && activationScaling != ActivationScaling.NONE) {
      throw new IllegalArgumentException(
          "activations are normalised by "
              + encoding.inputNormalization()
              + ", which undoes "
              + activationScaling
              + ": choose one of them");
    }
    if (encoderStart == EncoderStart.DECODER_OF_NORM_TENTH
        && decoder.normalization() != Normalization.NONE) {
      throw new IllegalArgumentException(
          "decoder rows can't start at norm 0.1 and be normalised: use DecoderConstraint.NONE, or"
              + " another start");
    }
    return this;
  }

  private static String flag(boolean value) {
    return Boolean.toString(value);
  }
}
