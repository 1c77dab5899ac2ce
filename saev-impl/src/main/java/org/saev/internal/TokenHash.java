package org.saev.internal;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;

/**
 * 64-bit hashes that name a token by its example's id and its index: the same in every order and
 * partition of a source, so they may break ties and draw samples.
 */
public final class TokenHash {

  private TokenHash() {}

  /**
   * Hashes an example.
   *
   * @param id its id
   */
  public static long ofExample(String id) {
    return Hashing.murmur3_128().hashString(id, StandardCharsets.UTF_8).asLong();
  }

  /**
   * Hashes a token.
   *
   * @param exampleHash of its example
   * @param token its index in the example
   */
  public static long of(long exampleHash, int token) {
    return mix(exampleHash + (token + 1L) * 0x9E3779B97F4A7C15L);
  }

  /**
   * Hashes a hash again, in one of 2^64 ways.
   *
   * @param seed chooses the way
   */
  public static long seeded(long hash, long seed) {
    return mix(hash ^ mix(seed + 0x9E3779B97F4A7C15L));
  }

  /** A number in [0, 1) from the upper 53 bits. */
  public static double unit(long hash) {
    return (hash >>> 11) * 0x1.0p-53;
  }

  /** The finaliser of SplitMix64 (Steele et al. 2014). */
  private static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
