package org.saev.store;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.saev.internal.io.Dtype;
import org.saev.internal.io.Tensor;

/** The distinct strings of a shard that is being written; columns hold their numbers. */
final class StringPool {

  private final Map<String, Integer> numbers = new HashMap<>();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final LongStream.Builder starts = LongStream.builder();

  StringPool() {
    starts.add(0);
  }

  /**
   * Returns the number of a string, which is added if it is new.
   *
   * @throws IllegalArgumentException if it is no Unicode text; the pool is as before then
   */
  int number(String text) {
    Integer known = numbers.get(text);
    if (known != null) {
      return known;
    }
    ByteBuffer utf8;
    try {
      utf8 = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          "'" + text + "' has half a surrogate pair, which can't be stored as UTF-8", e);
    }
    bytes.write(utf8.array(), utf8.arrayOffset(), utf8.limit());
    starts.add(bytes.size());
    numbers.put(text, numbers.size());
    return numbers.size() - 1;
  }

  List<Tensor> tensors() {
    return List.of(
        Tensor.of(ShardLayout.STRING_STARTS, starts.build().toArray(), numbers.size() + 1L),
        Tensor.of(
            ShardLayout.STRINGS, Dtype.U8, ByteBuffer.wrap(bytes.toByteArray()), bytes.size()));
  }
}
