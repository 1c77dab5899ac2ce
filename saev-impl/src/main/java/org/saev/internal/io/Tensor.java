package org.saev.internal.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;

/** A named array that is to be written. Not copied: written in pieces, straight from the array. */
public final class Tensor {

  private final String name;
  private final Dtype dtype;
  private final long[] shape;
  private final Content content;

  private Tensor(String name, Dtype dtype, int elements, long[] shape, Content content) {
    long product = 1;
    for (long dimension : shape) {
      product = Math.multiplyExact(product, dimension);
    }
    if (product != elements) {
      throw new IllegalArgumentException(
          "tensor " + name + " has " + elements + " numbers, but its shape asks for " + product);
    }
    this.name = name;
    this.dtype = dtype;
    this.shape = shape.clone();
    this.content = content;
  }

  /**
   * A tensor of float32.
   *
   * @param name its name
   * @param values row-major
   * @param shape dimensions
   * @return the tensor
   */
  public static Tensor of(String name, float[] values, long... shape) {
    FloatBuffer all = FloatBuffer.wrap(values);
    return new Tensor(
        name,
        Dtype.F32,
        values.length,
        shape,
        (from, count, to) -> to.asFloatBuffer().put(all.slice(from, count)));
  }

  /**
   * A tensor of float64.
   *
   * @param name its name
   * @param values row-major
   * @param shape dimensions
   * @return the tensor
   */
  public static Tensor of(String name, double[] values, long... shape) {
    DoubleBuffer all = DoubleBuffer.wrap(values);
    return new Tensor(
        name,
        Dtype.F64,
        values.length,
        shape,
        (from, count, to) -> to.asDoubleBuffer().put(all.slice(from, count)));
  }

  /**
   * A tensor of 64-bit whole numbers.
   *
   * @param name its name
   * @param values row-major
   * @param shape dimensions
   * @return the tensor
   */
  public static Tensor of(String name, long[] values, long... shape) {
    LongBuffer all = LongBuffer.wrap(values);
    return new Tensor(
        name,
        Dtype.I64,
        values.length,
        shape,
        (from, count, to) -> to.asLongBuffer().put(all.slice(from, count)));
  }

  /**
   * A tensor of 32-bit whole numbers.
   *
   * @param name its name
   * @param values row-major
   * @param shape dimensions
   * @return the tensor
   */
  public static Tensor of(String name, int[] values, long... shape) {
    IntBuffer all = IntBuffer.wrap(values);
    return new Tensor(
        name,
        Dtype.I32,
        values.length,
        shape,
        (from, count, to) -> to.asIntBuffer().put(all.slice(from, count)));
  }

  /**
   * A tensor whose bytes are as they have to be in the file.
   *
   * @param name its name
   * @param dtype its number format
   * @param data little-endian, between position and limit
   * @param shape dimensions
   * @return the tensor
   */
  public static Tensor of(String name, Dtype dtype, ByteBuffer data, long... shape) {
    ByteBuffer all = data.slice();
    int size = dtype.bytes();
    return new Tensor(
        name,
        dtype,
        all.remaining() / size,
        shape,
        (from, count, to) -> to.put(all.slice(from * size, count * size)));
  }

  String name() {
    return name;
  }

  Dtype dtype() {
    return dtype;
  }

  long[] shape() {
    return shape.clone();
  }

  long elements() {
    long product = 1;
    for (long dimension : shape) {
      product *= dimension;
    }
    return product;
  }

  long bytes() {
    return elements() * dtype.bytes();
  }

  /** Writes all bytes through a buffer that is little-endian. */
  void writeTo(ByteBuffer buffer, Sink sink) throws IOException {
    long elements = elements();
    int most = buffer.capacity() / dtype.bytes();
    for (long from = 0; from < elements; from += most) {
      int count = (int) Math.min(most, elements - from);
      buffer.clear();
      content.copy((int) from, count, buffer);
      sink.write(buffer.position(0).limit(count * dtype.bytes()));
    }
  }

  /** Copies numbers into a buffer. */
  private interface Content {
    void copy(int from, int count, ByteBuffer to);
  }

  /** Takes all bytes between position and limit. */
  interface Sink {
    void write(ByteBuffer bytes) throws IOException;
  }
}
