package org.saev.internal.arrow;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.flatbuf.Schema;
import org.saev.FormatException;
import org.saev.internal.io.MappedFile;

/**
 * An Arrow IPC stream in a file, or an IPC file, which is a stream with a footer. Opening reads the
 * metadata of all messages; data is read where it lies.
 */
final class ArrowFile {

  /** What the stream of an IPC file stands behind: {@code "ARROW1"} and two zeros. */
  private static final long FILE_MAGIC = 0x0000_3157_4f52_5241L;

  private static final int CONTINUATION = -1;

  /** Hugging Face keeps the description of all columns in the schema's metadata. */
  private static final int MAX_METADATA = 64 << 20;

  private final Path path;
  private final long size;
  private final MappedFile map;
  private final List<ArrowBatch> batches = new ArrayList<>();
  private ArrowSchema schema;

  private ArrowFile(Path path, long size, MappedFile map) {
    this.path = path;
    this.size = size;
    this.map = map;
  }

  /** Maps a file and reads what its messages say of themselves. */
  static ArrowFile open(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      ArrowFile file = new ArrowFile(path, channel.size(), new MappedFile(channel));
      file.readMessages();
      return file;
    }
  }

  Path path() {
    return path;
  }

  MappedFile map() {
    return map;
  }

  ArrowSchema schema() {
    return schema;
  }

  List<ArrowBatch> batches() {
    return batches;
  }

  private void readMessages() {
    boolean footer = size >= 8 && map.getLong(0) == FILE_MAGIC;
    long at = footer ? 8 : 0;
    while (true) {
      if (size - at < 8) {
        throw wrong(at, "a message or the mark of the end (was its writer killed?)", "no more");
      }
      if (map.getInt(at) != CONTINUATION) {
        throw wrong(at, "ffffffff, which begins a message", Integer.toHexString(map.getInt(at)));
      }
      int length = map.getInt(at + 4);
      if (length == 0) {
        break;
      }
      if (length < 0 || length > MAX_METADATA || length > size - at - 8) {
        throw wrong(at, "metadata that lies in the file, of at most 64 MiB", length + " bytes");
      }
      at = readMessage(at, length);
    }
    if (!footer && at + 8 != size) {
      throw wrong(at + 8, "nothing behind the end of the stream", size - at - 8 + " bytes");
    }
    if (schema == null) {
      throw wrong(at, "a schema", "none");
    }
  }

  private long readMessage(long at, int length) {
    ByteBuffer metadata = map.slice(at + 8, length);
    long body = at + 8 + length;
    try {
      Message message = Message.getRootAsMessage(metadata);
      long bodyLength = message.bodyLength();
      if (bodyLength < 0 || bodyLength > size - body) {
        throw new UnreadableException(
            "bodyLength", "data that lies in the file", bodyLength + " bytes");
      }
      read(message, body, bodyLength);
      return body + bodyLength;
    } catch (UnreadableException e) {
      throw new FormatException(
          path, "message at byte " + at + ", " + e.field(), e.expected(), e.found());
    } catch (IndexOutOfBoundsException | IllegalArgumentException | NullPointerException e) {
      throw wrong(at, "the metadata of an Arrow message", "what can't be parsed (" + e + ")");
    }
  }

  private void read(Message message, long body, long bodyLength) {
    switch (message.headerType()) {
      case MessageHeader.Schema -> {
        if (schema != null) {
          throw new UnreadableException("header", "one schema", "a second one");
        }
        schema = ArrowSchema.of((Schema) message.header(new Schema()), message.version());
      }
      case MessageHeader.RecordBatch -> {
        if (schema == null) {
          throw new UnreadableException("header", "a schema first", "a record batch");
        }
        RecordBatch batch = (RecordBatch) message.header(new RecordBatch());
        batches.add(ArrowBatch.of(this, batch, body, bodyLength));
      }
      case MessageHeader.DictionaryBatch -> {
        // Columns by dictionary are none of those that are read.
      }
      default ->
          throw new UnreadableException(
              "header", "a schema, dictionary or record batch", "type " + message.headerType());
    }
  }

  private FormatException wrong(long at, String expected, String found) {
    return new FormatException(path, "byte " + at, expected, found);
  }
}
