package org.saev.internal.io;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.saev.FormatException;

/** The containers of numpy and PyTorch. */
class ArchivesTest {

  @TempDir Path folder;

  @Test
  void npz_thatWasWritten_isReadEqualToTheBit() throws IOException {
    float[] floats = new float[300_007];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = i * 0.37f;
    }
    Path file = folder.resolve("a.npz");
    NpzWriter.write(
        file,
        List.of(
            Tensor.of("long", floats, floats.length),
            Tensor.of("matrix", new float[] {1, 2, 3, 4, 5, 6}, 2, 3),
            Tensor.of("scalar", new float[] {7}),
            Tensor.of("none", new float[0], 0, 5),
            Tensor.of("doubles", new double[] {Math.PI}, 1),
            Tensor.of("whole", new long[] {-1, Long.MAX_VALUE}, 2)));
    assertThat(NpyArchive.isZip(file)).isTrue();
    try (NpyArchive archive = NpyArchive.open(file)) {
      Map<String, StoredTensor> tensors = archive.tensors();
      assertThat(tensors).containsOnlyKeys("long", "matrix", "scalar", "none", "doubles", "whole");
      assertThat(tensors.get("long").floats()).isEqualTo(floats);
      assertThat(tensors.get("matrix").transposed()).containsExactly(1, 4, 2, 5, 3, 6);
      assertThat(tensors.get("scalar").floats()).containsExactly(7);
      assertThat(tensors.get("none").floats()).isEmpty();
      assertThat(tensors.get("none").transposed()).isEmpty();
      assertThat(tensors.get("doubles").floats()).containsExactly((float) Math.PI);
      assertThat(tensors.get("whole").longs()).containsExactly(-1, Long.MAX_VALUE);
      assertThatThrownBy(() -> tensors.get("whole").floats()).hasMessageContaining("found I64 [2]");
      assertThatThrownBy(() -> tensors.get("scalar").longs()).hasMessageContaining("whole numbers");
      assertThatThrownBy(() -> tensors.get("long").transposed()).hasMessageContaining("a matrix");
    }
  }

  @Test
  void largeMatrix_isTurnedInPieces() throws IOException {
    int rows = 37;
    int columns = 40_000;
    float[] matrix = new float[rows * columns];
    for (int i = 0; i < matrix.length; i++) {
      matrix[i] = i;
    }
    Path file = folder.resolve("a.npz");
    NpzWriter.write(file, List.of(Tensor.of("m", matrix, rows, columns)));
    try (NpyArchive archive = NpyArchive.open(file)) {
      float[] turned = archive.tensors().get("m").transposed();
      for (int column = 0; column < columns; column += 7) {
        for (int row = 0; row < rows; row++) {
          assertThat(turned[column * rows + row]).isEqualTo(matrix[row * columns + column]);
        }
      }
    }
  }

  @Test
  void fortranOrder_isReadAsTheMatrixThatItIs() throws IOException {
    Path file = npy("{'descr': '<i2', 'fortran_order': True, 'shape': (2, 3), }", new byte[12]);
    assertThat(NpyArchive.single(file).shape()).containsExactly(2L, 3L);
    ByteBuffer numbers = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : new float[] {1, 4, 2, 5, 3, 6}) {
      numbers.putFloat(value);
    }
    file = npy("{'descr': '<f4', 'fortran_order': True, 'shape': (2, 3), }", numbers.array());
    assertThat(NpyArchive.single(file).floats()).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(NpyArchive.single(file).transposed()).containsExactly(1, 4, 2, 5, 3, 6);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "{'descr': '>f4', 'fortran_order': False, 'shape': (1,), }#array header descr",
        "{'descr': '|O', 'fortran_order': False, 'shape': (1,), }#array header descr",
        "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }#array header",
        "{'descr': '<f4', 'fortran_order': 0, 'shape': (1,), }#array header",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1,,), }#array header shape",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }#array header",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }#tensor array",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (999999999999999999,), }#tensor array",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296), }#tensor array",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (9999999999999999999,), }#array header shape",
        "{'descr': '<f4', 'fortran_order': True, 'shape': (1, 1, 1), }#tensor array",
        "import os#array header"
      })
  void npyHeader_thatLies_isRefusedByField(String header, String field) throws IOException {
    Path file = npy(header.replace('"', '\''), new byte[4]);
    assertThatThrownBy(() -> NpyArchive.single(file))
        .isInstanceOfSatisfying(FormatException.class, e -> assertThat(e.field()).isEqualTo(field));
  }

  @Test
  void stateDict_thatWasWritten_isReadEqualToTheBit() throws IOException {
    Map<String, Object> entries = new LinkedHashMap<>();
    entries.put("m", Tensor.of("", new float[] {1, 2, 3, 4, 5, -0f}, 2, 3));
    entries.put("k", Tensor.of("", new int[] {7}));
    entries.put("whole", Tensor.of("", new long[] {1L << 40}, 1));
    entries.put("name", "é");
    entries.put("number", 1L << 40);
    entries.put("inner", Map.of("k", 3L));
    Path file = folder.resolve("a.pt");
    TorchWriter.write(file, entries);
    assertThat(TorchArchive.mayBe(file)).isTrue();
    try (TorchArchive archive = TorchArchive.open(file)) {
      assertThat(archive.tensors()).containsOnlyKeys("m", "k", "whole");
      assertThat(archive.tensors().get("m").describe()).isEqualTo("F32 [2, 3]");
      assertThat(archive.tensors().get("m").floats()).containsExactly(1, 2, 3, 4, 5, -0f);
      assertThat(archive.tensors().get("k").longs()).containsExactly(7);
      assertThat(archive.tensors().get("whole").longs()).containsExactly(1L << 40);
      assertThat(archive.values())
          .isEqualTo(Map.of("name", "é", "number", 1L << 40, "inner", Map.of("k", 3L)));
    }
  }

  @Test
  void zipBomb_isRefusedBeforeItIsUnpacked() throws IOException {
    Path file = folder.resolve("bomb.npz");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry("W_enc.npy"));
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 64; i++) {
        zip.write(zeros);
      }
    }
    assertThat(Files.size(file)).isLessThan(100_000);
    assertThatThrownBy(() -> NpyArchive.open(file))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("zip entry W_enc.npy: expected at most 100 times");
  }

  @Test
  void compressedNpz_isRead() throws IOException {
    Path file = folder.resolve("a.npz");
    Path npy = npy("{'descr': '<f4', 'fortran_order': False, 'shape': (1000,), }", new byte[4000]);
    zip(file, Map.of("zeros.npy", Files.readAllBytes(npy)));
    try (NpyArchive archive = NpyArchive.open(file)) {
      assertThat(archive.tensors().get("zeros").floats()).hasSize(1000).containsOnly(0);
    }
  }

  /** The virtual machine decodes a comment only when the entry is asked for. */
  @Test
  void comment_thatIsNoText_isRefused() throws IOException {
    Path file = folder.resolve("a.npz");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      ZipEntry entry = new ZipEntry("\u00e9.npy");
      entry.setComment("\u00ff");
      zip.putNextEntry(entry);
    }
    String bytes = Files.readString(file, ISO_8859_1);
    Files.writeString(file, bytes.replace("\u00c3\u00bf", "\u00ff\u00ff"), ISO_8859_1);
    assertThatThrownBy(() -> NpyArchive.open(file))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("zip directory: expected a readable one");
  }

  /** Entries are never unpacked, so where their names point doesn't matter. */
  @Test
  void entries_thatPointOutside_touchNoFile() throws IOException {
    Path inner = Files.createDirectory(folder.resolve("inner"));
    Path file = inner.resolve("a.npz");
    Path npy = npy("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }", new byte[4]);
    byte[] bytes = Files.readAllBytes(npy);
    Files.delete(npy);
    zip(file, Map.of("../evil.npy", bytes, "/evil.npy", bytes));
    try (NpyArchive archive = NpyArchive.open(file)) {
      assertThat(archive.tensors()).containsOnlyKeys("../evil", "/evil");
    }
    assertThat(folder.toFile().list()).containsExactly("inner");
    assertThat(inner.toFile().list()).containsExactly("a.npz");
  }

  @Test
  void zips_thatHoldSomethingElse_areRefused() throws IOException {
    Path file = folder.resolve("a.zip");
    zip(file, Map.of("a.txt", new byte[1]));
    assertThatThrownBy(() -> NpyArchive.open(file))
        .hasMessageContaining("a name that ends in .npy");
    assertThatThrownBy(() -> TorchArchive.open(file))
        .hasMessageContaining("expected one entry NAME/data.pkl, but found 0 of them");
    zip(file, Map.of("x/data.pkl", "K\u0001.".getBytes(ISO_8859_1)));
    assertThatThrownBy(() -> TorchArchive.open(file))
        .hasMessageContaining("content: expected a dict of tensors, but found 1");
    zip(
        file,
        Map.of("x/data.pkl", "}.".getBytes(ISO_8859_1), "x/byteorder", "big".getBytes(ISO_8859_1)));
    assertThatThrownBy(() -> TorchArchive.open(file)).hasMessageContaining("expected little");
    zip(file, Map.of("x/data.pkl", new byte[(1 << 20) + 1]));
    assertThatThrownBy(() -> TorchArchive.open(file)).hasMessageContaining("at most 1048576 bytes");
    Files.write(file, new byte[] {'P', 'K', 3, 4, 0});
    assertThatThrownBy(() -> TorchArchive.open(file)).hasMessageContaining("zip directory");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0|(2,3)|(3,1)|row-major",
        "0|(2,3)|(1,2)|turned",
        "3|(3,)|(1,)|row-major",
        "4|(3,)|(1,)|at most the 6 numbers",
        "0|(2,3)|(0,1)|a contiguous tensor",
        "0|(3,)|(2,)|a contiguous tensor",
        "0|(1,2,3)|(1,1,2)|a contiguous tensor",
        "0|(2147483647,2147483647,2147483647,2147483647)|(1,1,1,1)|at most the 6 numbers"
      })
  void views_ofAStorage_areReadWhereTheyAreDense(
      int offset, String shape, String strides, String expected) throws IOException {
    ByteBuffer numbers = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 6; i++) {
      numbers.putFloat(i);
    }
    Path file = folder.resolve("a.pt");
    String pickle =
        "}U\u0001tctorch._utils\n_rebuild_tensor_v2\n((U\u0007storagectorch\nFloatStorage\nU\u00010U"
            + "\u0003cpuK\u0006tQK"
            + (char) offset
            + tuple(shape)
            + tuple(strides)
            + "\u0089}tRs.";
    zip(file, Map.of("x/data.pkl", pickle.getBytes(ISO_8859_1), "x/data/0", numbers.array()));
    if (expected.startsWith("a")) {
      assertThatThrownBy(() -> TorchArchive.open(file))
          .isInstanceOf(FormatException.class)
          .hasMessageContaining("tensor t: expected " + expected);
      return;
    }
    try (TorchArchive archive = TorchArchive.open(file)) {
      float[] found = archive.tensors().get("t").floats();
      if (expected.equals("turned")) {
        assertThat(found).containsExactly(0, 2, 4, 1, 3, 5);
      } else {
        for (int i = 0; i < found.length; i++) {
          assertThat(found[i]).isEqualTo(i + offset);
        }
      }
    }
  }

  private static String tuple(String numbers) {
    StringBuilder pickle = new StringBuilder("(");
    for (String number : numbers.replaceAll("[()]", "").split(",", 0)) {
      int value = Integer.parseInt(number);
      pickle
          .append('J')
          .append((char) (value & 0xff))
          .append((char) (value >> 8 & 0xff))
          .append((char) (value >> 16 & 0xff))
          .append((char) (value >> 24 & 0xff));
    }
    return pickle.append('t').toString();
  }

  private Path npy(String header, byte[] data) throws IOException {
    Path file = folder.resolve("a.npy");
    try (OutputStream out = Files.newOutputStream(file)) {
      out.write("\u0093NUMPY\u0001\u0000".getBytes(ISO_8859_1));
      out.write((header.length() + 1) & 0xff);
      out.write((header.length() + 1) >> 8);
      out.write((header + "\n").getBytes(ISO_8859_1));
      out.write(data);
    }
    return file;
  }

  private static void zip(Path file, Map<String, byte[]> entries) throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
        zip.closeEntry();
      }
    }
  }
}
