package org.saev.examples.pictograms.evaluation;

import java.util.Arrays;
import org.saev.examples.pictograms.scene.Word;

/**
 * What the model makes of one caption, given the words before each.
 *
 * @param rightByKind by the ordinal of the kind, words that the picture determines and the model
 *     chose rightly among those of the kind
 * @param askedByKind by the ordinal of the kind, words that the picture determines
 * @param loss the sum of the cross-entropies of all words and the end, in nats
 * @param tokens words and the end
 */
public record WordOutcome(int[] rightByKind, int[] askedByKind, double loss, int tokens) {

  /**
   * Right words of a kind.
   *
   * @param kind the kind
   * @return how many
   */
  public int right(Word.Kind kind) {
    return rightByKind[kind.ordinal()];
  }

  /**
   * Words of a kind that the picture determines.
   *
   * @param kind the kind
   * @return how many
   */
  public int asked(Word.Kind kind) {
    return askedByKind[kind.ordinal()];
  }

  /**
   * Right words of all kinds.
   *
   * @return how many
   */
  public int right() {
    return Arrays.stream(rightByKind).sum();
  }

  /**
   * Words that the picture determines.
   *
   * @return how many
   */
  public int asked() {
    return Arrays.stream(askedByKind).sum();
  }
}
