package org.saev.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.saev.store.ArrowData.FLOAT16;
import static org.saev.store.ArrowData.FLOAT32;
import static org.saev.store.ArrowData.FLOAT64;
import static org.saev.store.ArrowData.INT32;
import static org.saev.store.ArrowData.array2d;
import static org.saev.store.ArrowData.leaf;
import static org.saev.store.ArrowData.list;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.saev.FormatException;
import org.saev.Saev;
import org.saev.SaevException;
import org.saev.activations.ActivationSource;
import org.saev.activations.Example;
import org.saev.activations.Modality;
import org.saev.activations.TokenRole;
import org.saev.activations.TokenSequence;

class ArrowActivationsTest {

  private static final String HOOK = "blocks.8.hook_resid_post";

  @TempDir Path folder;

  /** Written by another implementation of Arrow, in JavaScript: see make.mjs beside it. */
  @Test
  void saeLensCache_isReadAsItWasWritten() throws URISyntaxException {
    Path path = Path.of(ArrowActivationsTest.class.getResource("arrow").toURI());
    try (ActivationSource source = Saev.open(path)) {
      assertThat(source.width()).isEqualTo(5);
      assertThat(source.exampleCount()).hasValue(12);
      assertThat(source.tokenCount()).hasValue(48);
      assertThat(source.identity().layer()).isEqualTo(HOOK);
      assertThat(source.identity().fingerprint()).isEqualTo("5ae0f1c9d7b34e21");
      float next = 0;
      for (Example example : source.examples().toList()) {
        assertThat(example.tokens().size()).isEqualTo(4);
        assertThat(example.tokens().modality(3)).isEqualTo(Modality.TEXT);
        for (float value : values(example)) {
          assertThat(value).isEqualTo(next++ / 8);
        }
      }
      assertThat(next).isEqualTo(12 * 4 * 5);
    }
  }

  @Test
  void layout_isGivenTheTokenIds_ofTheRow() throws URISyntaxException {
    Path path = Path.of(ArrowActivationsTest.class.getResource("arrow").toURI());
    try (ActivationSource source =
        ArrowActivations.at(path)
            .layout(
                (row, tokens, ids) -> {
                  assertThat(ids).hasSize(tokens);
                  assertThat(ids[0]).isEqualTo(100 + 4 * (int) row);
                  TokenSequence.Builder sequence = TokenSequence.builder();
                  for (int id : ids) {
                    Modality modality = id % 2 == 0 ? Modality.IMAGE : Modality.TEXT;
                    sequence.token(modality, TokenRole.ORDINARY, "" + id);
                  }
                  return sequence.build();
                })
            .open()) {
      TokenSequence tokens = source.examplesFrom(7).findFirst().orElseThrow().tokens();
      assertThat(tokens.modality(0)).isEqualTo(Modality.IMAGE);
      assertThat(tokens.modality(1)).isEqualTo(Modality.TEXT);
      assertThat(tokens.text(2)).hasValue("130");
    }
    ArrowActivations wrong =
        ArrowActivations.at(path)
            .layout((row, tokens, ids) -> TokenSequence.builder().textTokens(3).build())
            .open();
    assertThatThrownBy(() -> wrong.examples().toList())
        .isInstanceOf(SaevException.class)
        .hasMessageContaining("row 0 has 4 tokens, but the layout made a sequence of 3");
  }

  @ParameterizedTest
  @CsvSource({
    "list,list,32", "list,list,16", "list,list,64", "large_list,list,32", "list,large_list,32",
    "list,3,32", "2,3,32", "2,3,16", "2,list,64", "large_list,3,16"
  })
  void everyKindOfList_andFloat(String outer, String inner, int bits) {
    ArrowType type = bits == 16 ? FLOAT16 : bits == 32 ? FLOAT32 : FLOAT64;
    Field column = list("acts", outer, list("item", inner, leaf("item", type)));
    List<List<List<?>>> batches =
        List.of(List.of(matrices(0, 3)), List.of(List.of()), List.of(matrices(3, 2)));
    for (boolean footer : new boolean[] {false, true}) {
      Path path = folder.resolve("a" + footer + ".arrow");
      ArrowData.write(path, footer, List.of(column), batches);
      try (ArrowActivations source = ArrowActivations.open(path)) {
        assertThat(source.exampleCount()).hasValue(5);
        assertThat(source.tokenCount()).hasValue(10);
        List<float[]> rows = source.examples().map(ArrowActivationsTest::values).toList();
        for (int row = 0; row < 5; row++) {
          assertThat(rows.get(row)).isEqualTo(expected(row));
        }
      }
    }
  }

  @Test
  void otherColumns_andRaggedRows_withModalityAndRole() {
    Path path = folder.resolve("a.arrow");
    List<Field> fields =
        List.of(
            leaf("id", ArrowType.Utf8.INSTANCE),
            leaf("nothing", ArrowType.Null.INSTANCE),
            new Field(
                "image",
                org.apache.arrow.vector.types.pojo.FieldType.nullable(ArrowType.Struct.INSTANCE),
                List.of(leaf("bytes", ArrowType.Binary.INSTANCE), leaf("w", INT32))),
            array2d(HOOK, FLOAT32, 2, 3, "float32"),
            list("modality", "list", leaf("item", new ArrowType.Int(8, true))),
            list("role", "large_list", leaf("item", new ArrowType.Int(64, true))));
    List<List<?>> rows =
        List.of(
            Arrays.asList("x", null, "yy"),
            Arrays.asList(null, null, null),
            List.of(1, 1, 1),
            List.of(
                List.of(List.of(1, 2, 3)),
                List.of(List.of(4, 5, 6), List.of(7, 8, 9)),
                List.of(List.of(10, 11, 12))),
            List.of(List.of(0), List.of(1, 2), List.of(3)),
            List.of(List.of(1), List.of(0, 3), List.of(2)));
    ArrowData.write(path, false, fields, List.of(rows));
    try (ArrowActivations source = ArrowActivations.open(path)) {
      List<Example> examples = source.examples().toList();
      assertThat(examples).extracting(Example::id).containsExactly("0", "1", "2");
      assertThat(values(examples.get(1))).containsExactly(4, 5, 6, 7, 8, 9);
      assertThat(examples.get(1).tokens().modality(1)).isEqualTo(Modality.AUDIO);
      assertThat(examples.get(1).tokens().role(1)).isEqualTo(TokenRole.NEWLINE);
      assertThat(examples.get(0).tokens().role(0)).isEqualTo(TokenRole.SPECIAL);
      List<ActivationSource> parts = source.split(2);
      assertThat(parts.get(1).tokenCount()).hasValue(3);
      assertThat(parts.get(1).identity().fingerprint()).isEqualTo(", examples 1 to 2");
      assertThat(values(parts.get(1).examplesFrom(1).findFirst().orElseThrow()))
          .containsExactly(10, 11, 12);
    }
  }

  @Test
  void whatDoesntFit_isRefused_withWhatWasFound() throws IOException {
    Field good = array2d(HOOK, FLOAT32, 2, 3, "float32");
    assertRefused("one of activations", List.of(leaf("a", FLOAT32)), List.of(List.of(1)));
    assertRefused(
        "acts: list<list<float32>>",
        List.of(good, list("acts", "list", list("item", "list", leaf("item", FLOAT32)))),
        List.of(matrices(0, 1), matrices(0, 1)));
    assertRefused(
        "vectors of 3 numbers, but found a length of 2 in vector 1",
        List.of(good),
        List.of(List.of(List.of(List.of(1, 2, 3), List.of(1, 2)))));
    assertRefused(
        "no missing values", List.of(good), List.of(Arrays.asList(matrices(0, 1).get(0), null)));
    assertRefused(
        "no missing values",
        List.of(good),
        List.of(List.of(List.of(Arrays.asList(1, null, 3), List.of(4, 5, 6)))));
    assertRefused("one vector or more", List.of(good), List.of(List.of(matrix(0), List.of())));
    assertRefused("at least one, but found none in all files", List.of(good), List.of(List.of()));
    Field modality = list("modality", "list", leaf("item", INT32));
    assertRefused(
        "numbers from 0 to 3, but found 4 for token 1",
        List.of(good, modality),
        List.of(matrices(0, 1), List.of(List.of(0, 4))));
    assertRefused(
        "one number for each of 2 tokens, but found 1",
        List.of(good, modality),
        List.of(matrices(0, 1), List.of(List.of(0))));
    assertRefused(
        "column modality: expected lists of whole numbers",
        List.of(good, list("modality", "list", leaf("item", ArrowType.Utf8.INSTANCE))),
        List.of(matrices(0, 1), List.of(List.of("text", "image"))));

    Path cut = folder.resolve("cut.arrow");
    ArrowData.write(cut, false, List.of(good), List.of(List.of(matrices(0, 2))));
    byte[] whole = Files.readAllBytes(cut);
    Files.write(cut, Arrays.copyOf(whole, whole.length - 8));
    assertThatThrownBy(() -> ArrowActivations.open(cut))
        .hasMessageContaining("was its writer killed?");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../other.arrow", "/etc/passwd", ".."})
  void state_namesFilesOfItsOwnFolder_only(String name) throws IOException {
    state("{\"_data_files\": [{\"filename\": \"" + name + "\"}]}");
    assertThatThrownBy(() -> Saev.open(folder))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("the name of a file in this folder");
  }

  @Test
  void folders_thatAreNoDataSet_areExplained() throws IOException {
    state("{\"_data_files\": [{\"filename\": \"data-00000-of-00001.arrow\"}]}");
    assertThatThrownBy(() -> Saev.open(folder)).hasMessageContaining("no data-00000-of-00001");
    state("{\"_data_files\": []}");
    assertThatThrownBy(() -> Saev.open(folder)).hasMessageContaining("at least one file");
    state("{\"_data_files\": [], \"_indices_data_files\": [{\"filename\": \"i.arrow\"}]}");
    assertThatThrownBy(() -> Saev.open(folder)).hasMessageContaining("flatten_indices()");
    Files.delete(folder.resolve("state.json"));
    Files.writeString(folder.resolve("dataset_dict.json"), "{\"splits\": [\"train\", \"test\"]}");
    assertThatThrownBy(() -> Saev.open(folder)).hasMessageContaining("[train, test]");
    Path nothing = Files.createDirectory(folder.resolve("nothing"));
    assertThatThrownBy(() -> ArrowActivations.open(nothing))
        .hasMessageContaining("no data set in " + nothing);
  }

  @Test
  void filesOfOtherColumns_areRefused() throws IOException {
    ArrowData.write(
        folder.resolve("a.arrow"),
        false,
        List.of(array2d("acts", FLOAT32, 2, 3, "float32")),
        List.of(List.of(matrices(0, 1))));
    ArrowData.write(
        folder.resolve("b.arrow"),
        false,
        List.of(array2d("acts", FLOAT16, 2, 3, "float16")),
        List.of(List.of(matrices(1, 1))));
    state("{\"_data_files\": [{\"filename\": \"a.arrow\"}, {\"filename\": \"b.arrow\"}]}");
    assertThatThrownBy(() -> Saev.open(folder))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("list<list<float16>>");
  }

  private void assertRefused(String message, List<Field> fields, List<List<?>> columns) {
    Path path = folder.resolve("refused.arrow");
    ArrowData.write(path, false, fields, List.of(columns));
    assertThatThrownBy(() -> ArrowActivations.open(path).examples().toList())
        .isInstanceOf(FormatException.class)
        .hasMessageContaining(message);
  }

  private void state(String json) throws IOException {
    Files.writeString(folder.resolve("state.json"), json);
  }

  /** Rows of [2, 3], of numbers that every kind of float holds. */
  private static List<List<List<Number>>> matrices(int first, int count) {
    List<List<List<Number>>> rows = new ArrayList<>();
    for (int row = first; row < first + count; row++) {
      rows.add(matrix(row));
    }
    return rows;
  }

  private static List<List<Number>> matrix(int row) {
    float[] v = expected(row);
    return List.of(List.of(v[0], v[1], v[2]), List.of(v[3], v[4], v[5]));
  }

  private static float[] expected(int row) {
    float[] values = new float[6];
    for (int i = 0; i < 6; i++) {
      values[i] = (row * 6 + i) / 8f - 1;
    }
    return values;
  }

  private static float[] values(Example example) {
    float[] values = new float[example.activations().remaining()];
    example.activations().duplicate().get(values);
    return values;
  }
}
