package org.saev.internal.io;

import com.google.gson.JsonPrimitive;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.saev.FormatException;

/**
 * The fields of one JSON object. Each reading method checks the type and throws a {@link
 * FormatException} that names file and key; {@link #done} refuses keys that nobody asked for.
 */
public final class JsonFields {

  /** Stands for null, which a map of fields can't hold. */
  static final Object NULL = new Object();

  /** A number as it was written. */
  record Literal(String text) {}

  private static final int SHOWN_CHARACTERS = 60;

  private final Path file;
  private final String path;
  private final Map<String, Object> fields;
  private final Set<String> asked = new HashSet<>();

  JsonFields(Path file, String path, Map<String, Object> fields) {
    this.file = file;
    this.path = path;
    this.fields = fields;
  }

  static String join(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  /**
   * Returns the keys, in the order of the file.
   *
   * @return all keys
   */
  public Set<String> keys() {
    return Collections.unmodifiableSet(fields.keySet());
  }

  /**
   * Tells whether a key is there.
   *
   * @param key the key
   * @return true if it has a value
   */
  public boolean has(String key) {
    return fields.containsKey(key);
  }

  /**
   * Tells whether a key is there and its value isn't null.
   *
   * @param key the key
   * @return true if it has a value that can be read
   */
  public boolean present(String key) {
    asked.add(key);
    return fields.containsKey(key) && fields.get(key) != NULL;
  }

  /**
   * Reads a truth value that may be left out.
   *
   * @param key the key
   * @param absent what holds where it is absent or null
   * @return its value
   */
  public boolean bool(String key, boolean absent) {
    return present(key) ? bool(key) : absent;
  }

  /**
   * Tells whether a value is true or false.
   *
   * @param key the key
   * @return false if it is absent or of another type
   */
  public boolean isBool(String key) {
    return fields.get(key) instanceof Boolean;
  }

  /**
   * Tells whether a value is an object.
   *
   * @param key the key
   * @return false if it is absent or of another type
   */
  public boolean isObject(String key) {
    return fields.get(key) instanceof Map;
  }

  /**
   * Returns the file.
   *
   * @return for messages
   */
  public Path file() {
    return file;
  }

  /**
   * Reads all keys that no other method was asked for.
   *
   * @return their values as JSON, strings without quotes, in the order of the file
   */
  public Map<String, String> rest() {
    Map<String, String> rest = new LinkedHashMap<>();
    fields.forEach(
        (key, value) -> {
          if (asked.add(key)) {
            rest.put(key, value instanceof String text ? text : json(value));
          }
        });
    return rest;
  }

  /**
   * Reads a string.
   *
   * @param key the key
   * @return its value
   */
  public String string(String key) {
    return typed(key, String.class, "a string");
  }

  /**
   * Reads one of some names.
   *
   * @param <T> what the names stand for
   * @param key the key
   * @param names what each name stands for
   * @return what the value stands for
   */
  public <T> T oneOf(String key, Map<String, T> names) {
    String name = string(key);
    T value = names.get(name);
    if (value == null) {
      throw wrong(key, "one of " + String.join(", ", names.keySet()), describe(name));
    }
    return value;
  }

  /**
   * Reads a truth value.
   *
   * @param key the key
   * @return its value
   */
  public boolean bool(String key) {
    return typed(key, Boolean.class, "true or false");
  }

  /**
   * Reads a whole number.
   *
   * @param key the key
   * @param min the least allowed
   * @param max the largest allowed
   * @return its value
   */
  public long integer(String key, long min, long max) {
    return integer(key, required(key), min, max);
  }

  /**
   * Reads a number.
   *
   * @param key the key
   * @return its value, finite
   */
  public double number(String key) {
    double value = Double.parseDouble(typed(key, Literal.class, "a number").text());
    if (!Double.isFinite(value)) {
      throw wrong(key, "a number in the range of a double", describe(fields.get(key)));
    }
    return value;
  }

  /**
   * Reads an array of whole numbers.
   *
   * @param key the key
   * @param min the least allowed
   * @param max the largest allowed
   * @return its values
   */
  public List<Long> integers(String key, long min, long max) {
    return array(key, (name, value) -> integer(name, value, min, max));
  }

  /**
   * Reads an array of strings.
   *
   * @param key the key
   * @return its values
   */
  public List<String> strings(String key) {
    return array(key, (name, value) -> cast(name, value, String.class, "a string"));
  }

  /**
   * Reads an array of objects.
   *
   * @param key the key
   * @return their fields
   */
  public List<JsonFields> objects(String key) {
    return array(key, this::object);
  }

  /**
   * Reads an object.
   *
   * @param key the key
   * @return its fields
   */
  public JsonFields object(String key) {
    return object(key, required(key));
  }

  /**
   * Reads an object whose values are of one type.
   *
   * @param <T> the type
   * @param key the key
   * @param reader reads one value of the object, given the object's key
   * @return the values, in the order of the file
   */
  public <T> Map<String, T> map(String key, Function<JsonFields, Function<String, T>> reader) {
    JsonFields object = object(key);
    Map<String, T> values = new LinkedHashMap<>();
    object.keys().forEach(name -> values.put(name, reader.apply(object).apply(name)));
    return values;
  }

  /** Refuses the object if it has a key that no other method was asked for. */
  public void done() {
    for (String key : fields.keySet()) {
      if (!asked.contains(key)) {
        throw wrong(key, "none but the keys " + String.join(", ", new TreeSet<>(asked)), "it");
      }
    }
  }

  /**
   * Makes the exception for a key.
   *
   * @param key the key
   * @param expected what the format demands
   * @param found what was there
   * @return the exception, to be thrown
   */
  public FormatException wrong(String key, String expected, String found) {
    return new FormatException(file, join(path, key), expected, found);
  }

  private long integer(String key, Object value, long min, long max) {
    String text = cast(key, value, Literal.class, "a whole number").text();
    try {
      long number = Long.parseLong(text);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw wrong(key, "a whole number", describe(value));
    }
    throw wrong(key, "a whole number from " + min + " to " + max, text);
  }

  private <T> List<T> array(String key, ElementReader<T> reader) {
    List<?> values = typed(key, List.class, "an array");
    List<T> result = new ArrayList<>(values.size());
    for (Object value : values) {
      result.add(reader.read(key + "[" + result.size() + "]", value));
    }
    return result;
  }

  private JsonFields object(String key, Object value) {
    Map<String, Object> inner = new LinkedHashMap<>();
    Map<?, ?> map = cast(key, value, Map.class, "an object");
    map.forEach((name, field) -> inner.put((String) name, field));
    return new JsonFields(file, join(path, key), inner);
  }

  private <T> T typed(String key, Class<T> type, String expected) {
    return cast(key, required(key), type, expected);
  }

  private <T> T cast(String key, Object value, Class<T> type, String expected) {
    if (!type.isInstance(value)) {
      throw wrong(key, expected, describe(value));
    }
    return type.cast(value);
  }

  private Object required(String key) {
    asked.add(key);
    Object value = fields.get(key);
    if (value == null) {
      throw wrong(key, "a value", "nothing");
    }
    return value;
  }

  /** Writes a value as JSON; at most as deep as the parser lets it be. */
  private static String json(Object value) {
    if (value instanceof Map<?, ?> map) {
      return map.entrySet().stream()
          .map(entry -> quoted((String) entry.getKey()) + ":" + json(entry.getValue()))
          .collect(Collectors.joining(",", "{", "}"));
    } else if (value instanceof List<?> list) {
      return list.stream().map(JsonFields::json).collect(Collectors.joining(",", "[", "]"));
    } else if (value instanceof Literal literal) {
      return literal.text();
    } else if (value instanceof String text) {
      return quoted(text);
    }
    return value == NULL ? "null" : value.toString();
  }

  private static String quoted(String text) {
    return new JsonPrimitive(text).toString();
  }

  private static String describe(Object value) {
    if (value instanceof Map) {
      return "an object";
    } else if (value instanceof List) {
      return "an array";
    } else if (value instanceof Literal literal) {
      return shortened(literal.text());
    } else if (value instanceof String text) {
      return '"' + shortened(text) + '"';
    }
    return value == NULL ? "null" : value.toString();
  }

  private static String shortened(String text) {
    return text.length() <= SHOWN_CHARACTERS ? text : text.substring(0, SHOWN_CHARACTERS) + "...";
  }

  /** Reads an element of an array, given its name for messages. */
  private interface ElementReader<T> {
    T read(String key, Object value);
  }
}
