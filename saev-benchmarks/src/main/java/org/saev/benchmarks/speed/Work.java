package org.saev.benchmarks.speed;

import java.util.Arrays;
import java.util.List;

/** What is timed. */
enum Work {
  PEAK("FMA peak", CpuBenchmark.class, "peak"),
  PRODUCT("bare product", CpuBenchmark.class, "product"),
  ENCODE("encode", CpuBenchmark.class, "encode"),
  PLAIN_ENCODE("encode in plain Java", CpuBenchmark.class, "plainEncode"),
  DECODE("decode", CpuBenchmark.class, "decode"),
  STEP("training step", CpuBenchmark.class, "step"),
  SCORE("score a stream", StreamBenchmark.class, "score"),
  SCORE_TWICE("score a stream twice as long", StreamBenchmark.class, "scoreTwice"),
  ENCODE_ALL("encode it alone", StreamBenchmark.class, "encodeAll"),
  READ("read a store", StreamBenchmark.class, "read"),
  READ_FILES("read its files", StreamBenchmark.class, "readFiles"),
  DJL_PRODUCT("DJL matMul", DjlBenchmark.class, "matMul"),
  DJL_ENCODE("DJL matMul + topK", DjlBenchmark.class, "matMulTopK"),
  DJL_BEST("best DJL step", DjlBenchmark.class, "bestStep"),
  DJL_OBVIOUS("obvious DJL step", DjlBenchmark.class, "obviousStep"),
  DEVICE_PRODUCT("DJL matMul on the device", DeviceBenchmark.class, "matMul"),
  DEVICE_ENCODE("encode on the device", DeviceBenchmark.class, "encode"),
  DEVICE_STEP("training step on the device", DeviceBenchmark.class, "step");

  private final String label;
  private final Class<?> benchmarks;
  private final String method;

  Work(String label, Class<?> benchmarks, String method) {
    this.label = label;
    this.benchmarks = benchmarks;
    this.method = method;
  }

  /** Returns the pattern by which JMH finds the benchmark. */
  String pattern() {
    return "^" + benchmarks.getName().replace(".", "\\.") + "\\." + method + "$";
  }

  /** Returns whether it is measured at a size at all. */
  boolean fits(String size) {
    return switch (this) {
      case PLAIN_ENCODE, SCORE, SCORE_TWICE, ENCODE_ALL, READ, READ_FILES -> size.equals("A");
      // Its autograd keeps several dense [latents, width] and [tokens, latents] arrays: over 24
      // GiB.
      case DJL_OBVIOUS -> !size.equals("C");
      default -> true;
    };
  }

  /** Returns everything but the back end on DJL, which has a table of its own. */
  static List<Work> ofTheLibrary() {
    return Arrays.stream(values()).filter(w -> w.benchmarks != DeviceBenchmark.class).toList();
  }

  /** Returns whether it maps files: each mapping of a page counts as memory of the process. */
  boolean mapsFiles() {
    return this == READ || this == READ_FILES;
  }

  boolean isDjl() {
    return benchmarks == DjlBenchmark.class || benchmarks == DeviceBenchmark.class;
  }

  @Override
  public String toString() {
    return label;
  }
}
