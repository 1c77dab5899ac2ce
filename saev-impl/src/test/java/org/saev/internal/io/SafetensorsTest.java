package org.saev.internal.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.saev.FormatException;

final class SafetensorsTest {

  @TempDir Path folder;

  @Test
  void tensors_afterRoundTrip_areEqualToTheBit() throws IOException {
    // More than the 1 MiB that is written and read at a time, and not a multiple of it.
    float[] floats = new float[700_001];
    long[] longs = new long[300_007];
    Random random = new Random(1);
    Arrays.setAll(longs, i -> random.nextLong());
    for (int i = 0; i < floats.length; i++) {
      floats[i] = Float.intBitsToFloat(random.nextInt() & 0xff7fffff);
    }
    Path file = folder.resolve("a.safetensors");
    FileChecksum checksum =
        SafetensorsWriter.write(
            file,
            Map.of("made by", "a test"),
            List.of(
                Tensor.of("bytes", Dtype.U8, ByteBuffer.wrap(new byte[] {1, 2, 3}), 3),
                Tensor.of("floats", floats, floats.length),
                Tensor.of("longs", longs, longs.length),
                Tensor.of("ints", new int[] {1, -2, 3, 4, 5, 6}, 2, 3),
                Tensor.of("doubles", new double[] {Math.PI}, 1),
                Tensor.of("empty", new float[0], 0, 7),
                Tensor.of("scalar", new float[] {3})));
    assertThat(FileChecksum.read(file)).isEqualTo(checksum);
    try (SafetensorsReader reader = SafetensorsReader.open(file)) {
      assertThat(reader.floats("floats")).isEqualTo(floats);
      assertThat(reader.longs("longs")).isEqualTo(longs);
      assertThat(reader.floats("empty")).isEmpty();
      assertThat(reader.floats("scalar")).containsExactly(3);
      assertThat(reader.header().metadata()).isEqualTo(Map.of("made by", "a test"));
      assertThat(reader.header().tensor("ints").shape()).containsExactly(2L, 3L);
      assertThat(reader.header().tensors().values())
          .allMatch(info -> info.begin() % info.dtype().bytes() == 0, "aligned");
      assertThatThrownBy(() -> reader.longs("floats")).hasMessageContaining("expected I64");
      assertThatThrownBy(() -> reader.floats("ints")).hasMessageContaining("found I32 [2, 3]");
      assertThatThrownBy(() -> reader.floats("other")).hasMessageContaining("tensor other");
    }
  }

  @Test
  void halfTensors_areReadAsFloats() throws IOException {
    ByteBuffer half = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
    half.putShort((short) 0x3c00).putShort((short) 0xc000).flip();
    ByteBuffer brain = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
    brain.putShort((short) 0x3f80).putShort((short) 0xc000).flip();
    Path file = folder.resolve("half.safetensors");
    SafetensorsWriter.write(
        file,
        Map.of(),
        List.of(Tensor.of("half", Dtype.F16, half, 2), Tensor.of("brain", Dtype.BF16, brain, 2)));
    try (SafetensorsReader reader = SafetensorsReader.open(file)) {
      assertThat(reader.floats("half")).containsExactly(1, -2);
      assertThat(reader.floats("brain")).containsExactly(1, -2);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,4]}}|header.a.data_offsets",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,12]}}|header.a.data_offsets[1]",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[8,0]}}|header.a.data_offsets",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8,8]}}|header.a.data_offsets",
        "{'a':{'dtype':'F32','shape':[-1,-2],'data_offsets':[0,8]}}|header.a.shape[0]",
        "{'a':{'dtype':'F32','shape':[4294967296,4294967296,2],'data_offsets':[0,8]}}|header.a.data_offsets",
        "{'a':{'dtype':'F32','shape':[0],'data_offsets':[0,8]}}|header.a.data_offsets",
        "{'a':{'dtype':'F33','shape':[2],'data_offsets':[0,8]}}|header.a.dtype",
        "{'a':{'dtype':'F32','shape':[2]}}|header.a.data_offsets",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8],'x':1}}|header.a.x",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}}|header.a.data_offsets",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}}|file size",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},'b':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}}|header.b.data_offsets",
        "{'a':{'dtype':'U8','shape':[2],'data_offsets':[0,2]},'b':{'dtype':'U8','shape':[5],'data_offsets':[3,8]}}|header.b.data_offsets",
        "{'a':7}|header.a",
        "{'__metadata__':{'k':1}}|header.__metadata__.k",
        "[]|header",
        "{}|file size"
      })
  void header_thatLies_isRefusedByField(String header, String field) throws IOException {
    Path file = write(header.replace('\'', '"'), header.length(), new byte[8]);
    assertThatThrownBy(() -> SafetensorsReader.open(file))
        .isInstanceOfSatisfying(
            FormatException.class,
            e -> {
              assertThat(e.field()).isEqualTo(field);
              assertThat(e.file()).isEqualTo(file.toString());
            });
  }

  @ParameterizedTest
  @CsvSource({"-1", "0", "1", "11", "100000001", "9223372036854775807"})
  void headerLength_outsideTheFile_isRefused(long length) throws IOException {
    Path file = write("{}", length, new byte[8]);
    assertThatThrownBy(() -> SafetensorsReader.open(file))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("header length: expected 2 to 10 bytes");
  }

  @Test
  void file_shorterThanItsLength_isRefused() throws IOException {
    Path file = Files.write(folder.resolve("short"), new byte[7]);
    assertThatThrownBy(() -> SafetensorsReader.open(file))
        .hasMessageContaining("a file of at least 8 bytes, but found 7 bytes");
  }

  @Test
  void mutatedFile_isReadOrRefused() throws IOException {
    Path file = folder.resolve("b.safetensors");
    SafetensorsWriter.write(
        file,
        Map.of("k", "v"),
        List.of(Tensor.of("a", new float[6], 2, 3), Tensor.of("b", new long[2], 2)));
    byte[] good = Files.readAllBytes(file);
    Random random = new Random(7);
    int refused = 0;
    for (int i = 0; i < 4000; i++) {
      Mutations.replace(file, Mutations.mutate(good, random));
      try (SafetensorsReader reader = SafetensorsReader.open(file)) {
        for (TensorInfo info : reader.header().tensors().values()) {
          if (info.dtype() == Dtype.F32) {
            assertThat(reader.floats(info.name())).hasSize((int) info.elements());
          }
        }
      } catch (FormatException e) {
        refused++;
      }
    }
    assertThat(refused).isBetween(2000, 4000);
  }

  @Test
  void tensor_whoseShapeDisagrees_isRefused() {
    assertThatThrownBy(() -> Tensor.of("a", new float[5], 2, 3))
        .hasMessage("tensor a has 5 numbers, but its shape asks for 6");
  }

  @Test
  void tensors_ofOneName_areRefused() {
    List<Tensor> twice = List.of(Tensor.of("a", new float[1], 1), Tensor.of("a", new float[1], 1));
    assertThatThrownBy(() -> SafetensorsWriter.write(folder.resolve("c"), Map.of(), twice))
        .hasMessage("two tensors have the name a");
  }

  private Path write(String header, long length, byte[] data) throws IOException {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + text.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
    return Files.write(
        folder.resolve("x.safetensors"), bytes.putLong(length).put(text).put(data).array());
  }
}
