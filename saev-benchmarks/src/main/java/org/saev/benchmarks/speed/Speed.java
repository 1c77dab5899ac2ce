package org.saev.benchmarks.speed;

import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs the benchmarks in rounds, each in a virtual machine of its own, and prints the ratios: the
 * machine's speed may drift over minutes, but hardly between two benchmarks of a round.
 *
 * <p>{@code Speed [--quick] [--size A|B|C]... [--work NAME]... [--jvm-arg ARG]... --out FILE --java
 * RELEASE=HOME...}
 */
public final class Speed {

  private static final List<String> SIZES = List.of("A", "B", "C");

  private static final int ROUNDS = 3;

  private final TreeMap<Integer, Path> javas = new TreeMap<>();
  private final List<String> sizes = new ArrayList<>();
  private final List<Work> works = new ArrayList<>();
  private final List<String> jvmArgs = new ArrayList<>();
  private final Results results = new Results();
  private boolean quick;
  private Path out;

  private Speed() {}

  /**
   * Runs all.
   *
   * @param args as above
   * @throws RunnerException if a benchmark fails, or its result is wrong
   * @throws IOException if the ratios can't be written
   */
  public static void main(String[] args) throws RunnerException, IOException {
    Speed speed = new Speed();
    speed.read(args);
    speed.run();
    speed.report();
  }

  private void read(String[] args) {
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--quick" -> quick = true;
        case "--size" -> sizes.add(args[++i]);
        case "--work" -> works.add(Work.valueOf(args[++i]));
        case "--jvm-arg" -> jvmArgs.add(args[++i]);
        case "--out" -> out = Path.of(args[++i]);
        case "--java" -> {
          String[] java = args[++i].split("=", 2);
          javas.put(Integer.valueOf(java[0]), Path.of(java[1]));
        }
        default -> throw new IllegalArgumentException("unknown option " + args[i]);
      }
    }
    if (sizes.isEmpty()) {
      sizes.addAll(SIZES);
    }
    if (works.isEmpty()) {
      works.addAll(List.of(Work.values()));
    }
  }

  private void run() throws RunnerException {
    for (int round = 0; round < ROUNDS; round++) {
      for (String size : sizes) {
        for (int java : javas.keySet()) {
          for (Work work : works) {
            if (work.fits(size) && round < rounds(work, size, java)) {
              measure(new Results.Key(java, size, work));
            }
          }
        }
      }
    }
  }

  /** Returns how often something is measured: what takes long, seldom. */
  private int rounds(Work work, String size, int java) {
    if (!quick) {
      return work.isDjl() || size.equals("C") ? 1 : ROUNDS;
    }
    boolean isLong = size.equals("C") || (size.equals("B") && work.isDjl());
    return isLong && java != javas.lastKey() ? 0 : 1;
  }

  private void measure(Results.Key key) throws RunnerException {
    Collection<RunResult> run = new Runner(options(key)).run();
    if (run.size() != 1) {
      throw new IllegalStateException(key + " gave " + run.size() + " results, not one");
    }
    Measured measured = Measured.of(run.iterator().next());
    results.add(key, measured);
    System.err.printf(
        "Java %d, %s, %s: %.2f ms%n", key.java(), key.size(), key.work(), measured.millis());
  }

  private Options options(Results.Key key) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-Dai.djl.offline=true",
                "-DOPT_OUT_TRACKING=true",
                "-Xmx" + (key.work().isDjl() ? "3g" : "7g"),
                "-XX:MaxDirectMemorySize=3g"));
    args.addAll(jvmArgs);
    return new OptionsBuilder()
        .include(key.work().pattern())
        .param("size", key.size())
        .jvm(javas.get(key.java()).resolve("bin/java").toString())
        .jvmArgs(args.toArray(String[]::new))
        .forks(1)
        .warmupIterations(quick ? 2 : 3)
        .warmupTime(TimeValue.seconds(1))
        .measurementIterations(quick ? 2 : 3)
        .measurementTime(TimeValue.seconds(1))
        .addProfiler(GCProfiler.class)
        .addProfiler(PeakMemory.class)
        .shouldFailOnError(true)
        .verbosity(VerboseMode.SILENT)
        .build();
  }

  private void report() throws IOException {
    List<Ratio> ratios = new ArrayList<>();
    for (String size : sizes) {
      for (int java : javas.keySet()) {
        ratios.addAll(Ratios.of(results, java, Size.of(size)));
      }
    }
    System.out.println(Tables.ofResults(results));
    System.out.println(Tables.ofRatios(ratios));
    Files.createDirectories(out.toAbsolutePath().getParent());
    Files.writeString(out, new GsonBuilder().setPrettyPrinting().create().toJson(ratios) + "\n");
  }
}
