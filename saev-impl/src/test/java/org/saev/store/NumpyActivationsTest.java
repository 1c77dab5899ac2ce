package org.saev.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.saev.FormatException;
import org.saev.activations.ActivationSource;
import org.saev.activations.Example;
import org.saev.activations.Modality;
import org.saev.activations.TokenRole;
import org.saev.internal.io.NpzWriter;
import org.saev.internal.io.Tensor;

class NumpyActivationsTest {

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void ragged_examples_areReadFromFileAndFolder(boolean unpacked) throws IOException {
    float[] rows = rising(7 * 3);
    Path path =
        write(
            unpacked,
            Tensor.of("activations", rows, 7, 3),
            Tensor.of("token_starts", new long[] {0, 2, 7}, 3),
            Tensor.of("modality", new long[] {0, 1, 1, 1, 0, 0, 2}, 7),
            Tensor.of("role", new int[] {1, 0, 0, 3, 0, 0, 2}, 7));
    try (NumpyActivations source = NumpyActivations.open(path)) {
      assertThat(source.width()).isEqualTo(3);
      assertThat(source.exampleCount()).hasValue(2);
      assertThat(source.tokenCount()).hasValue(7);
      List<Example> examples = source.examples().toList();
      assertThat(examples).extracting(Example::id).containsExactly("0", "1");
      assertThat(examples.get(0).tokens().size()).isEqualTo(2);
      assertThat(examples.get(0).tokens().role(0)).isEqualTo(TokenRole.SPECIAL);
      assertThat(examples.get(1).tokens().modality(0)).isEqualTo(Modality.IMAGE);
      assertThat(examples.get(1).tokens().role(1)).isEqualTo(TokenRole.NEWLINE);
      float[] found = new float[15];
      examples.get(1).activations().get(found);
      for (int i = 0; i < found.length; i++) {
        assertThat(found[i]).isEqualTo(6 + i);
      }
      assertThat(source.examplesFrom(1)).extracting(Example::id).containsExactly("1");
      assertThat(source.examplesFrom(5)).isEmpty();
    }
  }

  @Test
  void cube_isOneExampleEachOfItsFirstDimension() throws IOException {
    Path path =
        write(
            false,
            Tensor.of("activations", rising(5 * 2 * 3), 5, 2, 3),
            Tensor.of("modality", new long[10], 5, 2));
    try (NumpyActivations source = NumpyActivations.open(path)) {
      List<String> ids = new ArrayList<>();
      for (ActivationSource part : source.split(3)) {
        part.examples()
            .forEach(
                example -> {
                  assertThat(example.activations().get(0))
                      .isEqualTo(6f * Integer.parseInt(example.id()));
                  ids.add(example.id());
                });
      }
      assertThat(ids).containsExactly("0", "1", "2", "3", "4");
      assertThat(source.split(9)).hasSize(5);
    }
  }

  @Test
  void arrays_thatDontFit_areRefusedByName() throws IOException {
    Tensor rows = Tensor.of("activations", rising(6), 2, 3);
    Tensor starts = Tensor.of("token_starts", new long[] {0, 2}, 2);
    Tensor modality = Tensor.of("modality", new long[2], 2);
    assertRefused("array activations", starts, modality);
    assertRefused("array modality", rows, starts);
    assertRefused("array token_starts", rows, modality);
    assertRefused("tensor activations", Tensor.of("activations", rising(6), 6), modality);
    assertRefused("tensor modality", rows, starts, Tensor.of("modality", new long[3], 3));
    assertRefused("tensor modality", rows, starts, Tensor.of("modality", new long[] {0, 4}, 2));
    assertRefused(
        "tensor token_starts", rows, modality, Tensor.of("token_starts", new long[] {0, 3}, 2));
    assertRefused(
        "tensor token_starts", rows, modality, Tensor.of("token_starts", new long[] {0, 0, 2}, 3));
    assertRefused("tensor role", rows, starts, modality, Tensor.of("role", new long[] {0, -1}, 2));
    assertThatThrownBy(() -> NumpyActivations.open(folder.resolve("none")))
        .hasMessageContaining("there is no such file or folder");
  }

  private void assertRefused(String field, Tensor... arrays) throws IOException {
    Path path = write(false, arrays);
    assertThatThrownBy(() -> NumpyActivations.open(path))
        .isInstanceOfSatisfying(FormatException.class, e -> assertThat(e.field()).isEqualTo(field));
  }

  /** An npz file, or the same unpacked. */
  private Path write(boolean unpacked, Tensor... arrays) throws IOException {
    Path file = folder.resolve("a.npz");
    NpzWriter.write(file, List.of(arrays));
    if (!unpacked) {
      return file;
    }
    Path target = Files.createDirectory(folder.resolve("unpacked"));
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (ZipEntry entry : zip.stream().toList()) {
        Files.write(target.resolve(entry.getName()), zip.getInputStream(entry).readAllBytes());
      }
    }
    return target;
  }

  private static float[] rising(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = i;
    }
    return values;
  }
}
