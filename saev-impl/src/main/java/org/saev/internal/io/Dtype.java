package org.saev.internal.io;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Number formats of safetensors files, by the names that stand in the header. */
public enum Dtype {
  /** 64-bit float. */
  F64(8),
  /** 64-bit whole number. */
  I64(8),
  /** 64-bit whole number without sign. */
  U64(8),
  /** 32-bit float. */
  F32(4),
  /** 32-bit whole number. */
  I32(4),
  /** 32-bit whole number without sign. */
  U32(4),
  /** IEEE 754 binary16. */
  F16(2),
  /** The upper half of a 32-bit float. */
  BF16(2),
  /** 16-bit whole number. */
  I16(2),
  /** 16-bit whole number without sign. */
  U16(2),
  /** 8-bit whole number. */
  I8(1),
  /** 8-bit whole number without sign. */
  U8(1),
  /** 8-bit float with 4 bits of exponent. */
  F8_E4M3(1),
  /** 8-bit float with 5 bits of exponent. */
  F8_E5M2(1),
  /** 0 or 1, in a byte. */
  BOOL(1);

  private final int bytes;

  Dtype(int bytes) {
    this.bytes = bytes;
  }

  /**
   * Returns the size of one number.
   *
   * @return bytes
   */
  public int bytes() {
    return bytes;
  }

  /**
   * Returns all names.
   *
   * @return for messages
   */
  static String names() {
    return Arrays.stream(values()).map(Dtype::name).collect(Collectors.joining(", "));
  }
}
