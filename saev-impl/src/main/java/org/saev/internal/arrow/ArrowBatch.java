package org.saev.internal.arrow;

import com.google.common.math.LongMath;
import java.nio.ByteBuffer;
import org.apache.arrow.flatbuf.Buffer;
import org.apache.arrow.flatbuf.FieldNode;
import org.apache.arrow.flatbuf.RecordBatch;
import org.saev.FormatException;
import org.saev.internal.io.MappedFile;

/**
 * A record batch, where it lies. Every access is checked against the length of the field or buffer
 * it falls in; what these lengths are was checked against the file.
 */
final class ArrowBatch {

  private final ArrowFile file;
  private final long rows;

  /** By node: elements, missing ones. */
  private final long[] lengths;

  private final long[] missing;

  /** By buffer: first byte in the file, bytes. */
  private final long[] starts;

  private final long[] bytes;

  private ArrowBatch(ArrowFile file, long rows, int nodes, int buffers) {
    this.file = file;
    this.rows = rows;
    lengths = new long[nodes];
    missing = new long[nodes];
    starts = new long[buffers];
    bytes = new long[buffers];
  }

  static ArrowBatch of(ArrowFile file, RecordBatch metadata, long body, long bodyLength) {
    ArrowSchema schema = file.schema();
    require(metadata.compression() == null, "compression", "none", "compressed buffers");
    int nodes = metadata.nodesLength();
    require(nodes == schema.nodes(), "nodes", schema.nodes() + " of the schema", nodes + "");
    int buffers = metadata.buffersLength();
    require(buffers == schema.buffers(), "buffers", schema.buffers() + "", buffers + "");
    ArrowBatch batch = new ArrowBatch(file, metadata.length(), nodes, buffers);
    require(batch.rows >= 0, "length", "0 or more rows", batch.rows + "");
    for (int i = 0; i < nodes; i++) {
      FieldNode node = metadata.nodes(i);
      batch.lengths[i] = node.length();
      batch.missing[i] = node.nullCount();
      require(node.length() >= 0, "node " + i, "a length of 0 or more", node.length() + "");
    }
    for (ArrowField column : schema.columns()) {
      long length = batch.lengths[column.node()];
      require(
          length == batch.rows, "column " + column.name(), batch.rows + " rows", length + " rows");
    }
    for (int i = 0; i < buffers; i++) {
      Buffer buffer = metadata.buffers(i);
      long offset = buffer.offset();
      long length = buffer.length();
      require(
          offset >= 0 && length >= 0 && offset <= bodyLength && length <= bodyLength - offset,
          "buffer " + i,
          "a place in the " + bodyLength + " bytes of the batch",
          length + " bytes from " + offset);
      batch.starts[i] = body + offset;
      batch.bytes[i] = length;
    }
    return batch;
  }

  private static void require(boolean right, String field, String expected, String found) {
    if (!right) {
      throw new UnreadableException(field, expected, found);
    }
  }

  long rows() {
    return rows;
  }

  /** Refuses a column of lists that has missing values, or fewer elements than it claims. */
  void check(ArrowField column) {
    ArrowField field = column;
    long end = rows;
    while (true) {
      if (missing[field.node()] != 0) {
        throw wrong(column, "no missing values", missing[field.node()] + " of them");
      }
      if (!field.kind().isList() || rows == 0) {
        break;
      }
      begin(field, 0);
      end = begin(field, end);
      field = field.element();
    }
    if (rows > 0) {
      slice(field, end, 0);
    }
  }

  /** Where a list begins among the elements of all lists; that of the last and one is the end. */
  long begin(ArrowField list, long index) {
    long begin =
        switch (list.kind()) {
          case LIST -> file.map().getInt(place(list, index, Integer.BYTES));
          case LARGE_LIST -> file.map().getLong(place(list, index, Long.BYTES));
          default -> LongMath.saturatedMultiply(index, list.listSize());
        };
    long elements = lengths[list.element().node()];
    if (begin < 0 || begin > elements) {
      throw wrong(list, "offsets from 0 to " + elements, begin + " for list " + index);
    }
    return begin;
  }

  /** A view of neighbouring elements, at most 1 GiB. */
  ByteBuffer slice(ArrowField field, long from, int count) {
    int size = field.kind().bytes();
    int buffer = field.buffer() + 1;
    long elements = Math.min(lengths[field.node()], bytes[buffer] / size);
    if (from < 0 || from > elements - count) {
      throw wrong(field, "as many elements as lists have", elements + " in its buffer");
    }
    if ((long) count * size > MappedFile.MAX_SLICE) {
      throw wrong(field, "at most 1 GiB in a row", (long) count * size + " bytes");
    }
    return file.map().slice(starts[buffer] + from * size, count * size);
  }

  private long place(ArrowField field, long index, int size) {
    int buffer = field.buffer() + 1;
    if (index < 0 || index >= bytes[buffer] / size) {
      throw wrong(field, "an offset " + index, bytes[buffer] + " bytes of offsets");
    }
    return starts[buffer] + index * size;
  }

  FormatException wrong(ArrowField field, String expected, String found) {
    return new FormatException(file.path(), "field " + field.name(), expected, found);
  }
}
