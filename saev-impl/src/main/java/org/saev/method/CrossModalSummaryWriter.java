package org.saev.method;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;

/**
 * Writes a summary, big-endian: magic, version, settings, sizes, firings, each held row once, the
 * lists, which name rows by number, and a CRC-32 of all that.
 */
final class CrossModalSummaryWriter {

  /** "SAEV" in ASCII. */
  static final int MAGIC = 0x53414556;

  static final int VERSION = 1;
  static final int ENTRY_BYTES = Float.BYTES + Long.BYTES + Integer.BYTES;

  private final DataOutputStream out;

  private CrossModalSummaryWriter(DataOutputStream out) {
    this.out = out;
  }

  static void write(CrossModalSummary summary, OutputStream target) throws IOException {
    CheckedOutputStream checked = new CheckedOutputStream(target, new CRC32());
    CrossModalSummaryWriter writer = new CrossModalSummaryWriter(new DataOutputStream(checked));
    writer.header(summary);
    writer.longs(summary.textFirings);
    writer.longs(summary.imageFirings);
    int[] numbers = writer.rows(summary.pool);
    writer.lists(summary.strongest, numbers);
    writer.lists(summary.sample, numbers);
    writer.out.writeLong(checked.getChecksum().getValue());
    writer.out.flush();
  }

  private void header(CrossModalSummary summary) throws IOException {
    FitSettings settings = summary.settings;
    ByteBuffer header =
        ByteBuffer.allocate(9 * Integer.BYTES + Long.BYTES)
            .putInt(MAGIC)
            .putInt(VERSION)
            .putInt(settings.formCode())
            .putInt(settings.pairs())
            .putInt(settings.latentsPerToken())
            .putInt(settings.strongestTokens())
            .putInt(settings.floorPairs())
            .putLong(settings.seed())
            .putInt(summary.latents)
            .putInt(summary.pool.width());
    out.write(header.array());
  }

  private void longs(long[] values) throws IOException {
    ByteBuffer block = ByteBuffer.allocate(Math.multiplyExact(values.length, Long.BYTES));
    block.asLongBuffer().put(values);
    out.write(block.array());
  }

  /** Writes the rows that are held; returns the number of each slot in the file. */
  private int[] rows(RowPool pool) throws IOException {
    out.writeInt(pool.held());
    int[] numbers = new int[pool.slots()];
    int next = 0;
    ByteBuffer block = ByteBuffer.allocate(1 + Math.multiplyExact(pool.width(), Float.BYTES));
    for (int slot = 0; slot < numbers.length; slot++) {
      if (pool.isHeld(slot)) {
        numbers[slot] = next++;
        block.put(0, (byte) (pool.isImage(slot) ? 1 : 0));
        block.slice(1, block.capacity() - 1).asFloatBuffer().put(pool.row(slot));
        out.write(block.array());
      }
    }
    return numbers;
  }

  private void lists(StrongestTokens tokens, int[] numbers) throws IOException {
    for (int group = 0; group < tokens.groups(); group++) {
      int count = tokens.count(group);
      ByteBuffer block = ByteBuffer.allocate(Integer.BYTES + count * ENTRY_BYTES).putInt(count);
      for (int rank = 0; rank < count; rank++) {
        block
            .putFloat(tokens.activation(group, rank))
            .putLong(tokens.hash(group, rank))
            .putInt(numbers[tokens.slot(group, rank)]);
      }
      out.write(block.array());
    }
  }
}
