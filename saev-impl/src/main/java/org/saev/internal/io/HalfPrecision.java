package org.saev.internal.io;

/**
 * Exact conversions between float32 and the 16-bit formats float16 (IEEE 754 binary16) and bfloat16
 * (the upper half of a float32). Narrowing rounds to nearest, ties to even; NaN stays NaN.
 */
public final class HalfPrecision {

  private static final int EXPONENT = 0x7f800000;
  private static final int MAGNITUDE = 0x7fffffff;

  /** 2^16: what is at least this large is infinite as a float16. */
  private static final int HALF_OVERFLOW = 0x47800000;

  /** 2^-14: what is smaller is subnormal as a float16. */
  private static final int HALF_SMALLEST_NORMAL = 0x38800000;

  /** 112 in the exponent: the difference of the two biases. */
  private static final int HALF_BIAS = 0x38000000;

  /** 0.5: adding it makes the FPU round a float16 subnormal at the right bit. */
  private static final int HALF_SUBNORMAL_MAGIC = 0x3f000000;

  /** 2^112: moves the exponent of a float16 to that of a float32. */
  private static final float HALF_REBIAS = 0x1p112f;

  private HalfPrecision() {}

  /**
   * Widens a float16.
   *
   * @param bits its bits
   * @return the same value
   */
  public static float halfToFloat(short bits) {
    int shifted = (bits & 0x7fff) << 13;
    int sign = (bits & 0x8000) << 16;
    if (shifted >= 0x0f800000) {
      return Float.intBitsToFloat(sign | shifted | EXPONENT);
    }
    float value = Float.intBitsToFloat(shifted) * HALF_REBIAS;
    return Float.intBitsToFloat(sign | Float.floatToRawIntBits(value));
  }

  /**
   * Narrows to float16.
   *
   * @param value any float
   * @return the bits of the nearest float16; infinite from 65520 on
   */
  public static short floatToHalf(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = (bits >>> 16) & 0x8000;
    int magnitude = bits & MAGNITUDE;
    if (magnitude >= HALF_OVERFLOW) {
      boolean nan = magnitude > EXPONENT;
      return (short) (sign | (nan ? 0x7e00 | ((magnitude >>> 13) & 0x3ff) : 0x7c00));
    }
    if (magnitude < HALF_SMALLEST_NORMAL) {
      float rounded = Float.intBitsToFloat(magnitude) + Float.intBitsToFloat(HALF_SUBNORMAL_MAGIC);
      return (short) (sign | (Float.floatToRawIntBits(rounded) - HALF_SUBNORMAL_MAGIC));
    }
    int odd = (magnitude >>> 13) & 1;
    return (short) (sign | ((magnitude - HALF_BIAS + 0xfff + odd) >>> 13));
  }

  /**
   * Widens a bfloat16.
   *
   * @param bits its bits
   * @return the same value
   */
  public static float bfloat16ToFloat(short bits) {
    return Float.intBitsToFloat(bits << 16);
  }

  /**
   * Narrows to bfloat16.
   *
   * @param value any float
   * @return the bits of the nearest bfloat16
   */
  public static short floatToBfloat16(float value) {
    int bits = Float.floatToRawIntBits(value);
    if ((bits & MAGNITUDE) > EXPONENT) {
      return (short) ((bits >>> 16) | 0x40);
    }
    return (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
  }
}
