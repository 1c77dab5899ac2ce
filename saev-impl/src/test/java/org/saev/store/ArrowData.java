package org.saev.store;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float2Vector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.LargeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.ipc.ArrowFileWriter;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.apache.arrow.vector.ipc.ArrowWriter;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.arrow.vector.util.Text;

/** Arrow files, written by Arrow's own library. */
final class ArrowData {

  static final ArrowType FLOAT16 = new ArrowType.FloatingPoint(FloatingPointPrecision.HALF);
  static final ArrowType FLOAT32 = new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE);
  static final ArrowType FLOAT64 = new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);
  static final ArrowType INT32 = new ArrowType.Int(32, true);

  private ArrowData() {}

  /** A field of lists; kind is list, large_list, or the length of all lists. */
  static Field list(String name, String kind, Field element) {
    return new Field(name, FieldType.nullable(type(kind)), List.of(element));
  }

  private static ArrowType type(String kind) {
    return switch (kind) {
      case "list" -> ArrowType.List.INSTANCE;
      case "large_list" -> ArrowType.LargeList.INSTANCE;
      default -> new ArrowType.FixedSizeList(Integer.parseInt(kind));
    };
  }

  static Field leaf(String name, ArrowType type) {
    return new Field(name, FieldType.nullable(type), null);
  }

  /** A column as Hugging Face's Array2D has it. */
  static Field array2d(String name, ArrowType type, int tokens, int width, String dtype) {
    Map<String, String> extension =
        Map.of(
            "ARROW:extension:name",
            "datasets.features.features.Array2DExtensionType",
            "ARROW:extension:metadata",
            "[[" + tokens + ", " + width + "], \"" + dtype + "\"]");
    return new Field(
        name,
        new FieldType(true, ArrowType.List.INSTANCE, null, extension),
        List.of(list("item", "list", leaf("item", type))));
  }

  /**
   * Writes record batches: by batch, by column, the values of the rows, which are nested lists of
   * numbers, texts, or null.
   */
  static void write(Path path, boolean footer, List<Field> fields, List<List<List<?>>> batches) {
    Schema schema = new Schema(fields, Map.of("huggingface", "{\"info\": {}}"));
    try (BufferAllocator allocator = new RootAllocator(64 << 20);
        VectorSchemaRoot root = VectorSchemaRoot.create(schema, allocator);
        OutputStream out = Files.newOutputStream(path);
        var channel = java.nio.channels.Channels.newChannel(out);
        ArrowWriter writer =
            footer
                ? new ArrowFileWriter(root, null, channel)
                : new ArrowStreamWriter(root, null, channel)) {
      writer.start();
      for (List<List<?>> columns : batches) {
        root.clear();
        for (int c = 0; c < columns.size(); c++) {
          FieldVector vector = root.getVector(c);
          vector.allocateNew();
          fill(vector, columns.get(c));
        }
        root.setRowCount(columns.get(0).size());
        writer.writeBatch();
      }
      writer.end();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void fill(FieldVector vector, List<?> values) {
    for (int i = 0; i < values.size(); i++) {
      if (values.get(i) instanceof List<?> list) {
        fillList(vector, i, list);
      } else if (values.get(i) != null) {
        set(vector, i, values.get(i));
      }
    }
    vector.setValueCount(values.size());
  }

  private static void fillList(FieldVector vector, int i, List<?> list) {
    int start;
    FieldVector elements;
    if (vector instanceof ListVector lists) {
      start = lists.startNewValue(i);
      lists.endValue(i, list.size());
      elements = lists.getDataVector();
    } else if (vector instanceof LargeListVector lists) {
      start = (int) lists.startNewValue((long) i);
      lists.endValue(i, list.size());
      elements = lists.getDataVector();
    } else {
      FixedSizeListVector lists = (FixedSizeListVector) vector;
      start = lists.startNewValue(i);
      elements = lists.getDataVector();
    }
    for (int j = 0; j < list.size(); j++) {
      if (list.get(j) instanceof List<?> inner) {
        fillList(elements, start + j, inner);
      } else if (list.get(j) != null) {
        set(elements, start + j, list.get(j));
      }
    }
    elements.setValueCount(start + list.size());
  }

  private static void set(FieldVector vector, int i, Object value) {
    if (vector instanceof VarCharVector texts) {
      texts.setSafe(i, new Text(value.toString()));
    } else if (vector instanceof StructVector structs) {
      structs.setIndexDefined(i);
    } else {
      set(vector, i, (Number) value);
    }
  }

  private static void set(FieldVector vector, int i, Number value) {
    if (vector instanceof Float2Vector floats) {
      floats.setSafeWithPossibleTruncate(i, value.floatValue());
    } else if (vector instanceof Float4Vector floats) {
      floats.setSafe(i, value.floatValue());
    } else if (vector instanceof Float8Vector doubles) {
      doubles.setSafe(i, value.doubleValue());
    } else if (vector instanceof TinyIntVector bytes) {
      bytes.setSafe(i, value.byteValue());
    } else if (vector instanceof IntVector ints) {
      ints.setSafe(i, value.intValue());
    } else if (vector instanceof UInt4Vector ints) {
      ints.setSafe(i, value.intValue());
    } else {
      ((BigIntVector) vector).setSafe(i, value.longValue());
    }
  }
}
