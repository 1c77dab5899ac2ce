package org.saev.internal.pass;

import java.nio.FloatBuffer;
import java.util.List;
import org.saev.activations.Example;
import org.saev.activations.TokenRole;
import org.saev.activations.TokenSequence;
import org.saev.internal.CodesBuffer;
import org.saev.sae.SparseCodes;

/**
 * The padding among the tokens of a batch. Its activations mean nothing and may be anything, NaN
 * included: it isn't encoded, and has no active latents.
 */
final class PaddingRows {

  private final List<Example> examples;
  private final int tokens;
  private final int padding;

  private PaddingRows(List<Example> examples, int tokens, int padding) {
    this.examples = examples;
    this.tokens = tokens;
    this.padding = padding;
  }

  static PaddingRows of(List<Example> examples) {
    int tokens = 0;
    int padding = 0;
    for (Example example : examples) {
      TokenSequence sequence = example.tokens();
      tokens += sequence.size();
      for (int token = 0; token < sequence.size(); token++) {
        padding += isPadding(sequence, token) ? 1 : 0;
      }
    }
    return new PaddingRows(examples, tokens, padding);
  }

  /**
   * Copies the activations of all other tokens.
   *
   * @param rows receives them, [tokens, width]
   * @return how many tokens they are
   */
  int copyOthers(int width, float[] rows) {
    int at = 0;
    for (Example example : examples) {
      FloatBuffer activations = example.activations();
      TokenSequence sequence = example.tokens();
      int size = sequence.size();
      // Runs of tokens at a time, for the buffer may be a memory map.
      for (int token = 0; token < size; ) {
        int end = token;
        while (end < size && !isPadding(sequence, end)) {
          end++;
        }
        int length = (end - token) * width;
        activations.get(token * width, rows, at, length);
        at += length;
        token = end;
        while (token < size && isPadding(sequence, token)) {
          token++;
        }
      }
    }
    return at / width;
  }

  /** Adds an empty row for each padding token. */
  SparseCodes insertInto(SparseCodes others, PassArrays arrays) {
    if (padding == 0) {
      return others;
    }
    CodesBuffer buffer = arrays.withPadding();
    buffer.begin(tokens, others.entries());
    int row = 0;
    for (Example example : examples) {
      TokenSequence sequence = example.tokens();
      for (int token = 0; token < sequence.size(); token++) {
        if (isPadding(sequence, token)) {
          buffer.addEmpty();
        } else {
          buffer.add(others, row++);
        }
      }
    }
    return buffer.codes(others.latents());
  }

  private static boolean isPadding(TokenSequence sequence, int token) {
    return sequence.role(token) == TokenRole.PADDING;
  }
}
