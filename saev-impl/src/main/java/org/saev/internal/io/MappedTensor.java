package org.saev.internal.io;

import java.nio.ByteBuffer;

/** A tensor in a memory map, read number by number or as a view. Safe to use from many threads. */
public final class MappedTensor {

  private final MappedFile file;
  private final TensorInfo info;

  /**
   * Joins a tensor to the map of its file.
   *
   * @param file the map
   * @param info where the tensor lies in it
   */
  public MappedTensor(MappedFile file, TensorInfo info) {
    this.file = file;
    this.info = info;
  }

  /**
   * Returns the number of entries.
   *
   * @return entries
   */
  public long size() {
    return info.elements();
  }

  /**
   * Reads an entry of an I64 tensor.
   *
   * @param index of the entry
   * @return its value
   */
  public long getLong(long index) {
    return file.getLong(info.begin() + 8 * index);
  }

  /**
   * Reads an entry of an F64 tensor.
   *
   * @param index of the entry
   * @return its value
   */
  public double getDouble(long index) {
    return Double.longBitsToDouble(getLong(index));
  }

  /**
   * Reads an entry of an I32 tensor.
   *
   * @param index of the entry
   * @return its value
   */
  public int getInt(long index) {
    return file.getInt(info.begin() + 4 * index);
  }

  /**
   * Returns some entries.
   *
   * @param from the first entry
   * @param count how many; at most {@link MappedFile#MAX_SLICE} bytes
   * @return a little-endian view, from position 0
   */
  public ByteBuffer slice(long from, int count) {
    int size = info.dtype().bytes();
    return file.slice(info.begin() + size * from, Math.multiplyExact(size, count));
  }
}
