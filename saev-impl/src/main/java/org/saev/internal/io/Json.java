package org.saev.internal.io;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.saev.FormatException;

/**
 * JSON as RFC 8259 has it: no comments, no bare words, no duplicate keys, nothing after the end. At
 * most 255 levels deep.
 */
public final class Json {

  private static final int MAX_FILE_BYTES = 100_000_000;

  private Json() {}

  /**
   * Reads a file that holds one object.
   *
   * @param file at most 100 MB of UTF-8
   * @return its fields
   * @throws IOException if the file can't be read
   */
  public static JsonFields read(Path file) throws IOException {
    long size = Files.size(file);
    if (size > MAX_FILE_BYTES) {
      throw new FormatException(
          file, "file size", "at most " + MAX_FILE_BYTES + " bytes of JSON", size + " bytes");
    }
    return parse(file, "", ByteBuffer.wrap(Files.readAllBytes(file)));
  }

  /**
   * Parses one object.
   *
   * @param file where it was read, for messages
   * @param path the name of this object, for messages; empty for the whole file
   * @param utf8 the text
   * @return its fields
   */
  public static JsonFields parse(Path file, String path, ByteBuffer utf8) {
    String where = path.isEmpty() ? "JSON" : path;
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(utf8).toString();
    } catch (CharacterCodingException e) {
      throw new FormatException(file, where, "UTF-8 text", "bytes that are none");
    }
    JsonReader reader = new JsonReader(new StringReader(text));
    reader.setStrictness(Strictness.STRICT);
    try {
      if (reader.peek() != JsonToken.BEGIN_OBJECT) {
        throw new FormatException(file, where, "a JSON object", describe(reader.peek()));
      }
      Map<String, Object> fields = object(file, path, reader);
      if (reader.peek() != JsonToken.END_DOCUMENT) {
        throw new FormatException(file, where, "nothing after the object", "more text");
      }
      return new JsonFields(file, path, fields);
    } catch (IOException | IllegalStateException e) {
      throw new FormatException(file, where, "valid JSON", firstLine(e.getMessage()));
    }
  }

  /**
   * Formats a value with line breaks and two spaces of indent.
   *
   * @param json the value
   * @return text that ends with a line break
   */
  public static String format(JsonElement json) {
    return new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(json) + "\n";
  }

  private static Object value(Path file, String path, JsonReader reader) throws IOException {
    return switch (reader.peek()) {
      case BEGIN_OBJECT -> object(file, path, reader);
      case BEGIN_ARRAY -> array(file, path, reader);
      case STRING -> reader.nextString();
      case NUMBER -> new JsonFields.Literal(reader.nextString());
      case BOOLEAN -> reader.nextBoolean();
      default -> {
        reader.nextNull();
        yield JsonFields.NULL;
      }
    };
  }

  private static Map<String, Object> object(Path file, String path, JsonReader reader)
      throws IOException {
    Map<String, Object> fields = new LinkedHashMap<>();
    reader.beginObject();
    while (reader.hasNext()) {
      String name = reader.nextName();
      if (fields.put(name, value(file, path, reader)) != null) {
        // Asked for only here: a path a value would cost the length of all keys above it.
        String key = JsonFields.join(path, reader.getPreviousPath().substring("$.".length()));
        throw new FormatException(file, key, "the key once", "it twice");
      }
    }
    reader.endObject();
    return fields;
  }

  private static List<Object> array(Path file, String path, JsonReader reader) throws IOException {
    List<Object> values = new ArrayList<>();
    reader.beginArray();
    while (reader.hasNext()) {
      values.add(value(file, path, reader));
    }
    reader.endArray();
    return values;
  }

  private static String describe(JsonToken token) {
    return token == JsonToken.BEGIN_ARRAY ? "an array" : "a single value";
  }

  private static String firstLine(String message) {
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }
}
