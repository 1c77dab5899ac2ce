package org.saev.internal.io;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Compares the conversions with arithmetic in double precision, which is exact here. */
final class HalfPrecisionTest {

  @Test
  void halfToFloat_everyHalf_equalsFormula() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      int exponent = (bits >> 10) & 0x1f;
      int mantissa = bits & 0x3ff;
      double magnitude =
          switch (exponent) {
            case 0 -> Math.scalb((double) mantissa, -24);
            case 31 -> mantissa == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
            default -> Math.scalb(1024.0 + mantissa, exponent - 25);
          };
      float expected = (float) ((bits & 0x8000) != 0 ? -magnitude : magnitude);
      assertThat(Float.compare(HalfPrecision.halfToFloat((short) bits), expected)).isZero();
    }
  }

  @Test
  void narrowing_everyWidenedValue_givesItBack() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      float half = HalfPrecision.halfToFloat((short) bits);
      if (!Float.isNaN(half)) {
        assertThat(HalfPrecision.floatToHalf(half)).isEqualTo((short) bits);
      } else {
        assertThat(HalfPrecision.halfToFloat(HalfPrecision.floatToHalf(half))).isNaN();
      }
      float brain = HalfPrecision.bfloat16ToFloat((short) bits);
      if (!Float.isNaN(brain)) {
        assertThat(HalfPrecision.floatToBfloat16(brain)).isEqualTo((short) bits);
      } else {
        assertThat(HalfPrecision.bfloat16ToFloat(HalfPrecision.floatToBfloat16(brain))).isNaN();
      }
    }
  }

  @Test
  void narrowing_signallingNaN_staysNaN() {
    float nan = Float.intBitsToFloat(0x7f800001);
    assertThat(HalfPrecision.halfToFloat(HalfPrecision.floatToHalf(nan))).isNaN();
    assertThat(HalfPrecision.bfloat16ToFloat(HalfPrecision.floatToBfloat16(nan))).isNaN();
  }

  @Property(tries = 20_000)
  void floatToHalf_anyBits_roundsToNearestEven(@ForAll int bits) {
    checkHalf(Float.intBitsToFloat(bits));
    // The same mantissa with an exponent in the range of float16, where most bits fall otherwise.
    checkHalf(Float.intBitsToFloat((bits & 0x807fffff) | ((0x66 + (bits >>> 27)) << 23)));
    // A tie, and its neighbours.
    int tie = (bits & 0x9fffe000) | 0x20001000;
    checkHalf(Float.intBitsToFloat(tie));
    checkHalf(Float.intBitsToFloat(tie + 1));
    checkHalf(Float.intBitsToFloat(tie - 1));
  }

  @Property(tries = 20_000)
  void floatToBfloat16_anyBits_roundsToNearestEven(@ForAll int bits) {
    checkBfloat16(Float.intBitsToFloat(bits));
    checkBfloat16(Float.intBitsToFloat((bits & 0xffff0000) | 0x8000));
  }

  private static void checkHalf(float value) {
    float found = HalfPrecision.halfToFloat(HalfPrecision.floatToHalf(value));
    assertThat(found).isEqualTo(Float.valueOf(rounded(value, -14, 10, 65504)));
  }

  private static void checkBfloat16(float value) {
    float found = HalfPrecision.bfloat16ToFloat(HalfPrecision.floatToBfloat16(value));
    assertThat(found).isEqualTo(Float.valueOf(rounded(value, -126, 7, 0x1.fep127)));
  }

  /** {@code Math.rint} rounds ties to even; all steps are exact in double precision. */
  private static float rounded(float value, int minExponent, int mantissaBits, double largest) {
    if (Float.isNaN(value) || Float.isInfinite(value)) {
      return value;
    }
    int exponent = Math.max(Math.getExponent((double) value), minExponent) - mantissaBits;
    double rounded = Math.scalb(Math.rint(Math.scalb((double) value, -exponent)), exponent);
    return Math.abs(rounded) > largest
        ? Math.copySign(Float.POSITIVE_INFINITY, value)
        : (float) rounded;
  }
}
