package org.saev.method;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;

/**
 * Reads what {@link CrossModalSummaryWriter} wrote and checks all of it. Memory is taken for what
 * was read only, so a size that lies ends in an error, not in exhausted memory.
 */
final class CrossModalSummaryReader {

  private static final int HEADER_BYTES = 9 * Integer.BYTES + Long.BYTES;

  private final CheckedInputStream in;

  private CrossModalSummaryReader(CheckedInputStream in) {
    this.in = in;
  }

  static CrossModalSummary read(InputStream source, FitSettings wanted) throws IOException {
    CrossModalSummaryReader reader =
        new CrossModalSummaryReader(new CheckedInputStream(source, new CRC32()));
    CrossModalSummary summary = reader.body(wanted);
    long expected = reader.in.getChecksum().getValue();
    long found = reader.block("checksum", Long.BYTES).getLong();
    if (found != expected) {
      throw wrong("checksum", Long.toHexString(expected), Long.toHexString(found));
    }
    return summary;
  }

  private CrossModalSummary body(FitSettings wanted) throws IOException {
    ByteBuffer header = block("header", HEADER_BYTES);
    expect("magic number", CrossModalSummaryWriter.MAGIC, header.getInt());
    expect("version", CrossModalSummaryWriter.VERSION, header.getInt());
    expect("form", wanted.formCode(), header.getInt());
    expect("pairs", wanted.pairs(), header.getInt());
    expect("latentsPerToken", wanted.latentsPerToken(), header.getInt());
    expect("strongestTokens", wanted.strongestTokens(), header.getInt());
    expect("floorPairs", wanted.floorPairs(), header.getInt());
    expect("seed", wanted.seed(), header.getLong());
    int latents = inRange("latents", header.getInt(), 1, Integer.MAX_VALUE / Long.BYTES);
    int width = inRange("width", header.getInt(), 1, Integer.MAX_VALUE / Float.BYTES - 1);
    LongBuffer text = block("text firings", latents * Long.BYTES).asLongBuffer();
    LongBuffer image = block("image firings", latents * Long.BYTES).asLongBuffer();
    CrossModalSummary summary = new CrossModalSummary(wanted, latents, width);
    text.get(summary.textFirings);
    image.get(summary.imageFirings);
    rows(summary.pool);
    lists("strongest tokens", summary, summary.strongest);
    lists("sample", summary, summary.sample);
    unused(summary.pool);
    return summary;
  }

  private void rows(RowPool pool) throws IOException {
    int count = inRange("rows", block("rows", Integer.BYTES).getInt(), 0, Integer.MAX_VALUE);
    for (int row = 0; row < count; row++) {
      ByteBuffer block = block("row " + row, 1 + pool.width() * Float.BYTES);
      boolean image = inRange("modality of row " + row, block.get(), 0, 1) == 1;
      block.slice().asFloatBuffer().get(pool.row(pool.allocate(image)));
    }
  }

  private void lists(String name, CrossModalSummary summary, StrongestTokens tokens)
      throws IOException {
    for (int group = 0; group < tokens.groups(); group++) {
      String list = name + " " + group;
      int count = inRange(list, block(list, Integer.BYTES).getInt(), 0, tokens.capacity());
      ByteBuffer block = block(list, count * CrossModalSummaryWriter.ENTRY_BYTES);
      float last = Float.POSITIVE_INFINITY;
      for (int rank = 0; rank < count; rank++) {
        float activation = block.getFloat();
        if (!(activation >= 0 && activation <= last)) {
          throw wrong(list, "activations that fall", last + " before " + activation);
        }
        last = activation;
        long hash = block.getLong();
        int slot = inRange("row of " + list, block.getInt(), 0, summary.pool.slots() - 1);
        tokens.insert(group, activation, hash, slot);
      }
    }
  }

  /** A row that no list names could never be freed. */
  private static void unused(RowPool pool) throws IOException {
    for (int slot = 0; slot < pool.slots(); slot++) {
      if (!pool.isHeld(slot)) {
        throw wrong("row " + slot, "a list that names it", "none");
      }
    }
  }

  private ByteBuffer block(String field, int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw wrong(field, length + " bytes", "the end after " + bytes.length);
    }
    return ByteBuffer.wrap(bytes);
  }

  private static void expect(String field, long expected, long found) throws IOException {
    if (expected != found) {
      throw wrong(field, Long.toString(expected), Long.toString(found));
    }
  }

  private static int inRange(String field, int found, int min, int max) throws IOException {
    if (found < min || found > max) {
      throw wrong(field, min + " to " + max, Integer.toString(found));
    }
    return found;
  }

  private static IOException wrong(String field, String expected, String found) {
    return new IOException(
        "cross-modal summary: " + field + ": expected " + expected + ", but found " + found);
  }
}
