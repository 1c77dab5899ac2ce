package org.saev.examples.pictograms.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.saev.examples.pictograms.model.Safetensors.Tensor;

class SafetensorsTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    file = folder.resolve("new/weights.safetensors");
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("a", new Tensor(new long[] {2, 3}, new float[] {1, -2, 3.5f, 1e-40f, 5, 6}));
    tensors.put("b", new Tensor(new long[] {1}, new float[] {Float.MIN_VALUE}));
    new Safetensors(tensors, Map.of("note", "a \"quoted\" note")).write(file);
  }

  @Test
  void read_whatWasWritten_isTheSameToTheBit() throws IOException {
    Safetensors read = Safetensors.read(file);
    assertThat(read.metadata()).containsExactly(Map.entry("note", "a \"quoted\" note"));
    assertThat(read.tensors()).containsOnlyKeys("a", "b");
    assertThat(read.tensors().get("a").shape()).containsExactly(2, 3);
    assertThat(read.tensors().get("a").values()).containsExactly(1, -2, 3.5f, 1e-40f, 5, 6);
    assertThat(read.tensors().get("b").values()).containsExactly(Float.MIN_VALUE);
  }

  @Test
  void write_leavesNothingElse() throws IOException {
    try (var files = Files.list(file.getParent())) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void read_truncatedFile_isRefused() throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    for (int length : new int[] {0, 7, 20, bytes.length - 1}) {
      Files.write(file, Arrays.copyOf(bytes, length));
      assertThatIOException()
          .isThrownBy(() -> Safetensors.read(file))
          .withMessageContaining("weights.safetensors");
    }
  }

  @Test
  void read_otherType_isRefused() throws IOException {
    replace("F32", "F16");
    assertThatIOException()
        .isThrownBy(() -> Safetensors.read(file))
        .withMessageContaining("must be F32, but was F16");
  }

  @Test
  void read_lyingShape_isRefused() throws IOException {
    replace("[2,3]", "[2,4]");
    assertThatIOException()
        .isThrownBy(() -> Safetensors.read(file))
        .withMessageContaining("[2, 4]");
  }

  @Test
  void read_brokenHeader_isRefused() throws IOException {
    replace("{\"dtype\"", "[\"dtype\"");
    assertThatIOException()
        .isThrownBy(() -> Safetensors.read(file))
        .withMessageContaining("header");
  }

  @Test
  void read_senselessNumbers_areRefused() throws IOException {
    byte[] whole = Files.readAllBytes(file);
    for (String shape : new String[] {"[-2,3]", "[2e9,9e18]", "[\"x\",3]", "{}", "null", "7"}) {
      Files.write(file, whole);
      replace("[2,3]", shape);
      assertThatIOException().as(shape).isThrownBy(() -> Safetensors.read(file));
    }
  }

  private void replace(String from, String to) throws IOException {
    String content = Files.readString(file, StandardCharsets.ISO_8859_1);
    Files.writeString(file, content.replace(from, to), StandardCharsets.ISO_8859_1);
  }
}
