package org.saev.internal.io;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.saev.FormatException;

/**
 * The header of a safetensors file: 8 bytes of length (little-endian), then JSON {@code {name:
 * {dtype, shape, data_offsets}}}, then the data. Accepted are files whose tensors fill the data
 * without holes or overlaps, with a header of at most 100 MB.
 */
public final class SafetensorsHeader {

  static final int MAX_HEADER_BYTES = 100_000_000;
  private static final int LENGTH_BYTES = 8;
  private static final String METADATA = "__metadata__";

  private final Path file;
  private final Map<String, TensorInfo> tensors;
  private final Map<String, String> metadata;

  private SafetensorsHeader(
      Path file, Map<String, TensorInfo> tensors, Map<String, String> metadata) {
    this.file = file;
    this.tensors = Collections.unmodifiableMap(tensors);
    this.metadata = Collections.unmodifiableMap(metadata);
  }

  /**
   * Reads and checks the header of a file; the data isn't read.
   *
   * @param file for messages
   * @param channel the open file
   * @return the header
   */
  static SafetensorsHeader read(Path file, FileChannel channel) throws IOException {
    long size = channel.size();
    if (size < LENGTH_BYTES) {
      throw new FormatException(
          file, "header length", "a file of at least 8 bytes", size + " bytes");
    }
    long length = read(channel, 0, LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN).getLong();
    long limit = Math.min(MAX_HEADER_BYTES, size - LENGTH_BYTES);
    if (length < 2 || length > limit) {
      throw new FormatException(
          file, "header length", "2 to " + limit + " bytes", Long.toUnsignedString(length));
    }
    ByteBuffer json = read(channel, LENGTH_BYTES, (int) length);
    return parse(file, Json.parse(file, "header", json), LENGTH_BYTES + length, size);
  }

  /**
   * Returns the tensor of a name.
   *
   * @param name the name
   * @return where it lies
   */
  public TensorInfo tensor(String name) {
    TensorInfo info = tensors.get(name);
    if (info == null) {
      throw new FormatException(
          file, "tensor " + name, "a tensor", "none, but " + tensors.keySet());
    }
    return info;
  }

  /**
   * Returns the tensor of a name, of which dtype and shape are known.
   *
   * @param name the name
   * @param dtype what it must be
   * @param shape what it must be
   * @return where it lies
   */
  public TensorInfo tensor(String name, Dtype dtype, long... shape) {
    TensorInfo info = tensor(name);
    List<Long> wanted = Arrays.stream(shape).boxed().toList();
    if (info.dtype() != dtype || !info.shape().equals(wanted)) {
      throw new FormatException(
          file, "tensor " + name, TensorInfo.describe(dtype, wanted), info.describe());
    }
    return info;
  }

  /**
   * Returns all tensors.
   *
   * @return by name, in the order of the data
   */
  public Map<String, TensorInfo> tensors() {
    return tensors;
  }

  /**
   * Returns the free text entries of the header.
   *
   * @return by key
   */
  public Map<String, String> metadata() {
    return metadata;
  }

  /**
   * Encodes the header of a file whose tensors follow each other without holes.
   *
   * @param metadata free text entries
   * @param tensors in the order of the data
   * @return the bytes before the data, a multiple of 8 long
   */
  static byte[] encode(Map<String, String> metadata, List<Tensor> tensors) {
    JsonObject json = new JsonObject();
    if (!metadata.isEmpty()) {
      JsonObject entries = new JsonObject();
      metadata.forEach(entries::addProperty);
      json.add(METADATA, entries);
    }
    long begin = 0;
    for (Tensor tensor : tensors) {
      JsonObject entry = new JsonObject();
      entry.addProperty("dtype", tensor.dtype().name());
      entry.add("shape", array(tensor.shape()));
      entry.add("data_offsets", array(begin, begin + tensor.bytes()));
      if (json.has(tensor.name())) {
        throw new IllegalArgumentException("two tensors have the name " + tensor.name());
      }
      json.add(tensor.name(), entry);
      begin += tensor.bytes();
    }
    byte[] text = json.toString().getBytes(StandardCharsets.UTF_8);
    // Spaces up to a multiple of 8, so that the data of a mapped file is aligned.
    int length = (text.length + 7) / 8 * 8;
    if (length > MAX_HEADER_BYTES) {
      throw new IllegalArgumentException(
          "a safetensors header may have 100 MB, but this one would have " + length + " bytes");
    }
    ByteBuffer bytes =
        ByteBuffer.allocate(LENGTH_BYTES + length).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
    bytes.put(text);
    while (bytes.hasRemaining()) {
      bytes.put((byte) ' ');
    }
    return bytes.array();
  }

  private static SafetensorsHeader parse(
      Path file, JsonFields json, long dataStart, long fileSize) {
    Map<String, String> metadata =
        json.has(METADATA) ? json.map(METADATA, values -> values::string) : Map.of();
    List<TensorInfo> found = new ArrayList<>();
    for (String name : json.keys()) {
      if (!name.equals(METADATA)) {
        found.add(tensor(name, json.object(name), dataStart, fileSize));
      }
    }
    found.sort(Comparator.comparingLong(TensorInfo::begin).thenComparing(TensorInfo::bytes));
    long end = dataStart;
    Map<String, TensorInfo> tensors = new LinkedHashMap<>();
    for (TensorInfo info : found) {
      if (info.begin() != end) {
        throw new FormatException(
            file,
            "header." + info.name() + ".data_offsets",
            "a start at " + (end - dataStart) + ", where the tensor before it ends",
            "a start at " + (info.begin() - dataStart));
      }
      end += info.bytes();
      tensors.put(info.name(), info);
    }
    if (end != fileSize) {
      throw new FormatException(
          file, "file size", end + " bytes, by the header", fileSize + " bytes");
    }
    return new SafetensorsHeader(file, tensors, metadata);
  }

  private static TensorInfo tensor(String name, JsonFields entry, long dataStart, long fileSize) {
    Dtype dtype;
    try {
      dtype = Dtype.valueOf(entry.string("dtype"));
    } catch (IllegalArgumentException e) {
      throw entry.wrong("dtype", "one of " + Dtype.names(), entry.string("dtype"));
    }
    long dataSize = fileSize - dataStart;
    List<Long> shape = entry.integers("shape", 0, Long.MAX_VALUE);
    List<Long> offsets = entry.integers("data_offsets", 0, dataSize);
    entry.done();
    if (offsets.size() != 2 || offsets.get(0) > offsets.get(1)) {
      throw entry.wrong("data_offsets", "a start and an end after it", offsets.toString());
    }
    long held = offsets.get(1) - offsets.get(0);
    long elements = held / dtype.bytes();
    if (held % dtype.bytes() != 0 || !isProduct(shape, elements)) {
      throw entry.wrong(
          "data_offsets", "the bytes of " + TensorInfo.describe(dtype, shape), held + " bytes");
    }
    return new TensorInfo(name, dtype, shape, dataStart + offsets.get(0), elements);
  }

  /** Tells whether the dimensions multiply to a number, without overflow. */
  private static boolean isProduct(List<Long> shape, long elements) {
    if (shape.contains(0L)) {
      return elements == 0;
    }
    long product = 1;
    for (long dimension : shape) {
      if (dimension > elements / product) {
        return false;
      }
      product *= dimension;
    }
    return product == elements;
  }

  private static ByteBuffer read(FileChannel channel, long position, int length)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, position + buffer.position()) < 0) {
        throw new EOFException("the file was cut while it was read");
      }
    }
    return buffer.flip();
  }

  private static JsonArray array(long... values) {
    JsonArray array = new JsonArray();
    for (long value : values) {
      array.add(value);
    }
    return array;
  }
}
