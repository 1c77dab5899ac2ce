package org.saev.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {

  @ParameterizedTest
  @CsvSource({
    "0.123456, 0.1235",
    "12345.6, 12350",
    "-0.00001234567, -1.235E-5",
    "3, 3",
    "0, 0",
    "NaN, null",
    "Infinity, null"
  })
  void number_hasFourDigits(double value, String written) throws IOException {
    StringWriter out = new StringWriter();
    JsonWriter json = new JsonWriter(out);
    Numbers.write(json, value);
    json.flush();

    assertThat(out).hasToString(written);
  }

  @Property
  void rounding_isOffByLessThanHalfTheLastDigit(
      @ForAll @DoubleRange(min = -1e9, max = 1e9) double value) {
    assertThat(Math.abs(Numbers.round(value) - value))
        .isLessThanOrEqualTo(Math.abs(value) * 5.0001e-4);
    assertThat(Double.toString(Numbers.round(value)).replaceAll("E.*|[-.]", "").length())
        .isLessThanOrEqualTo(12);
  }
}
