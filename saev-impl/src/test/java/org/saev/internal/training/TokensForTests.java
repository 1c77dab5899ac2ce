package org.saev.internal.training;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.saev.activations.ActivationSource;
import org.saev.activations.Example;
import org.saev.activations.PatchGrid;
import org.saev.activations.TokenSequence;

/** Sources whose every activation tells which example and token it belongs to. */
final class TokensForTests {

  static final int WIDTH = 3;

  private TokensForTests() {}

  /** Examples of a special token, a few patches, a few words and padding. */
  static ActivationSource numbered(int examples) {
    List<Example> list = new ArrayList<>();
    for (int e = 0; e < examples; e++) {
      TokenSequence tokens =
          TokenSequence.builder()
              .special("<bos>")
              .patches(PatchGrid.of(1, 2 + e % 2))
              .textTokens(1 + e % 3)
              .padding(e % 2)
              .build();
      float[] rows = new float[tokens.size() * WIDTH];
      for (int t = 0; t < tokens.size(); t++) {
        rows[t * WIDTH] = e;
        rows[t * WIDTH + 1] = t;
        rows[t * WIDTH + 2] = 1;
      }
      list.add(Example.of("e" + e, tokens, FloatBuffer.wrap(rows)));
    }
    return ActivationSource.of(list);
  }

  /** The number of a token of {@link #numbered}. */
  static int number(float[] rows, int row) {
    return (int) (100 * rows[row * WIDTH] + rows[row * WIDTH + 1]);
  }
}
