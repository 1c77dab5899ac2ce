package org.saev.internal.model;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.saev.SaevException;
import org.saev.sae.Architecture;
import org.saev.sae.InputNormalization;
import org.saev.sae.SaeConfig;
import org.saev.spi.SaeWeights;

/**
 * What a format can hold of an autoencoder: refuses what would be computed otherwise, and notes
 * what is left out.
 */
final class Target {

  private static final Set<Architecture> THRESHOLDED =
      EnumSet.of(
          Architecture.JUMP_RELU, Architecture.BATCH_TOPK, Architecture.MATRYOSHKA_BATCH_TOPK);

  private final String format;
  private final SaeWeights weights;
  private final SaeConfig config;
  private final Set<String> heldArrays = new TreeSet<>();
  private final List<String> notes = new ArrayList<>();

  Target(String format, SaeWeights weights) {
    this.format = format;
    this.weights = weights;
    config = weights.config();
  }

  /** Refuses all architectures but some. */
  Target holds(Architecture first, Architecture... more) {
    Set<Architecture> held = EnumSet.of(first, more);
    if (!held.contains(config.architecture())) {
      throw refusal("a " + config.architecture() + " autoencoder; it holds " + held);
    }
    return this;
  }

  /** Refuses all normalisations but some. */
  Target holds(InputNormalization first, InputNormalization... more) {
    Set<InputNormalization> held = EnumSet.of(first, more);
    if (!held.contains(config.inputNormalization())) {
      throw refusal(
          config.inputNormalization()
              + " of the input where the architecture is "
              + config.architecture()
              + "; it holds "
              + held);
    }
    return this;
  }

  Target holdsNoRescaling() {
    if (config.decoderNormRescaled()) {
      throw refusal("rescaling of activations by decoder norm");
    }
    return this;
  }

  Target holdsSubtraction(boolean only) {
    if (config.decoderBiasSubtracted() != only) {
      throw refusal(
          only
              ? "an encoder from whose input the decoder's bias isn't subtracted"
              : "an encoder from whose input the decoder's bias is subtracted");
    }
    return this;
  }

  /** Says that an array has a place. */
  Target keeps(String array) {
    heldArrays.add(array);
    return this;
  }

  /** Notes something that is left out or changed. */
  void note(String sentence) {
    notes.add(sentence);
  }

  /** Notes that an architecture with one threshold is written as JumpReLU. */
  void asJumpRelu() {
    if (config.architecture() != Architecture.JUMP_RELU) {
      note(
          config.architecture()
              + " becomes JumpReLU, which computes the same"
              + (config.k().isPresent() ? "; k " + config.k().getAsInt() + " is not kept" : ""));
    }
  }

  /** Ends: notes the arrays and the provenance that have no place. */
  List<String> notes() {
    boolean thresholded = THRESHOLDED.contains(config.architecture());
    for (Map.Entry<String, float[]> array : new TreeMap<>(weights.more()).entrySet()) {
      boolean threshold = thresholded && array.getKey().equals("threshold");
      if (!threshold && !heldArrays.contains(array.getKey())) {
        note(
            "the array '"
                + array.getKey()
                + "' of "
                + array.getValue().length
                + " numbers is not kept");
      }
    }
    if (!config.provenance().isEmpty()) {
      note("the provenance (" + config.provenance().size() + " entries) is not kept");
    }
    return List.copyOf(notes);
  }

  SaevException refusal(String what) {
    return new SaevException("the format " + format + " can't hold " + what);
  }

  /** Returns the thresholds, one a latent; 0 for a ReLU. */
  float[] thresholds() {
    if (config.architecture() == Architecture.RELU) {
      return new float[config.latents()];
    }
    float[] thresholds = weights.more().get("threshold");
    if (thresholds == null || thresholds.length != config.latents()) {
      throw new SaevException(
          "a "
              + config.architecture()
              + " autoencoder needs an array 'threshold' of "
              + config.latents()
              + " numbers, but it has "
              + (thresholds == null ? "none" : thresholds.length + ""));
    }
    return thresholds;
  }

  /** Returns the threshold that all latents have. */
  float threshold() {
    float[] thresholds = thresholds();
    for (float threshold : thresholds) {
      if (threshold != thresholds[0]) {
        throw refusal("thresholds that differ from latent to latent");
      }
    }
    return thresholds[0];
  }
}
