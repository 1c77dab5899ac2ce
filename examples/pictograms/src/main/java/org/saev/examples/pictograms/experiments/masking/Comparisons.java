package org.saev.examples.pictograms.experiments.masking;

import java.util.ArrayList;
import java.util.List;

/**
 * Which choices are compared: all with random and raw cosines, the SAE-V cosine with the other
 * scores of SAE-V, too.
 */
final class Comparisons {

  private static final List<String> OTHERS =
      List.of(TokenChoices.SHARED, TokenChoices.L1, TokenChoices.ABOVE);

  private Comparisons() {}

  /**
   * Pairs of choices.
   *
   * @param choices all of them
   * @param more what the SAE-V cosine is compared with beside these
   * @return first and second of each pair
   */
  static List<String[]> of(List<String> choices, String... more) {
    List<String[]> pairs = new ArrayList<>();
    for (String base : List.of(TokenChoices.RANDOM, TokenChoices.RAW)) {
      for (String choice : choices) {
        if (!choice.equals(base) && !choice.equals(TokenChoices.RANDOM)) {
          pairs.add(new String[] {choice, base});
        }
      }
    }
    List<String> others = new ArrayList<>(OTHERS);
    others.addAll(List.of(more));
    others.forEach(other -> pairs.add(new String[] {TokenChoices.COSINE, other}));
    return pairs;
  }
}
