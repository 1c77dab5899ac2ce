package org.saev.training;

import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * Everything that the result of a training depends on, beside the data. Made by {@link Trainer},
 * which checks the ranges and documents the defaults; components may be added in later versions.
 *
 * @param latents number of latents
 * @param k active latents a token
 * @param steps optimiser steps; empty for whole passes
 * @param passes passes over the source, where steps is empty
 * @param batchTokens tokens a step
 * @param learningRate at its highest; empty for {@code 2e-4 / sqrt(latents / 2^14)}
 * @param warmupSteps steps over which the rate rises linearly from 0
 * @param decay what the rate does at the end
 * @param adam the optimiser's settings
 * @param loss the reconstruction loss
 * @param auxK the auxiliary loss for dead latents
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
    OptionalInt steps,
    int passes,
    int batchTokens,
    OptionalDouble learningRate,
    int warmupSteps,
    LearningRateDecay decay,
    Adam adam,
    Loss loss,
    AuxK auxK,
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
    if (decay == LearningRateDecay.LINEAR_LAST_FIFTH) {
      double decaySteps = totalSteps / 5.0;
      rate *= Math.min(1.0, (totalSteps - step) / decaySteps);
    }
    return rate;
  }

  /**
   * Returns all values by name, for provenance and to compare two configurations.
   *
   * @return sorted
   */
  public Map<String, String> asMap() {
    Map<String, String> map = new TreeMap<>();
    map.put("latents", Integer.toString(latents));
    map.put("k", Integer.toString(k));
    map.put("steps", steps.isPresent() ? Integer.toString(steps.getAsInt()) : "by passes");
    map.put("passes", Integer.toString(passes));
    map.put("batchTokens", Integer.toString(batchTokens));
    map.put("learningRate", Double.toString(peakLearningRate()));
    map.put("warmupSteps", Integer.toString(warmupSteps));
    map.put("decay", decay.name());
    map.put("adam.beta1", Double.toString(adam.beta1()));
    map.put("adam.beta2", Double.toString(adam.beta2()));
    map.put("adam.epsilon", Double.toString(adam.epsilon()));
    map.put("loss", loss.name());
    map.put("auxK.weight", Double.toString(auxK.weight()));
    map.put("auxK.k", auxK.k().isPresent() ? Integer.toString(auxK.k().getAsInt()) : "width / 2");
    map.put("auxK.deadAfterTokens", Long.toString(auxK.deadAfterTokens()));
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
}
