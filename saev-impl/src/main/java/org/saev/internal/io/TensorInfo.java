package org.saev.internal.io;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Where a tensor lies in a safetensors file.
 *
 * @param name its name
 * @param dtype its number format
 * @param shape its dimensions; empty for a scalar
 * @param begin its first byte, counted from the start of the file
 * @param elements how many numbers it holds
 */
public record TensorInfo(String name, Dtype dtype, List<Long> shape, long begin, long elements) {

  /**
   * Returns the size of the tensor.
   *
   * @return bytes
   */
  public long bytes() {
    return elements * dtype.bytes();
  }

  /**
   * Returns dtype and shape.
   *
   * @return such as {@code "F32 [512, 64]"}
   */
  public String describe() {
    return describe(dtype, shape);
  }

  static String describe(Dtype dtype, List<Long> shape) {
    return dtype + shape.stream().map(String::valueOf).collect(Collectors.joining(", ", " [", "]"));
  }
}
