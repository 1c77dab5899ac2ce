package org.saev.internal.training;

/**
 * Where a token stands in a source that is read again and again.
 *
 * @param pass from 0
 * @param example index in the source
 * @param token index in the example
 */
record TokenPlace(int pass, long example, int token) implements Comparable<TokenPlace> {

  /** Longs that {@link #write} takes. */
  static final int LONGS = 3;

  void write(long[] target, int slot) {
    target[LONGS * slot] = pass;
    target[LONGS * slot + 1] = example;
    target[LONGS * slot + 2] = token;
  }

  static TokenPlace read(long[] from, int slot) {
    return new TokenPlace(
        Math.toIntExact(from[LONGS * slot]),
        from[LONGS * slot + 1],
        Math.toIntExact(from[LONGS * slot + 2]));
  }

  @Override
  public int compareTo(TokenPlace other) {
    int byPass = Integer.compare(pass, other.pass);
    if (byPass != 0) {
      return byPass;
    }
    int byExample = Long.compare(example, other.example);
    return byExample != 0 ? byExample : Integer.compare(token, other.token);
  }
}
