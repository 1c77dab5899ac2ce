package org.saev.internal.parquet;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.Util;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.saev.FormatException;

/** What a file says of itself, checked before Parquet allocates by it, or goes on by it. */
final class Claims {

  /** So many rows may be claimed by any file; beyond, ten a byte: names hardly shrink further. */
  private static final long FREE_ROWS = 1L << 20;

  private static final long ROWS_A_BYTE = 10;
  private static final long MAX_ROWS = 1L << 30;

  /** So much a column of a row group may hold; beyond, 100 times what it was compressed to. */
  private static final long FREE_BYTES = 1L << 24;

  private static final long MAX_RATIO = 100;

  /** A text has its length before it, and a float64 is longer than that. */
  private static final int LEAST_BYTES = Integer.BYTES;

  private final Path file;
  private final long size;

  private Claims(Path file, long size) {
    this.file = file;
    this.size = size;
  }

  /** Checks the footer, then the header of every page. */
  static void check(Path file, List<BlockMetaData> groups) throws IOException {
    Claims claims = new Claims(file, Files.size(file));
    claims.checkRows(groups);
    for (BlockMetaData group : groups) {
      for (ColumnChunkMetaData chunk : group.getColumns()) {
        claims.checkFooter(chunk, group.getRowCount());
        claims.checkPages(chunk);
      }
    }
  }

  private void checkRows(List<BlockMetaData> groups) {
    long most = Math.max(FREE_ROWS, size > MAX_ROWS / ROWS_A_BYTE ? MAX_ROWS : ROWS_A_BYTE * size);
    long rows = 0;
    for (BlockMetaData group : groups) {
      long count = group.getRowCount();
      if (count < 0 || count > most - rows) {
        throw new FormatException(
            file, "rows", "at most " + most + " in " + size + " bytes", rows + " and " + count);
      }
      rows += count;
    }
  }

  private void checkFooter(ColumnChunkMetaData chunk, long rows) {
    if (!isThere(chunk.getCodec())) {
      throw wrong(
          chunk, "no compression, snappy or zstd (others need Hadoop)", chunk.getCodec().name());
    }
    if (chunk.getValueCount() != rows) {
      throw wrong(chunk, rows + " values, one a row", chunk.getValueCount() + "");
    }
    long start = chunk.getStartingPos();
    long bytes = chunk.getTotalSize();
    if (start < 0 || bytes < 0 || start > size || bytes > size - start) {
      throw wrong(chunk, "data in the " + size + " bytes", bytes + " bytes from " + start);
    }
  }

  /** Parquet loads codecs by name, and dies of a method or class that is missing where one is. */
  private static boolean isThere(CompressionCodecName codec) {
    String name = codec.getHadoopCompressionCodecClassName();
    try {
      if (name != null) {
        Class.forName(name, false, ParquetFileReader.class.getClassLoader());
      }
      return true;
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }

  /** Goes from page to page, as far as Parquet does: until all values were there. */
  private void checkPages(ColumnChunkMetaData chunk) throws IOException {
    long held = chunk.getTotalSize();
    long most = Math.max(FREE_BYTES, held > Long.MAX_VALUE / MAX_RATIO ? held : MAX_RATIO * held);
    long unpacked = 0;
    long values = 0;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      in.skipNBytes(chunk.getStartingPos());
      while (values < chunk.getValueCount()) {
        PageHeader page = Util.readPageHeader(in);
        long packed = page.getCompressed_page_size();
        long claimed = page.getUncompressed_page_size();
        if (packed < 0 || claimed < 0 || claimed > most - unpacked) {
          throw wrong(
              chunk,
              "pages of at most " + most + " bytes in all, by the " + held + " that they have",
              unpacked + " and " + claimed);
        }
        unpacked += claimed;
        values += values(chunk, page);
        in.skipNBytes(packed);
      }
    }
    if (values != chunk.getValueCount()) {
      throw wrong(chunk, "pages of " + chunk.getValueCount() + " values in all", values + "");
    }
  }

  private long values(ColumnChunkMetaData chunk, PageHeader page) {
    if (page.isSetDictionary_page_header()) {
      int entries = page.getDictionary_page_header().getNum_values();
      if (entries < 0 || entries > page.getUncompressed_page_size() / LEAST_BYTES) {
        String found = entries + " in " + page.getUncompressed_page_size() + " bytes";
        throw wrong(chunk, "a dictionary of as many entries as it holds", found);
      }
      return 0;
    }
    int values = 0;
    if (page.isSetData_page_header()) {
      values = page.getData_page_header().getNum_values();
    } else if (page.isSetData_page_header_v2()) {
      values = page.getData_page_header_v2().getNum_values();
    }
    if (values < 0) {
      throw wrong(chunk, "pages of 0 or more values", values + "");
    }
    return values;
  }

  private FormatException wrong(ColumnChunkMetaData chunk, String expected, String found) {
    return new FormatException(file, "column " + chunk.getPath().toDotString(), expected, found);
  }
}
