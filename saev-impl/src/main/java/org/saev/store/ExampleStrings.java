package org.saev.store;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.saev.FormatException;
import org.saev.internal.io.MappedTensor;

/** The strings of one example: each is decoded once, however many tokens have it. */
final class ExampleStrings {

  private final Path file;
  private final RaggedTensor ranges;
  private final MappedTensor bytes;
  private final Map<Integer, String> decoded = new HashMap<>();

  /** What the strings that were not decoded yet may have: those of a shard don't overlap. */
  private long left;

  ExampleStrings(Path file, RaggedTensor ranges, MappedTensor bytes) {
    this.file = file;
    this.ranges = ranges;
    this.bytes = bytes;
    left = bytes.size();
  }

  String get(int number) {
    String known = decoded.get(number);
    if (known != null) {
      return known;
    }
    if (number < 0 || number >= ranges.owners()) {
      throw new FormatException(
          file, "number of a string", "0 to " + (ranges.owners() - 1), number + "");
    }
    int length = ranges.count(number);
    if (length > left) {
      throw new FormatException(
          file, "string " + number, "strings that don't overlap", length + " bytes of others");
    }
    left -= length;
    ByteBuffer utf8 = bytes.slice(ranges.start(number), length);
    try {
      String string = StandardCharsets.UTF_8.newDecoder().decode(utf8).toString();
      decoded.put(number, string);
      return string;
    } catch (CharacterCodingException e) {
      throw new FormatException(file, "string " + number, "UTF-8 text", "bytes that are none");
    }
  }
}
