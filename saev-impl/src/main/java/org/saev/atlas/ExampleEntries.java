package org.saev.atlas;

import java.util.Arrays;
import org.saev.activations.Modality;
import org.saev.activations.TokenSequence;
import org.saev.sae.SparseCodes;
import org.saev.scoring.EncodedExample;

/**
 * The codes of one example's ordinary text and image tokens, turned round: the tokens of each
 * latent. A workspace, used for one example after the other.
 */
final class ExampleEntries {

  /** latent · 2^32 + the number of the entry, sorted. */
  private long[] keys = new long[1024];

  private int[] tokenOf = new int[1024];
  private float[] valueOf = new float[1024];
  private int size;

  /** Where each latent begins in {@link #keys}; one more than there are latents. */
  private int[] starts = new int[256];

  private int latents;

  private TokenSequence tokens;

  void read(EncodedExample encoded) {
    tokens = encoded.tokens();
    size = 0;
    for (int token = 0; token < tokens.size(); token++) {
      if (tokens.isOrdinary(token, Modality.TEXT) || tokens.isOrdinary(token, Modality.IMAGE)) {
        read(encoded.codes(), token);
      }
    }
    Arrays.sort(keys, 0, size);
    latents = 0;
    for (int i = 0; i < size; i++) {
      if (i == 0 || keys[i] >>> 32 != keys[i - 1] >>> 32) {
        start(i);
        latents++;
      }
    }
    start(size);
  }

  private void read(SparseCodes codes, int token) {
    int count = codes.count(token);
    for (int rank = 0; rank < count && codes.value(token, rank) > 0; rank++) {
      if (size == keys.length) {
        keys = Arrays.copyOf(keys, 2 * size);
        tokenOf = Arrays.copyOf(tokenOf, 2 * size);
        valueOf = Arrays.copyOf(valueOf, 2 * size);
      }
      keys[size] = (long) codes.latent(token, rank) << 32 | size;
      tokenOf[size] = token;
      valueOf[size] = codes.value(token, rank);
      size++;
    }
  }

  private void start(int at) {
    if (latents == starts.length) {
      starts = Arrays.copyOf(starts, 2 * latents);
    }
    starts[latents] = at;
  }

  /** The number of latents that fire. */
  int latents() {
    return latents;
  }

  /** One of the latents that fire, ascending. */
  int latent(int index) {
    return (int) (keys[starts[index]] >>> 32);
  }

  int count(int index) {
    return starts[index + 1] - starts[index];
  }

  int token(int index, int i) {
    return tokenOf[(int) keys[starts[index] + i]];
  }

  float value(int index, int i) {
    return valueOf[(int) keys[starts[index] + i]];
  }

  boolean isImage(int index, int i) {
    return tokens.modality(token(index, i)) == Modality.IMAGE;
  }

  /** The largest activation on tokens of a modality; 0 if there is none. */
  float max(int index, boolean image) {
    float max = 0;
    for (int i = 0; i < count(index); i++) {
      if (isImage(index, i) == image) {
        max = Math.max(max, value(index, i));
      }
    }
    return max;
  }

  LatentTrace trace(int index, float text, float image) {
    int[] at = new int[count(index)];
    float[] values = new float[at.length];
    for (int i = 0; i < at.length; i++) {
      at[i] = token(index, i);
      values[i] = value(index, i);
    }
    return new LatentTrace(latent(index), at, values, text, image);
  }
}
