package org.saev.internal.djl;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.saev.djl.Precision;

/**
 * A device by name: {@code cuda:0}, {@code cuda:0,1}, {@code djl:cpu}, {@code djl:cpu*2}, each with
 * {@code ?precision=fp32}, {@code tf32} or {@code bf16} behind it.
 *
 * @param cuda whether it is a GPU
 * @param ids the device of each replica; of the CPU all 0
 * @param precision of the products
 */
record DeviceName(boolean cuda, List<Integer> ids, Precision precision) {

  static final String FORMS =
      "'cuda:0', 'cuda:0,1' (several GPUs), 'djl:cpu' or 'djl:cpu*2' (replicas), each with"
          + " '?precision=fp32', 'tf32' or 'bf16' behind it if you like";

  private static final Pattern SYNTAX =
      Pattern.compile(
          "(?:cuda(?::(?<ids>\\d{1,4}(?:,\\d{1,4})*))?|djl:cpu(?:\\*(?<replicas>[1-9]\\d?))?)"
              + "(?:\\?precision=(?<precision>[a-zA-Z0-9]+))?");

  DeviceName {
    ids = List.copyOf(ids);
  }

  static boolean isOurs(String name) {
    return name.startsWith("cuda") || name.startsWith("djl:");
  }

  /**
   * Reads a name.
   *
   * @throws IllegalArgumentException if it isn't one; says what one looks like
   */
  static DeviceName of(String name) {
    Matcher matcher = SYNTAX.matcher(name);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("it isn't written as a device is: use " + FORMS);
    }
    boolean cuda = name.startsWith("cuda");
    return new DeviceName(
        cuda,
        cuda ? gpus(matcher.group("ids")) : replicas(matcher.group("replicas")),
        precision(matcher.group("precision")));
  }

  private static List<Integer> gpus(String ids) {
    if (ids == null) {
      return List.of(0);
    }
    List<Integer> numbers = new ArrayList<>();
    for (String id : ids.split(",", -1)) {
      int number = Integer.parseInt(id);
      if (numbers.contains(number)) {
        throw new IllegalArgumentException("it names GPU " + number + " twice");
      }
      numbers.add(number);
    }
    return numbers;
  }

  private static List<Integer> replicas(String count) {
    return Collections.nCopies(count == null ? 1 : Integer.parseInt(count), 0);
  }

  private static Precision precision(String name) {
    if (name == null) {
      return Precision.FP32;
    }
    for (Precision precision : Precision.values()) {
      if (precision.name().toLowerCase(Locale.ROOT).equals(name)) {
        return precision;
      }
    }
    throw new IllegalArgumentException(
        "there is no precision '" + name + "': use fp32, tf32 or bf16");
  }
}
