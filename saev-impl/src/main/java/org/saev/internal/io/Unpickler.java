package org.saev.internal.io;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.saev.FormatException;

/**
 * Reads the pickles (protocols 2 to 5) that PyTorch writes, and runs nothing: it makes only null,
 * truth values, numbers, strings, lists, tuples, dicts and descriptions of tensors. A name of any
 * class or function but the few that describe tensors is refused, as is every operation that those
 * don't need.
 *
 * <p>One pass over at most 1 MiB without recursion, so that time and memory are bounded by the size
 * of the pickle, however its objects are nested or shared. The result may contain itself: don't
 * print or compare it.
 */
final class Unpickler {

  static final int MAX_BYTES = 1 << 20;

  private static final String ORDERED_DICT = "collections.OrderedDict";
  private static final String REBUILD_TENSOR = "torch._utils._rebuild_tensor_v2";
  private static final String REBUILD_PARAMETER = "torch._utils._rebuild_parameter";
  private static final int MAX_DIMENSIONS = 32;

  private static final Map<String, Dtype> STORAGES =
      Map.of(
          "torch.DoubleStorage", Dtype.F64,
          "torch.FloatStorage", Dtype.F32,
          "torch.HalfStorage", Dtype.F16,
          "torch.BFloat16Storage", Dtype.BF16,
          "torch.LongStorage", Dtype.I64,
          "torch.IntStorage", Dtype.I32,
          "torch.ShortStorage", Dtype.I16,
          "torch.CharStorage", Dtype.I8,
          "torch.ByteStorage", Dtype.U8,
          "torch.BoolStorage", Dtype.BOOL);

  /** Stands for None, which the stack can't hold. */
  private static final Object NONE = new Object();

  private final Path file;
  private final String where;
  private final ByteBuffer in;
  private final Map<Integer, Object> memo = new HashMap<>();
  private Deque<List<Object>> marks = new ArrayDeque<>();
  private List<Object> stack = new ArrayList<>();

  private Unpickler(Path file, String where, ByteBuffer in) {
    this.file = file;
    this.where = where;
    this.in = in;
  }

  /**
   * Reads one pickle.
   *
   * @param file for messages
   * @param where which pickle of the file, for messages
   * @param in its bytes; left after its end
   * @return what it holds: Boolean, Long, BigInteger, Double, String, List, Map, {@link Pickled} or
   *     null
   */
  static Object read(Path file, String where, ByteBuffer in) {
    in.order(ByteOrder.LITTLE_ENDIAN);
    Unpickler unpickler = new Unpickler(file, where, in);
    try {
      Object result = unpickler.run();
      return result == NONE ? null : result;
    } catch (BufferUnderflowException e) {
      throw unpickler.wrong("an end", "none after " + in.limit() + " bytes");
    }
  }

  private Object run() {
    while (true) {
      int op = in.get() & 0xff;
      if (op == '.') {
        return pop();
      }
      step(op);
    }
  }

  private void step(int op) {
    switch (op) {
      case 0x80 -> protocol(in.get());
      case 0x95 -> in.getLong();
      case '(' -> mark();
      case '0' -> pop();
      case '1' -> popMark();
      case '2' -> push(peek());
      case 'N' -> push(NONE);
      case 0x88 -> push(true);
      case 0x89 -> push(false);
      case 'J' -> push((long) in.getInt());
      case 'K' -> push((long) (in.get() & 0xff));
      case 'M' -> push((long) (in.getShort() & 0xffff));
      case 0x8a -> push(integer(in.get() & 0xff));
      case 'G' -> push(bigEndianDouble());
      case 'U' -> push(text(in.get() & 0xff));
      case 'T', 'X' -> push(text(in.getInt()));
      case 0x8c -> push(text(in.get() & 0xff));
      case ']' -> push(new ArrayList<>());
      case 'a' -> append();
      case 'e' -> appendAll();
      case 'l' -> push(popMark());
      case ')' -> push(Collections.emptyList());
      case 't' -> push(Collections.unmodifiableList(popMark()));
      case 0x85 -> tuple(1);
      case 0x86 -> tuple(2);
      case 0x87 -> tuple(3);
      case '}' -> push(new LinkedHashMap<>());
      case 'd' -> {
        List<Object> items = popMark();
        Map<Object, Object> map = new LinkedHashMap<>();
        push(map);
        setAll(map, items);
      }
      case 's' -> {
        Object value = pop();
        Object key = pop();
        setAll(dict(peek()), List.of(key, value));
      }
      case 'u' -> {
        List<Object> items = popMark();
        setAll(dict(peek()), items);
      }
      case 'c' -> push(global(line(), line()));
      case 0x93 -> {
        String name = string(pop());
        push(global(string(pop()), name));
      }
      case 'R' -> {
        List<?> arguments = list(pop());
        push(call(pop(), arguments));
      }
      case 'b' -> build();
      case 'Q' -> push(storage(list(pop())));
      case 'q' -> memo.put(in.get() & 0xff, peek());
      case 'r' -> memo.put(in.getInt(), peek());
      case 0x94 -> memo.put(memo.size(), peek());
      case 'h' -> recall(in.get() & 0xff);
      case 'j' -> recall(in.getInt());
      default ->
          throw wrong(
              "operations of a state dict",
              "operation 0x" + Integer.toHexString(op) + " at byte " + (in.position() - 1));
    }
  }

  private void protocol(int version) {
    if (version < 2 || version > 5) {
      throw wrong("protocol 2 to 5", "protocol " + version);
    }
  }

  private void push(Object value) {
    stack.add(value);
  }

  private Object peek() {
    if (stack.isEmpty()) {
      throw wrong("a value on the stack", "none at byte " + in.position());
    }
    return stack.get(stack.size() - 1);
  }

  private Object pop() {
    Object value = peek();
    stack.remove(stack.size() - 1);
    return value;
  }

  private void mark() {
    marks.push(stack);
    stack = new ArrayList<>();
  }

  private List<Object> popMark() {
    if (marks.isEmpty()) {
      throw wrong("a mark", "none at byte " + in.position());
    }
    List<Object> items = stack;
    stack = marks.pop();
    return items;
  }

  private void append() {
    Object value = pop();
    growing(peek()).add(value);
  }

  private void appendAll() {
    List<Object> items = popMark();
    growing(peek()).addAll(items);
  }

  @SuppressWarnings("unchecked")
  private List<Object> growing(Object value) {
    // Tuples are lists of other classes, which don't grow.
    if (value instanceof ArrayList) {
      return (List<Object>) value;
    }
    throw wrong("a list to append to", describe(value));
  }

  private void tuple(int size) {
    Object[] items = new Object[size];
    for (int i = size - 1; i >= 0; i--) {
      items[i] = pop();
    }
    push(List.of(items));
  }

  private void setAll(Map<Object, Object> map, List<Object> items) {
    if (items.size() % 2 != 0) {
      throw wrong("a value for each key", "a key without one");
    }
    for (int i = 0; i < items.size(); i += 2) {
      Object key = items.get(i);
      // Other keys could contain the dict itself, and hash without end.
      if (!(key instanceof String || key instanceof Long)) {
        throw wrong("keys that are strings or whole numbers", describe(key));
      }
      map.put(key, items.get(i + 1));
    }
  }

  private void recall(int index) {
    Object value = memo.get(index);
    if (value == null) {
      throw wrong("a value remembered as " + index, "none");
    }
    push(value);
  }

  private Object integer(int bytes) {
    byte[] digits = new byte[bytes];
    in.get(digits);
    for (int i = 0, j = bytes - 1; i < j; i++, j--) {
      byte swapped = digits[i];
      digits[i] = digits[j];
      digits[j] = swapped;
    }
    BigInteger value = bytes == 0 ? BigInteger.ZERO : new BigInteger(digits);
    if (value.bitLength() < Long.SIZE) {
      return value.longValue();
    }
    return value;
  }

  private double bigEndianDouble() {
    return Double.longBitsToDouble(Long.reverseBytes(in.getLong()));
  }

  private String text(int bytes) {
    if (bytes < 0 || bytes > in.remaining()) {
      throw wrong(
          "a string of at most " + in.remaining() + " bytes", Integer.toUnsignedString(bytes));
    }
    ByteBuffer utf8 = in.slice(in.position(), bytes);
    in.position(in.position() + bytes);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(utf8).toString();
    } catch (CharacterCodingException e) {
      throw wrong("UTF-8 text", "bytes that are none");
    }
  }

  private String line() {
    int start = in.position();
    byte last = 0;
    while (last != '\n') {
      last = in.get();
    }
    byte[] bytes = new byte[in.position() - start - 1];
    in.get(start, bytes);
    return new String(bytes, ISO_8859_1);
  }

  private Pickled.Global global(String module, String name) {
    String full = module + "." + name;
    if (full.equals(ORDERED_DICT)
        || full.equals(REBUILD_TENSOR)
        || full.equals(REBUILD_PARAMETER)
        || STORAGES.containsKey(full)) {
      return new Pickled.Global(full);
    }
    throw wrong("tensors, numbers, strings, lists and dicts only", "the name " + shortened(full));
  }

  private Object call(Object callee, List<?> arguments) {
    String name = callee instanceof Pickled.Global global ? global.name() : describe(callee);
    if (name.equals(ORDERED_DICT) && arguments.isEmpty()) {
      return new LinkedHashMap<>();
    }
    if (name.equals(REBUILD_TENSOR) && arguments.size() >= 6) {
      return tensor(arguments);
    }
    if (name.equals(REBUILD_PARAMETER)
        && arguments.size() == 3
        && arguments.get(0) instanceof Pickled.Tensor) {
      return arguments.get(0);
    }
    throw wrong("a call that makes a tensor", name + " of " + arguments.size() + " arguments");
  }

  private Pickled.Tensor tensor(List<?> arguments) {
    if (!(arguments.get(0) instanceof Pickled.Storage storage)) {
      throw wrong("a storage for a tensor", describe(arguments.get(0)));
    }
    List<Long> shape = sizes(arguments.get(2));
    List<Long> strides = sizes(arguments.get(3));
    if (shape.size() != strides.size()) {
      throw wrong("a stride for each dimension", shape + " and strides " + strides);
    }
    return new Pickled.Tensor(storage, size(arguments.get(1)), shape, strides);
  }

  private Pickled.Storage storage(List<?> id) {
    if (id.size() < 5
        || !"storage".equals(id.get(0))
        || !(id.get(1) instanceof Pickled.Global type)
        || !STORAGES.containsKey(type.name())) {
      throw wrong("a reference to the numbers of a tensor", "another persistent reference");
    }
    if (id.size() > 5 && id.get(5) != NONE) {
      throw wrong("a storage without views", "one of a view");
    }
    return new Pickled.Storage(string(id.get(2)), STORAGES.get(type.name()), size(id.get(4)));
  }

  /** Sets attributes; only a dict may have some, and they aren't kept. */
  private void build() {
    Object state = pop();
    if (!(peek() instanceof Map) || !(state instanceof Map)) {
      throw wrong("attributes of a dict only", "those of " + describe(peek()));
    }
  }

  private List<Long> sizes(Object value) {
    List<Long> sizes = new ArrayList<>();
    for (Object size : list(value)) {
      if (sizes.size() == MAX_DIMENSIONS) {
        throw wrong("at most " + MAX_DIMENSIONS + " dimensions", "more");
      }
      sizes.add(size(size));
    }
    return List.copyOf(sizes);
  }

  private long size(Object value) {
    if (value instanceof Long size && size >= 0) {
      return size;
    }
    throw wrong("a size", describe(value));
  }

  private String string(Object value) {
    if (value instanceof String string) {
      return string;
    }
    throw wrong("a string", describe(value));
  }

  private List<?> list(Object value) {
    if (value instanceof List<?> list) {
      return list;
    }
    throw wrong("a tuple", describe(value));
  }

  @SuppressWarnings("unchecked")
  private Map<Object, Object> dict(Object value) {
    if (value instanceof Map) {
      return (Map<Object, Object>) value;
    }
    throw wrong("a dict", describe(value));
  }

  /** Says what a value is, without going into it. */
  static String describe(Object value) {
    if (value instanceof String string) {
      return '"' + shortened(string) + '"';
    } else if (value instanceof Number || value instanceof Boolean) {
      return value.toString();
    } else if (value instanceof Map) {
      return "a dict";
    } else if (value instanceof List) {
      return "a list";
    } else if (value instanceof Pickled.Tensor tensor) {
      return TensorInfo.describe(tensor.storage().dtype(), tensor.shape());
    } else if (value instanceof Pickled.Global global) {
      return "the name " + shortened(global.name());
    }
    return value instanceof Pickled.Storage ? "a storage" : "None";
  }

  private static String shortened(String text) {
    return text.length() <= 60 ? text : text.substring(0, 60) + "...";
  }

  private FormatException wrong(String expected, String found) {
    return new FormatException(file, where, expected, found);
  }
}
