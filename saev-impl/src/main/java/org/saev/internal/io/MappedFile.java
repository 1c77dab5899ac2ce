package org.saev.internal.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;

/**
 * A read-only memory map of a file of any size. A Java buffer ends at 2 GiB, so larger files are
 * mapped as windows that overlap by half: any slice of at most 1 GiB lies whole in one of them.
 *
 * <p>The map lives as long as this object or a slice of it is reachable; Java 17 has no way to end
 * it sooner that is safe.
 */
public final class MappedFile {

  /** The largest slice, in bytes. */
  public static final int MAX_SLICE = 1 << 30;

  private final int step;
  private final ByteBuffer[] windows;

  /**
   * Maps a file.
   *
   * @param channel the open file; may be closed afterwards
   * @throws IOException if the file can't be mapped
   */
  public MappedFile(FileChannel channel) throws IOException {
    this(channel, MAX_SLICE);
  }

  /** With windows of twice a step (less a byte), so that tests need no large files. */
  MappedFile(FileChannel channel, int step) throws IOException {
    this.step = step;
    long size = channel.size();
    long window = 2L * step - 1;
    int count = (int) Math.max(1, (size - window + step - 1) / step + 1);
    windows = new ByteBuffer[count];
    for (int i = 0; i < count; i++) {
      long start = (long) i * step;
      windows[i] =
          channel
              .map(MapMode.READ_ONLY, start, Math.min(window, size - start))
              .order(ByteOrder.LITTLE_ENDIAN);
    }
  }

  /**
   * Returns a part of the file.
   *
   * @param offset its first byte
   * @param length at most {@link #MAX_SLICE} bytes
   * @return a little-endian view, from position 0
   */
  public ByteBuffer slice(long offset, int length) {
    int window = window(offset);
    return windows[window].slice(inWindow(offset, window), length).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Reads a 64-bit number.
   *
   * @param offset its first byte
   * @return its value
   */
  public long getLong(long offset) {
    int window = window(offset);
    return windows[window].getLong(inWindow(offset, window));
  }

  /**
   * Reads a 32-bit number.
   *
   * @param offset its first byte
   * @return its value
   */
  public int getInt(long offset) {
    int window = window(offset);
    return windows[window].getInt(inWindow(offset, window));
  }

  private int window(long offset) {
    return (int) Math.min(offset / step, windows.length - 1L);
  }

  private int inWindow(long offset, int window) {
    return Math.toIntExact(offset - (long) window * step);
  }
}
