package org.saev.examples.pictograms.experiments.filtering;

import java.util.function.Function;
import org.saev.examples.pictograms.job.Pair;

/**
 * By what pairs are put into classes, of each of which a stratified filter keeps the same share.
 */
enum PairClass {
  /** Words of the caption, true or not: what anyone can count. */
  CAPTION_LENGTH("caption length", pair -> pair.example().caption().words().size()),
  /** Things in the picture: what the generator of the scenes knows, and a detector would guess. */
  THINGS("number of things", pair -> pair.example().scene().entities().size());

  private final String label;
  private final Function<Pair, Integer> size;

  PairClass(String label, Function<Pair, Integer> size) {
    this.label = label;
    this.size = size;
  }

  String label() {
    return label;
  }

  /** The number that a pair's class is named by. */
  int size(Pair pair) {
    return size.apply(pair);
  }
}
