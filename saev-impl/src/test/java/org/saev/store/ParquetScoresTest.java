package org.saev.store;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Util;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.saev.FormatException;
import org.saev.SaevException;
import org.saev.internal.io.Mutations;
import org.saev.scoring.DataFilter;
import org.saev.scoring.Scores;
import org.saev.scoring.Selection;

class ParquetScoresTest {

  @TempDir Path folder;

  @Test
  void scores_comeBackEqualToTheBit() throws IOException {
    int rows = 30_000;
    Random random = new Random(1);
    Map<String, double[]> columns = new LinkedHashMap<>();
    columns.put("cosine, per latent", random.doubles(rows).toArray());
    columns.put("ähnlich.keit", random.longs(rows).mapToDouble(Double::longBitsToDouble).toArray());
    columns.get("cosine, per latent")[7] = Double.NaN;
    columns.get("cosine, per latent")[8] = Double.NEGATIVE_INFINITY;
    columns.get("cosine, per latent")[9] = -0.0;
    List<String> ids = IntStream.range(0, rows).mapToObj(i -> "photo-é" + i).toList();
    Path file = folder.resolve("scores.parquet");
    Files.writeString(file, "is replaced");

    ParquetScores.write(Scores.of(ids, columns), file);
    Scores read = ParquetScores.read(file);

    assertThat(read.names()).containsExactlyElementsOf(columns.keySet());
    assertThat(ParquetScores.readIds(file)).isEqualTo(ids);
    columns.forEach(
        (name, values) ->
            // Which of its bits a NaN has is not kept: it is null in the file.
            assertThat(Arrays.stream(read.column(name)).map(ParquetScoresTest::canonical).toArray())
                .isEqualTo(Arrays.stream(values).map(ParquetScoresTest::canonical).toArray()));
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  private static double canonical(double value) {
    return Double.isNaN(value) ? Double.NaN : value;
  }

  @Test
  void keptIds_comeBackInOrder() {
    Scores scores = Scores.of(List.of("a", "b", "c", "d"), Map.of("s", new double[] {1, 4, 2, 3}));
    Selection best = DataFilter.top(0.5).apply(scores, "s");
    Path file = folder.resolve("kept.parquet");

    ParquetScores.writeKept(best, file);

    assertThat(ParquetScores.readIds(file)).isEqualTo(best.kept());
    assertThat(ParquetScores.read(file).names()).isEmpty();
  }

  @Test
  void emptyTable_isATable() {
    Path file = folder.resolve("none.parquet");
    ParquetScores.write(Scores.of(List.of(), Map.of("s", new double[0])), file);
    assertThat(ParquetScores.read(file).size()).isZero();
    assertThat(ParquetScores.read(file).names()).containsExactly("s");
  }

  @Test
  void writing_thatFails_leavesWhatWasThere() throws IOException {
    Path file = folder.resolve("scores.parquet");
    Files.writeString(file, "before");
    Scores twice = Scores.of(List.of("a"), Map.of("id", new double[1]));
    assertThatThrownBy(() -> ParquetScores.write(twice, file)).hasMessageContaining("named id");
    Path nowhere = folder.resolve("none/scores.parquet");
    Scores scores = Scores.of(List.of("a"), Map.of("s", new double[1]));
    assertThatThrownBy(() -> ParquetScores.write(scores, nowhere))
        .isInstanceOf(SaevException.class)
        .hasMessageContaining(nowhere.toString());
    assertThat(file).hasContent("before");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void damagedFiles_areRefused_orRead() throws IOException {
    Path file = folder.resolve("scores.parquet");
    ParquetScores.write(Scores.of(List.of("a", "b"), Map.of("s", new double[] {1, 2})), file);
    byte[] good = Files.readAllBytes(file);
    for (int length = 0; length < good.length; length += 7) {
      Mutations.replace(file, Arrays.copyOf(good, length));
      assertThatThrownBy(() -> ParquetScores.read(file))
          .isInstanceOf(FormatException.class)
          .hasMessageContaining(file.toString());
    }
  }

  /** As pandas and DuckDB write by default. */
  @Test
  void compressedFiles_areRead() throws IOException {
    for (CompressionCodecName codec :
        List.of(CompressionCodecName.SNAPPY, CompressionCodecName.ZSTD)) {
      Path file = folder.resolve(codec + ".parquet");
      write(file, codec, 2000);
      assertThat(ParquetScores.readIds(file)).hasSize(2000).endsWith("photo1999");
      assertThat(ParquetScores.read(file).column("s")).endsWith(1998, 1999);
    }
  }

  @Test
  void codecs_thatNeedHadoop_areRefused() throws IOException {
    Path file = folder.resolve("gzip.parquet");
    write(file, CompressionCodecName.SNAPPY, 2);
    String bytes = Files.readString(file, ISO_8859_1);
    // The name of the column, and the codec: snappy is 1, gzip 2, lz4_raw 7, times two.
    String named = "id\u0015\u0002";
    assertThat(bytes).containsOnlyOnce(named);
    for (var codec : Map.of("GZIP", "\u0004", "LZ4_RAW", "\u000e").entrySet()) {
      Files.writeString(file, bytes.replace(named, "id\u0015" + codec.getValue()), ISO_8859_1);
      assertThatThrownBy(() -> ParquetScores.read(file))
          .isInstanceOf(FormatException.class)
          .hasMessageContaining("column id")
          .hasMessageContaining("found " + codec.getKey());
    }
  }

  @Test
  void pages_thatClaimMoreThanTheFileHolds_areRefused() throws IOException {
    assertRefused(page -> page.setUncompressed_page_size(Integer.MAX_VALUE), "pages of at most");
    assertRefused(page -> page.setUncompressed_page_size(-1), "pages of at most");
    assertRefused(page -> page.setCompressed_page_size(Integer.MAX_VALUE), "a Parquet file");
    assertRefused(
        page -> {
          page.setType(PageType.DICTIONARY_PAGE);
          page.unsetData_page_header();
          page.setDictionary_page_header(
              new DictionaryPageHeader(Integer.MAX_VALUE, Encoding.PLAIN));
        },
        "a dictionary of as many entries as it holds");
    assertRefused(page -> page.getData_page_header().setNum_values(-1), "pages of 0 or more");
    assertRefused(page -> page.getData_page_header().setNum_values(301), "pages of 300 values");
  }

  /** Changes the first page of the first column. */
  private void assertRefused(Consumer<PageHeader> change, String expected) throws IOException {
    Path file = folder.resolve("pages.parquet");
    Files.deleteIfExists(file);
    write(file, CompressionCodecName.SNAPPY, 300);
    byte[] bytes = Files.readAllBytes(file);
    PageHeader page = Util.readPageHeader(new ByteArrayInputStream(bytes, 4, bytes.length - 4));
    change.accept(page);
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    Util.writePageHeader(page, header);
    System.arraycopy(header.toByteArray(), 0, bytes, 4, header.size());
    Files.write(file, bytes);
    assertThatThrownBy(() -> ParquetScores.read(file))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("expected " + expected);
  }

  @Test
  void mutatedFiles_areRefused_orRead() throws IOException {
    Path file = folder.resolve("scores.parquet");
    Path snappy = folder.resolve("snappy.parquet");
    write(file, CompressionCodecName.UNCOMPRESSED, 20);
    write(snappy, CompressionCodecName.SNAPPY, 20);
    List<byte[]> good = List.of(Files.readAllBytes(file), Files.readAllBytes(snappy));
    int refused = 0;
    for (int seed = 0; seed < 600; seed++) {
      Random random = new Random(seed);
      byte[] bytes = Mutations.mutate(good.get(seed % 2), random);
      if (seed % 3 == 0) {
        bytes = good.get(seed % 2).clone();
        claim(bytes, random);
      }
      Mutations.replace(file, bytes);
      try {
        Scores scores = ParquetScores.read(file);
        scores.names().forEach(name -> assertThat(scores.column(name)).hasSize(scores.size()));
      } catch (FormatException e) {
        assertThat(e).hasMessageContaining(file.toString());
        assertThat(e.getMessage().length()).isLessThan(1000);
        refused++;
      }
    }
    assertThat(refused).isBetween(100, 599);
  }

  /** Makes a number of the footer huge: a varint of five bytes, whatever was there. */
  private static void claim(byte[] bytes, Random random) {
    int footer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(bytes.length - 8);
    int at = bytes.length - 8 - footer + random.nextInt(footer - 5);
    Arrays.fill(bytes, at, at + 4, (byte) 0xff);
    bytes[at + 4] = (byte) random.nextInt(16);
  }

  private static void write(Path file, CompressionCodecName codec, int rows) throws IOException {
    MessageType type =
        MessageTypeParser.parseMessageType(
            "message scores { required binary id (STRING); optional double s; }");
    SimpleGroupFactory groups = new SimpleGroupFactory(type);
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new LocalOutputFile(file))
            .withConf(new PlainParquetConfiguration())
            .withType(type)
            .withCompressionCodec(codec)
            .build()) {
      for (int row = 0; row < rows; row++) {
        writer.write(groups.newGroup().append("id", "photo" + row).append("s", (double) row));
      }
    }
  }
}
