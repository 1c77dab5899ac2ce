package org.saev.internal.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.saev.FormatException;

final class JsonTest {

  private static final Path FILE = Path.of("some.json");

  @Test
  void fields_ofAllTypes_areRead() {
    JsonFields json =
        parse(
            """
            {"s": "a\\u00e9", "n": -3, "d": 2.5e3, "b": true, "a": [1, 2], "t": ["x"],
             "o": {"p": "q"}, "l": [{"k": 1}]}
            """);
    assertThat(json.string("s")).isEqualTo("aé");
    assertThat(json.integer("n", -3, 3)).isEqualTo(-3);
    assertThat(json.number("d")).isEqualTo(2500);
    assertThat(json.bool("b")).isTrue();
    assertThat(json.integers("a", 0, 9)).containsExactly(1L, 2L);
    assertThat(json.strings("t")).containsExactly("x");
    assertThat(json.map("o", o -> o::string)).isEqualTo(Map.of("p", "q"));
    assertThat(json.objects("l").get(0).integer("k", 0, 1)).isEqualTo(1);
    json.done();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "3",
        "{",
        "{} {}",
        "{}x",
        "{a: 1}",
        "{'a': 1}",
        "{\"a\": 01}",
        "{\"a\": NaN}",
        "{\"a\": TRUE}",
        "{\"a\": 1, \"a\": 1}",
        "{\"o\": {\"a\": null, \"a\": 2}}",
        "{\"a\": 1,}",
        "{\"a\": \"\t\"}",
        "{\"a\": 1} // so"
      })
  void text_thatIsNoStrictObject_isRefused(String text) {
    assertThatThrownBy(() -> parse(text))
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith("some.json: ")
        .hasMessageNotContaining("http");
  }

  @Test
  void nesting_thatIsDeep_isRefusedWithoutOverflow() {
    assertThatThrownBy(() -> parse("{\"a\":" + "[".repeat(1_000_000)))
        .isInstanceOf(FormatException.class);
  }

  @Test
  void keys_thatStandTwice_areNamedWithTheirPath() {
    assertThatThrownBy(() -> parse("{\"o\": [1, {\"a\": {\"b\": 1}, \"a\": [2, 3]}]}"))
        .hasMessage("some.json: o[1].a: expected the key once, but found it twice");
  }

  /** 5 GB would be copied if each value had its path. */
  @Test
  void values_belowALongKey_costNoMoreThanOthers() {
    String text = "{\"" + "k".repeat(50_000) + "\": [" + "0,".repeat(100_000) + "0]}";
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    assertThat(parse(text).keys()).hasSize(1);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(100L << 20);
  }

  @Test
  void bytes_thatAreNoUtf8_areRefused() {
    byte[] bytes = {'{', '"', (byte) 0xff, '"', ':', '1', '}'};
    assertThatThrownBy(() -> Json.parse(FILE, "", ByteBuffer.wrap(bytes)))
        .hasMessage("some.json: JSON: expected UTF-8 text, but found bytes that are none");
  }

  @Test
  void wrongValues_areNamedWithTheirPath() {
    JsonFields json = parse("{\"o\": {\"n\": \"7\", \"f\": 1.5, \"l\": [1, {}], \"z\": null}}");
    JsonFields inner = json.object("o");
    assertThatThrownBy(() -> inner.integer("n", 0, 9))
        .hasMessage("some.json: o.n: expected a whole number, but found \"7\"");
    assertThatThrownBy(() -> inner.integer("f", 0, 9))
        .hasMessage("some.json: o.f: expected a whole number, but found 1.5");
    assertThatThrownBy(() -> inner.integers("l", 2, 9))
        .hasMessage("some.json: o.l[0]: expected a whole number from 2 to 9, but found 1");
    assertThatThrownBy(() -> inner.integers("l", 0, 9))
        .hasMessage("some.json: o.l[1]: expected a whole number, but found an object");
    assertThatThrownBy(() -> inner.string("z"))
        .hasMessage("some.json: o.z: expected a string, but found null");
    assertThatThrownBy(() -> inner.string("missing"))
        .hasMessage("some.json: o.missing: expected a value, but found nothing");
    assertThatThrownBy(() -> inner.bool("l"))
        .hasMessage("some.json: o.l: expected true or false, but found an array");
    assertThatThrownBy(() -> inner.oneOf("n", Map.of("6", 6)))
        .hasMessage("some.json: o.n: expected one of 6, but found \"7\"");
    json.done();
  }

  @Test
  void keys_thatNobodyAskedFor_areRefused() {
    JsonFields json = parse("{\"a\": 1, \"typo\": 2}");
    json.integer("a", 0, 9);
    assertThatThrownBy(json::done)
        .hasMessage("some.json: typo: expected none but the keys a, but found it");
  }

  @Test
  void number_beyondDouble_isRefused() {
    assertThatThrownBy(() -> parse("{\"a\": 1e999}").number("a"))
        .hasMessageContaining("in the range of a double");
  }

  @Property(tries = 2000)
  void anyText_givesFieldsOrFormatException(@ForAll String text) {
    try {
      parse("{\"a\": " + text + "}").keys();
    } catch (FormatException e) {
      assertThat(e.file()).isEqualTo("some.json");
    }
  }

  private static JsonFields parse(String text) {
    return Json.parse(FILE, "", ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }
}
