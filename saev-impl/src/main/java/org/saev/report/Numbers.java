package org.saev.report;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;

/** Numbers as pages need them: four significant digits; what is no number is null. */
final class Numbers {

  private static final int DIGITS = 4;

  private Numbers() {}

  static void write(JsonWriter json, double value) throws IOException {
    double rounded = round(value);
    if (!Double.isFinite(rounded)) {
      json.nullValue();
    } else if (rounded == Math.rint(rounded) && Math.abs(rounded) < 1e15) {
      json.value((long) rounded);
    } else {
      json.value(rounded);
    }
  }

  static double round(double value) {
    if (value == 0 || !Double.isFinite(value)) {
      return value;
    }
    int exponent = DIGITS - 1 - (int) Math.floor(Math.log10(Math.abs(value)));
    // Dividing by a power of ten gives the double nearest to the decimal; multiplying by .001
    // wouldn't.
    return exponent >= 0
        ? Math.rint(value * Math.pow(10, exponent)) / Math.pow(10, exponent)
        : Math.rint(value / Math.pow(10, -exponent)) * Math.pow(10, -exponent);
  }
}
