package org.saev.internal.io;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.saev.FormatException;

class UnpicklerTest {

  private static final Path FILE = Path.of("a.pt");

  @Test
  void values_ofAllKinds_areRead() {
    assertThat(read("N.")).isNull();
    assertThat(read("\u0088.")).isEqualTo(true);
    assertThat(read("K\u00ff.")).isEqualTo(255L);
    assertThat(read("M\u0001\u0080.")).isEqualTo(0x8001L);
    assertThat(read("J\u00fe\u00ff\u00ff\u00ff.")).isEqualTo(-2L);
    assertThat(read("\u008a\u0000.")).isEqualTo(0L);
    assertThat(read("\u008a\u0002\u0000\u0080.")).isEqualTo(-32768L);
    assertThat(read("\u008a\u0009" + "\u0000".repeat(8) + "\u0001."))
        .isEqualTo(BigInteger.ONE.shiftLeft(64));
    assertThat(read("G?\u00f8" + "\u0000".repeat(6) + ".")).isEqualTo(1.5);
    assertThat(read("X\u0002\u0000\u0000\u0000\u00c3\u00a9.")).isEqualTo("\u00e9");
    assertThat(read("\u008c\u0001a.")).isEqualTo("a");
    assertThat(read("].")).isEqualTo(List.of());
    assertThat(read("](K\u0001K\u0002e.")).isEqualTo(List.of(1L, 2L));
    assertThat(read("]K\u0001a.")).isEqualTo(List.of(1L));
    assertThat(read("(K\u0001l.")).isEqualTo(List.of(1L));
    assertThat(read("K\u0001K\u0002\u0086.")).isEqualTo(List.of(1L, 2L));
    assertThat(read("}U\u0001aK\u0001s.")).isEqualTo(Map.of("a", 1L));
    assertThat(read("(U\u0001aK\u0001d.")).isEqualTo(Map.of("a", 1L));
    assertThat(read("ccollections\nOrderedDict\n)R}b.")).isEqualTo(Map.of());
    assertThat(read("K\u00072\u0086.")).isEqualTo(List.of(7L, 7L));
    assertThat(read("K\u0007q\u00000h\u0000.")).isEqualTo(7L);
    assertThat(read("K\u0007\u0094(K\u00081h\u0000\u0085.")).isInstanceOf(List.class);
  }

  /** What a pickle would run if it were given to Python. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "cposix\nsystem\n(U\u0004trueltR.",
        "c__builtin__\neval\n(U\u00011tR.",
        "\u008c\u0002os\u008c\u0006system\u0093.",
        "cnumpy.core.multiarray\n_reconstruct\n.",
        "ctorch\n_utils\n.",
        "ccollections\nOrderedDict\n)\u0081.",
        "i__main__\nX\n.",
        "\u0082\u0001.",
        "Pid\n.",
        "\u0097."
      })
  void namesAndOperations_thatNoStateDictNeeds_areRefused(String pickle) {
    assertThatThrownBy(() -> read(pickle))
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith("a.pt: some.pkl: expected ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|an end",
        "K|an end",
        ".|a value on the stack",
        "t.|a mark",
        "h\u0001.|a value remembered as 1",
        "X\u00ff\u00ff\u00ff\u007f.|a string of at most 1 bytes",
        "X\u00ff\u00ff\u00ff\u00ff.|a string of at most 1 bytes",
        "U\u0001\u00ff.|UTF-8 text",
        "}](K\u0001u.|a dict",
        "}(K\u0001u.|a value for each key",
        "}]Ks\u0001.|operations",
        "})K\u0001s.|keys that are strings or whole numbers",
        ")K\u0001a.|a list to append to",
        "K\u0001Q.|a tuple",
        ")Q.|a reference to the numbers of a tensor",
        "ctorch._utils;_rebuild_tensor_v2;)R.|a call that makes a tensor",
        "]}b.|attributes of a dict only",
        "\u0080\u0001.|protocol 2 to 5"
      })
  void pickle_thatIsDamaged_isRefused(String pickle, String expected) {
    // A line of the table can't hold a line break.
    assertThatThrownBy(() -> read(pickle.replace(';', '\n')))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("expected " + expected);
  }

  /** Each level holds the one before twice: 2^500000 lists if they were copied. */
  @Test
  void bombOfSharedLists_staysSmall() {
    StringBuilder pickle = new StringBuilder("]q\u0000");
    for (int i = 0; i < 150_000; i++) {
      pickle.append("h\u0000\u0086q\u0000".replace("\u0086", "h\u0000\u0086"));
    }
    assertThat(read(pickle + ".")).isInstanceOf(List.class);
  }

  @Test
  void nesting_thatIsDeepOrEndless_needsNoStack() {
    assertThatThrownBy(() -> read("(".repeat(Unpickler.MAX_BYTES)))
        .hasMessageContaining("expected an end");
    assertThat(read("]" + "\u0085".repeat(500_000) + ".")).isInstanceOf(List.class);
    Object endless = read("]q\u0000h\u0000a.");
    assertThat(((List<?>) endless).get(0)).isSameAs(endless);
    Object map = read("}q\u0000U\u0001ah\u0000s.");
    assertThat(((Map<?, ?>) map).get("a")).isSameAs(map);
  }

  @Property(tries = 3000)
  void anyBytes_giveAValueOrFormatException(@ForAll @Size(max = 200) byte[] bytes) {
    try {
      Unpickler.read(FILE, "some.pkl", ByteBuffer.wrap(bytes));
    } catch (FormatException e) {
      assertThat(e.file()).isEqualTo("a.pt");
    }
  }

  /** Only operations that do something, so that they get far. */
  @Property(tries = 3000)
  void anyOperations_giveAValueOrFormatException(@ForAll @Size(max = 300) byte[] seeds) {
    String operations = "(]})}ate20NKKqhsuldRbQ\u0085\u0086\u0087\u0088\u0094";
    byte[] bytes = new byte[seeds.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) operations.charAt((seeds[i] & 0xff) % operations.length());
    }
    try {
      Unpickler.read(FILE, "some.pkl", ByteBuffer.wrap(bytes));
    } catch (FormatException e) {
      assertThat(e.field()).isEqualTo("some.pkl");
    }
  }

  @Test
  void result_ofATuple_doesNotGrow() {
    assertThatThrownBy(() -> read("(K\u0001tq\u0000h\u0000K\u0002a."))
        .hasMessageContaining("a list to append to");
    assertThat(read("(tq\u0000.")).isEqualTo(Collections.emptyList());
  }

  private static Object read(String pickle) {
    byte[] bytes = pickle.getBytes(ISO_8859_1);
    return Unpickler.read(FILE, "some.pkl", ByteBuffer.wrap(Arrays.copyOf(bytes, bytes.length)));
  }
}
