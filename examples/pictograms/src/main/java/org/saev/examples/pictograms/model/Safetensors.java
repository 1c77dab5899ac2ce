package org.saev.examples.pictograms.model;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Named float32 arrays in a safetensors file: an 8-byte header length, a JSON header, the values.
 *
 * @param tensors the arrays by name
 * @param metadata free text by name, kept in {@code __metadata__}
 */
public record Safetensors(Map<String, Tensor> tensors, Map<String, String> metadata) {
  private static final String METADATA = "__metadata__";
  private static final int ALIGNMENT = 8;

  /**
   * An array.
   *
   * @param shape its shape
   * @param values its values, row-major
   */
  public record Tensor(long[] shape, float[] values) {}

  /**
   * Reads a file.
   *
   * @param file a safetensors file whose arrays are all float32
   * @return its content
   * @throws IOException if it can't be read or isn't such a file
   */
  public static Safetensors read(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.remaining() < Long.BYTES) {
      throw new IOException(file + " is too short for a safetensors file: " + bytes.remaining());
    }
    long headerLength = bytes.getLong();
    if (headerLength < 2 || headerLength > bytes.remaining()) {
      throw new IOException(
          "%s has a header of %d bytes, but %d follow"
              .formatted(file, headerLength, bytes.remaining()));
    }
    byte[] header = new byte[(int) headerLength];
    bytes.get(header);
    try {
      String json = new String(header, StandardCharsets.UTF_8);
      return parse(new Gson().fromJson(json, JsonObject.class), bytes.slice(), file);
    } catch (JsonParseException
        | IllegalStateException
        | NullPointerException
        | ArithmeticException
        | ClassCastException
        | UnsupportedOperationException
        | NumberFormatException e) {
      throw new IOException(file + " has a header that isn't of a safetensors file", e);
    }
  }

  /**
   * Writes to a temporary file beside the target, then moves it there in one step.
   *
   * @param file the target
   * @throws IOException if it can't be written; the target is then as before
   */
  public void write(Path file) throws IOException {
    JsonObject header = new JsonObject();
    JsonObject notes = new JsonObject();
    metadata.forEach(notes::addProperty);
    header.add(METADATA, notes);
    int size = 0;
    for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
      int end = size + Float.BYTES * entry.getValue().values().length;
      JsonObject field = new JsonObject();
      field.addProperty("dtype", "F32");
      field.add("shape", new Gson().toJsonTree(entry.getValue().shape()));
      field.add("data_offsets", new Gson().toJsonTree(new int[] {size, end}));
      header.add(entry.getKey(), field);
      size = end;
    }
    byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
    byte[] padded = Arrays.copyOf(json, (json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
    Arrays.fill(padded, json.length, padded.length, (byte) ' ');
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES + padded.length + size);
    bytes.order(ByteOrder.LITTLE_ENDIAN).putLong(padded.length).put(padded);
    for (Tensor tensor : tensors.values()) {
      bytes.slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(tensor.values());
      bytes.position(bytes.position() + Float.BYTES * tensor.values().length);
    }
    Path folder = file.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    Path partial = folder.resolve(file.getFileName() + ".partial");
    try {
      Files.write(partial, bytes.array());
      Files.move(
          partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(partial);
    }
  }

  private static Safetensors parse(JsonObject header, ByteBuffer data, Path file)
      throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    Map<String, String> metadata = new LinkedHashMap<>();
    for (Map.Entry<String, JsonElement> entry : header.entrySet()) {
      JsonObject field = entry.getValue().getAsJsonObject();
      if (entry.getKey().equals(METADATA)) {
        field
            .entrySet()
            .forEach(note -> metadata.put(note.getKey(), note.getValue().getAsString()));
        continue;
      }
      String type = field.get("dtype").getAsString();
      if (!type.equals("F32")) {
        throw new IOException(
            file + ": tensor " + entry.getKey() + " must be F32, but was " + type);
      }
      long[] shape = new Gson().fromJson(field.get("shape"), long[].class);
      long[] offsets = new Gson().fromJson(field.get("data_offsets"), long[].class);
      long length = Arrays.stream(shape).reduce(1, Math::multiplyExact);
      if (offsets.length != 2
          || Arrays.stream(shape).anyMatch(size -> size < 0)
          || offsets[0] < 0
          || offsets[1] > data.limit()
          || offsets[1] - offsets[0] != length * Float.BYTES) {
        throw new IOException(
            "%s: tensor %s of shape %s needs %d bytes within %d, but has offsets %s"
                .formatted(
                    file,
                    entry.getKey(),
                    Arrays.toString(shape),
                    length * Float.BYTES,
                    data.limit(),
                    Arrays.toString(offsets)));
      }
      float[] values = new float[(int) length];
      ByteBuffer part = data.slice((int) offsets[0], (int) (offsets[1] - offsets[0]));
      part.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
      tensors.put(entry.getKey(), new Tensor(shape, values));
    }
    return new Safetensors(tensors, metadata);
  }
}
