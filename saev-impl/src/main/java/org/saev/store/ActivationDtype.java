package org.saev.store;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.saev.internal.io.Dtype;
import org.saev.internal.io.HalfPrecision;

/** The number format of stored activations; reading gives float32 in any case. */
public enum ActivationDtype {
  /** 4 bytes a number, exact; read without copying. */
  FLOAT32(Dtype.F32, Float.POSITIVE_INFINITY),
  /** 2 bytes a number: 11 significant bits, up to 65504; what most models compute in. */
  FLOAT16(Dtype.F16, 65520f),
  /** 2 bytes a number: 8 significant bits, the range of float32. */
  BFLOAT16(Dtype.BF16, Float.intBitsToFloat(0x7f7f8000));

  private final Dtype tensorDtype;
  private final float limit;

  ActivationDtype(Dtype tensorDtype, float limit) {
    this.tensorDtype = tensorDtype;
    this.limit = limit;
  }

  static Map<String, ActivationDtype> byName() {
    Map<String, ActivationDtype> names = new LinkedHashMap<>();
    Arrays.stream(values()).forEach(dtype -> names.put(dtype.jsonName(), dtype));
    return names;
  }

  String jsonName() {
    return name().toLowerCase(Locale.ROOT);
  }

  Dtype tensorDtype() {
    return tensorDtype;
  }

  int bytes() {
    return tensorDtype.bytes();
  }

  /** The magnitude from which on a number would become infinite. */
  float limit() {
    return limit;
  }

  /** Appends numbers to a little-endian buffer. */
  void encode(float[] values, ByteBuffer to) {
    switch (this) {
      case FLOAT32 -> {
        to.asFloatBuffer().put(values);
        to.position(to.position() + Float.BYTES * values.length);
      }
      case FLOAT16 -> {
        for (float value : values) {
          to.putShort(HalfPrecision.floatToHalf(value));
        }
      }
      case BFLOAT16 -> {
        for (float value : values) {
          to.putShort(HalfPrecision.floatToBfloat16(value));
        }
      }
    }
  }

  /** Decodes all numbers of a little-endian buffer of a 16-bit format. */
  float[] decode(ByteBuffer from) {
    short[] bits = new short[from.remaining() / Short.BYTES];
    from.asShortBuffer().get(bits);
    float[] values = new float[bits.length];
    if (this == FLOAT16) {
      for (int i = 0; i < bits.length; i++) {
        values[i] = HalfPrecision.halfToFloat(bits[i]);
      }
    } else {
      for (int i = 0; i < bits.length; i++) {
        values[i] = HalfPrecision.bfloat16ToFloat(bits[i]);
      }
    }
    return values;
  }
}
