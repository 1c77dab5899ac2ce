package org.saev.method;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import org.saev.activations.Modality;
import org.saev.activations.TokenSequence;
import org.saev.sae.SparseCodes;
import org.saev.scoring.EncodedExample;

/**
 * The sets {@code F_t} and {@code F_v} of one example: latents whose activation exceeds a bound on
 * any ordinary text (image) token. Made for one example after the other: nothing is cleared and
 * nothing allocated in between.
 */
final class ActiveLatents {

  private static final int TEXT = 1;
  private static final int IMAGE = 2;

  /** 4 · (number of the example) + the modalities seen: marks of earlier examples are lower. */
  private final int[] marks;

  private int[] touched = new int[256];
  private int size;
  private int clear;
  private int textTokens;
  private int imageTokens;

  ActiveLatents(int latents) {
    marks = new int[latents];
  }

  void read(EncodedExample encoded, double bound) {
    size = 0;
    textTokens = 0;
    imageTokens = 0;
    clear += 4;
    if (clear < 0) {
      Arrays.fill(marks, 0);
      clear = 4;
    }
    TokenSequence tokens = encoded.tokens();
    for (int token = 0; token < tokens.size(); token++) {
      if (tokens.isOrdinary(token, Modality.TEXT)) {
        textTokens++;
        mark(encoded.codes(), token, bound, TEXT);
      } else if (tokens.isOrdinary(token, Modality.IMAGE)) {
        imageTokens++;
        mark(encoded.codes(), token, bound, IMAGE);
      }
    }
  }

  private void mark(SparseCodes codes, int token, double bound, int modality) {
    int count = codes.count(token);
    for (int rank = 0; rank < count && codes.value(token, rank) > bound; rank++) {
      int latent = codes.latent(token, rank);
      if (marks[latent] < clear) {
        marks[latent] = clear;
        touch(latent);
      }
      marks[latent] |= modality;
    }
  }

  private void touch(int latent) {
    if (size == touched.length) {
      touched = Arrays.copyOf(touched, 2 * size);
    }
    touched[size++] = latent;
  }

  boolean hasBothModalities() {
    return textTokens > 0 && imageTokens > 0;
  }

  int tokens() {
    return textTokens + imageTokens;
  }

  boolean isText(int latent) {
    return marks[latent] >= clear && (marks[latent] & TEXT) != 0;
  }

  boolean isImage(int latent) {
    return marks[latent] >= clear && (marks[latent] & IMAGE) != 0;
  }

  boolean isShared(int latent) {
    return marks[latent] == clear + TEXT + IMAGE;
  }

  /** |F_t ∪ F_v|. */
  int active() {
    return size;
  }

  /** |F_t ∩ F_v|. */
  int shared() {
    int count = 0;
    for (int i = 0; i < size; i++) {
      count += isShared(touched[i]) ? 1 : 0;
    }
    return count;
  }

  /** Sums over F_t ∩ F_v or F_t ∪ F_v, in the order of first appearance; NaN counts as 0. */
  double sum(IntToDoubleFunction weight, boolean sharedOnly) {
    double sum = 0;
    for (int i = 0; i < size; i++) {
      if (!sharedOnly || isShared(touched[i])) {
        double w = weight.applyAsDouble(touched[i]);
        sum += Double.isNaN(w) ? 0 : w;
      }
    }
    return sum;
  }
}
