package org.saev.internal.io;

import java.nio.ByteBuffer;
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
   * Tells whether this is a float of 16 to 64 bits.
   *
   * @return true if {@link #getFloats} takes it
   */
  public boolean isFloat() {
    return this == F64 || this == F32 || this == F16 || this == BF16;
  }

  /**
   * Reads floats; float64 is rounded, every other format is exact.
   *
   * @param from numbers of this format, from index 0; little-endian
   * @param to receives them
   * @param start where in {@code to}
   * @param count how many
   */
  void getFloats(ByteBuffer from, float[] to, int start, int count) {
    switch (this) {
      case F32 -> from.asFloatBuffer().get(to, start, count);
      case F64 -> {
        for (int i = 0; i < count; i++) {
          to[start + i] = (float) from.getDouble(8 * i);
        }
      }
      case F16 -> {
        for (int i = 0; i < count; i++) {
          to[start + i] = HalfPrecision.halfToFloat(from.getShort(2 * i));
        }
      }
      case BF16 -> {
        for (int i = 0; i < count; i++) {
          to[start + i] = HalfPrecision.bfloat16ToFloat(from.getShort(2 * i));
        }
      }
      default -> throw new IllegalStateException(this + " is no float");
    }
  }

  /**
   * Reads a whole number.
   *
   * @param from numbers of this format, from index 0; little-endian
   * @param index which one
   * @return its value
   */
  long getLong(ByteBuffer from, int index) {
    return switch (this) {
      case I64 -> from.getLong(8 * index);
      case I32 -> from.getInt(4 * index);
      case U32 -> Integer.toUnsignedLong(from.getInt(4 * index));
      case I16 -> from.getShort(2 * index);
      case U16 -> Short.toUnsignedLong(from.getShort(2 * index));
      case I8 -> from.get(index);
      case U8, BOOL -> Byte.toUnsignedLong(from.get(index));
      default -> throw new IllegalStateException(this + " is no whole number of up to 64 bits");
    };
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
