package org.saev.internal.parquet;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.saev.FormatException;
import org.saev.SaevException;
import org.saev.internal.io.AtomicFiles;

/**
 * A column {@code id} of texts, and columns of float64 by name; a number that is missing is NaN
 * here and null in the file.
 *
 * @param ids one a row
 * @param columns as long as {@code ids}
 */
public record ParquetTable(List<String> ids, Map<String, double[]> columns) {

  private static final String ID = "id";
  private static final int FIRST_CAPACITY = 1024;

  /**
   * Writes the table, whole or not at all, uncompressed: doubles hardly shrink, and no codec's
   * native library is needed.
   *
   * @param file replaced if it exists
   * @throws IOException if the disk fails
   */
  public void write(Path file) throws IOException {
    AtomicFiles.write(
        file,
        temporary -> {
          writeTo(temporary);
          try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
            channel.force(true);
          }
          return null;
        });
  }

  private void writeTo(Path file) throws IOException {
    Types.MessageTypeBuilder builder = Types.buildMessage();
    builder.required(PrimitiveTypeName.BINARY).as(LogicalTypeAnnotation.stringType()).named(ID);
    for (String name : columns.keySet()) {
      builder.optional(PrimitiveTypeName.DOUBLE).named(name);
    }
    MessageType type = builder.named("scores");
    SimpleGroupFactory groups = new SimpleGroupFactory(type);
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new LocalOutputFile(file))
            .withConf(new PlainParquetConfiguration())
            .withType(type)
            .withCompressionCodec(CompressionCodecName.UNCOMPRESSED)
            .withWriteMode(ParquetFileWriter.Mode.OVERWRITE)
            .build()) {
      for (int row = 0; row < ids.size(); row++) {
        Group group = groups.newGroup();
        group.add(ID, ids.get(row));
        for (Map.Entry<String, double[]> column : columns.entrySet()) {
          double value = column.getValue()[row];
          if (!Double.isNaN(value)) {
            group.add(column.getKey(), value);
          }
        }
        writer.write(group);
      }
    }
  }

  /**
   * Reads a table, of this library or any other that writes such columns.
   *
   * @param file a Parquet file
   * @return its rows
   * @throws IOException if the disk fails
   */
  public static ParquetTable read(Path file) throws IOException {
    try {
      return readFrom(file);
    } catch (SaevException e) {
      throw e;
    } catch (FileSystemException | FileNotFoundException e) {
      throw e; // of the disk itself
    } catch (IOException | RuntimeException | StackOverflowError e) {
      // Parquet has no exception of its own for what isn't Parquet, and follows any depth.
      throw new FormatException(file, "content", "a Parquet file", e.toString());
    } catch (OutOfMemoryError e) {
      // Parquet makes arrays as long as a page's content says; one that wasn't made harms nothing.
      long heap = Runtime.getRuntime().maxMemory();
      throw new FormatException(
          file, "content", "what the heap of " + heap + " bytes can hold", e.toString());
    }
  }

  private static ParquetTable readFrom(Path file) throws IOException {
    List<String> ids = new ArrayList<>();
    Map<String, double[]> columns = new LinkedHashMap<>();
    try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(file))) {
      MessageType type = reader.getFileMetaData().getSchema();
      check(file, type);
      Claims.check(file, reader.getRowGroups());
      type.getFields().stream()
          .map(Type::getName)
          .filter(name -> !name.equals(ID))
          .forEach(name -> columns.put(name, new double[FIRST_CAPACITY]));
      for (PageReadStore pages = reader.readNextRowGroup();
          pages != null;
          pages = reader.readNextRowGroup()) {
        RecordReader<Group> rows =
            new ColumnIOFactory()
                .getColumnIO(type)
                .getRecordReader(pages, new GroupRecordConverter(type));
        for (long row = 0; row < pages.getRowCount(); row++) {
          add(rows.read(), ids, columns);
        }
      }
    }
    columns.replaceAll((name, values) -> Arrays.copyOf(values, ids.size()));
    return new ParquetTable(ids, columns);
  }

  private static void add(Group group, List<String> ids, Map<String, double[]> columns) {
    int row = ids.size();
    ids.add(group.getString(ID, 0));
    for (Map.Entry<String, double[]> column : columns.entrySet()) {
      double[] values = column.getValue();
      if (values.length == row) {
        values = Arrays.copyOf(values, 2 * row);
        column.setValue(values);
      }
      boolean there = group.getFieldRepetitionCount(column.getKey()) > 0;
      values[row] = there ? group.getDouble(column.getKey(), 0) : Double.NaN;
    }
  }

  private static void check(Path file, MessageType type) {
    for (Type field : type.getFields()) {
      boolean id = field.getName().equals(ID);
      PrimitiveTypeName wanted = id ? PrimitiveTypeName.BINARY : PrimitiveTypeName.DOUBLE;
      boolean right =
          field.isPrimitive()
              && !field.isRepetition(Type.Repetition.REPEATED)
              && field.asPrimitiveType().getPrimitiveTypeName() == wanted;
      if (!right) {
        throw new FormatException(
            file, "column " + field.getName(), id ? "texts" : "float64", field.toString());
      }
    }
    if (!type.containsField(ID)) {
      throw new FormatException(file, "columns", "one named id", type.getFields().toString());
    }
  }
}
