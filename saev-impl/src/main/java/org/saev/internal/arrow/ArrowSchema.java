package org.saev.internal.arrow;

import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.flatbuf.Endianness;
import org.apache.arrow.flatbuf.Field;
import org.apache.arrow.flatbuf.FixedSizeList;
import org.apache.arrow.flatbuf.FloatingPoint;
import org.apache.arrow.flatbuf.Int;
import org.apache.arrow.flatbuf.MetadataVersion;
import org.apache.arrow.flatbuf.Precision;
import org.apache.arrow.flatbuf.Schema;
import org.apache.arrow.flatbuf.Type;
import org.apache.arrow.flatbuf.Union;
import org.apache.arrow.flatbuf.UnionMode;

/**
 * The columns of a file.
 *
 * @param columns in order
 * @param nodes how many nodes each record batch has
 * @param buffers how many buffers
 */
record ArrowSchema(List<ArrowField> columns, int nodes, int buffers) {

  /** What damaged offsets must not exceed: they can make a small file a huge or endless tree. */
  private static final int MAX_FIELDS = 10_000;

  private static final int MAX_DEPTH = 64;

  static ArrowSchema of(Schema schema, short version) {
    require(schema.endianness() == Endianness.Little, "little-endian data", "big-endian data");
    Reader reader = new Reader(version);
    List<ArrowField> columns = new ArrayList<>();
    require(schema.fieldsLength() <= MAX_FIELDS, "at most " + MAX_FIELDS + " fields", "more");
    for (int i = 0; i < schema.fieldsLength(); i++) {
      columns.add(reader.field(schema.fields(i), 0));
    }
    return new ArrowSchema(List.copyOf(columns), reader.nodes, reader.buffers);
  }

  private static void require(boolean right, String expected, String found) {
    if (!right) {
      throw new UnreadableException("schema", expected, found);
    }
  }

  /** Counts nodes and buffers on the way. */
  private static final class Reader {

    private final short version;
    private int nodes;
    private int buffers;

    Reader(short version) {
      this.version = version;
    }

    ArrowField field(Field field, int depth) {
      require(depth < MAX_DEPTH, "at most " + MAX_DEPTH + " levels of fields", "more");
      require(nodes < MAX_FIELDS, "at most " + MAX_FIELDS + " fields", "more");
      String name = field.name() == null ? "" : field.name();
      int node = nodes++;
      int buffer = buffers;
      if (field.dictionary() != null) {
        // What stands in the batches are the indices, whatever the field's type.
        buffers += 2;
        return new ArrowField(name, ArrowKind.OTHER, 0, node, buffer, List.of());
      }
      buffers += bufferCount(field, name);
      ArrowKind kind = kind(field);
      int count = field.childrenLength();
      require(!kind.isList() || count == 1, "one child in list " + name, count + " children");
      require(count <= MAX_FIELDS, "at most " + MAX_FIELDS + " fields", "more");
      List<ArrowField> children = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        children.add(field(field.children(i), depth + 1));
      }
      int size = 0;
      if (kind == ArrowKind.FIXED_SIZE_LIST) {
        size = ((FixedSizeList) field.type(new FixedSizeList())).listSize();
        require(size > 0, "lists of at least one element in " + name, "lists of " + size);
      }
      return new ArrowField(name, kind, size, node, buffer, List.copyOf(children));
    }

    private static ArrowKind kind(Field field) {
      return switch (field.typeType()) {
        case Type.List -> ArrowKind.LIST;
        case Type.LargeList -> ArrowKind.LARGE_LIST;
        case Type.FixedSizeList -> ArrowKind.FIXED_SIZE_LIST;
        case Type.FloatingPoint -> floating((FloatingPoint) field.type(new FloatingPoint()));
        case Type.Int -> integer((Int) field.type(new Int()));
        default -> ArrowKind.OTHER;
      };
    }

    private static ArrowKind floating(FloatingPoint type) {
      return switch (type.precision()) {
        case Precision.HALF -> ArrowKind.FLOAT16;
        case Precision.SINGLE -> ArrowKind.FLOAT32;
        case Precision.DOUBLE -> ArrowKind.FLOAT64;
        default -> ArrowKind.OTHER;
      };
    }

    private static ArrowKind integer(Int type) {
      boolean signed = type.isSigned();
      return switch (type.bitWidth()) {
        case 8 -> signed ? ArrowKind.INT8 : ArrowKind.UINT8;
        case 16 -> signed ? ArrowKind.INT16 : ArrowKind.UINT16;
        case 32 -> signed ? ArrowKind.INT32 : ArrowKind.UINT32;
        case 64 -> signed ? ArrowKind.INT64 : ArrowKind.OTHER;
        default -> ArrowKind.OTHER;
      };
    }

    /** By the table of buffer layouts of Arrow's columnar format 1.5. */
    private int bufferCount(Field field, String name) {
      return switch (field.typeType()) {
        case Type.Null, Type.RunEndEncoded -> 0;
        case Type.Struct_, Type.FixedSizeList -> 1;
        case Type.Int,
            Type.FloatingPoint,
            Type.Bool,
            Type.Decimal,
            Type.Date,
            Type.Time,
            Type.Timestamp,
            Type.Interval,
            Type.Duration,
            Type.FixedSizeBinary,
            Type.List,
            Type.LargeList,
            Type.Map ->
            2;
        case Type.Binary,
            Type.Utf8,
            Type.LargeBinary,
            Type.LargeUtf8,
            Type.ListView,
            Type.LargeListView ->
            3;
        case Type.Union -> unionBuffers((Union) field.type(new Union()));
        default -> {
          String type =
              field.typeType() >= 0 && field.typeType() < Type.names.length
                  ? Type.name(field.typeType())
                  : "type " + field.typeType();
          throw new UnreadableException("column " + name, "a type that is known", type);
        }
      };
    }

    private int unionBuffers(Union union) {
      int buffers = union.mode() == UnionMode.Dense ? 2 : 1;
      return version < MetadataVersion.V5 ? buffers + 1 : buffers;
    }
  }
}
