package org.saev.examples.pictograms.model;

import java.util.Arrays;
import java.util.List;
import org.saev.examples.pictograms.scene.Caption;
import org.saev.examples.pictograms.scene.Picture;

/**
 * Pairs of a picture and a caption, as the model takes them.
 *
 * @param size number of pairs
 * @param pictures [size, 3, height, width] from -1 to 1, or null for captions alone
 * @param length tokens that the longest caption feeds into the model
 * @param inputs [size, length], a caption without its last token, padded at the end
 * @param targets [size, length], a caption without its first token, padded at the end
 */
public record Batch(int size, float[] pictures, int length, long[] inputs, long[] targets) {
  /**
   * Makes a batch.
   *
   * @param vocabulary the tokenizer
   * @param pictures one picture a pair, or null for captions alone
   * @param captions one caption a pair
   * @return the batch
   */
  public static Batch of(Vocabulary vocabulary, List<Picture> pictures, List<Caption> captions) {
    return ofIds(pictures, captions.stream().map(vocabulary::encode).toList());
  }

  /**
   * Makes a batch of encoded captions.
   *
   * @param pictures one picture a pair, or null for captions alone
   * @param captions one token sequence a pair, at least two tokens each
   * @return the batch
   */
  public static Batch ofIds(List<Picture> pictures, List<int[]> captions) {
    int size = captions.size();
    if (size == 0 || (pictures != null && pictures.size() != size)) {
      throw new IllegalArgumentException(
          "a batch needs one picture a caption, but had %s pictures and %d captions"
              .formatted(pictures == null ? "no" : pictures.size(), size));
    }
    int length = captions.stream().mapToInt(ids -> ids.length).max().orElseThrow() - 1;
    long[] inputs = new long[size * length];
    long[] targets = new long[size * length];
    Arrays.fill(inputs, Vocabulary.PAD);
    Arrays.fill(targets, Vocabulary.PAD);
    for (int i = 0; i < size; i++) {
      int[] ids = captions.get(i);
      for (int t = 0; t + 1 < ids.length; t++) {
        inputs[i * length + t] = ids[t];
        targets[i * length + t] = ids[t + 1];
      }
    }
    return new Batch(size, pictures == null ? null : values(pictures), length, inputs, targets);
  }

  /**
   * Whether there are pictures.
   *
   * @return false for captions alone
   */
  public boolean hasPictures() {
    return pictures != null;
  }

  private static float[] values(List<Picture> pictures) {
    float[] values = new float[pictures.size() * Picture.VALUES];
    for (int i = 0; i < pictures.size(); i++) {
      pictures.get(i).normalizeInto(values, i * Picture.VALUES);
    }
    return values;
  }
}
