package org.saev.examples.pictograms.experiments.masking;

import java.util.ArrayList;
import java.util.List;

/**
 * Which choices are compared: all with random and raw cosines, the SAE-V cosine with others, too.
 */
final class Comparisons {

  private Comparisons() {}

  /**
   * Pairs of choices.
   *
   * @param choices all of them
   * @param others what the SAE-V cosine is compared with beside the baselines
   * @return first and second of each pair
   */
  static List<String[]> of(List<String> choices, String... others) {
    List<String[]> pairs = new ArrayList<>();
    for (String base : List.of(TokenChoices.RANDOM, TokenChoices.RAW)) {
      for (String choice : choices) {
        if (!choice.equals(base) && !choice.equals(TokenChoices.RANDOM)) {
          pairs.add(new String[] {choice, base});
        }
      }
    }
    for (String other : others) {
      pairs.add(new String[] {TokenChoices.COSINE, other});
    }
    return pairs;
  }
}
