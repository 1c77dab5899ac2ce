package org.saev.store;

import java.nio.file.Path;
import org.saev.FormatException;
import org.saev.internal.io.MappedTensor;

/** Reads where the entries of each owner start and end; the next owner's follow. */
final class RaggedTensor {

  private final Path file;
  private final String name;
  private final MappedTensor starts;
  private final long end;

  /**
   * Checks the first and the last offset; those between are checked when they are used.
   *
   * @param end how many entries all owners have
   */
  RaggedTensor(Path file, String name, MappedTensor starts, long end) {
    this.file = file;
    this.name = name;
    this.starts = starts;
    this.end = end;
    long first = starts.getLong(0);
    long last = starts.getLong(starts.size() - 1);
    if (first != 0 || last != end) {
      throw new FormatException(
          file, "tensor " + name, "offsets from 0 to " + end, first + " to " + last);
    }
  }

  int owners() {
    return (int) Math.min(Integer.MAX_VALUE, starts.size() - 1);
  }

  long start(int owner) {
    return starts.getLong(owner);
  }

  int count(int owner) {
    long from = starts.getLong(owner);
    long to = starts.getLong(owner + 1L);
    if (from < 0 || to < from || to > end || to - from > Integer.MAX_VALUE) {
      throw new FormatException(
          file,
          "tensor " + name + "[" + owner + "]",
          "offsets that ascend from 0 to " + end,
          from + ", then " + to);
    }
    return (int) (to - from);
  }
}
