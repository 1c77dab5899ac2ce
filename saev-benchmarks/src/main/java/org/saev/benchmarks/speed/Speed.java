package org.saev.benchmarks.speed;

import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Runs the benchmarks in rounds, each in a virtual machine of its own, and prints the ratios: the
 * machine's speed may drift over minutes, but hardly between two benchmarks of a round.
 *
 * <p>{@code Speed [--quick] [--curve] [--size A|B|C]... [--work NAME]... [--jvm-arg ARG]... --out
 * FILE --java RELEASE=HOME...}
 */
public final class Speed {

  private static final List<String> SIZES = List.of("A", "B", "C");
  private static final List<String> QUICK_SIZES = List.of("A", "B");

  /** What is measured in less than four minutes. */
  private static final List<Work> QUICK_WORKS =
      List.of(
          Work.PEAK,
          Work.PRODUCT,
          Work.ENCODE,
          Work.STEP,
          Work.DJL_PRODUCT,
          Work.DJL_BEST,
          Work.DJL_OBVIOUS);

  /** With three, one noisy spell of the machine doesn't decide. */
  private static final int ROUNDS = 3;

  /** What the figures to reach are about is measured in every round. */
  private static final Set<Work> EVERY_ROUND =
      EnumSet.of(Work.PEAK, Work.PRODUCT, Work.ENCODE, Work.STEP);

  /** More latents and more tokens at the width and k of size A. */
  private static final List<String> CURVE =
      List.of(
          "2048x512x8192x32",
          "2048x512x16384x32",
          "2048x512x32768x32",
          "2048x512x65536x32",
          "2048x512x131072x32",
          "512x512x8192x32",
          "1024x512x8192x32",
          "4096x512x8192x32");

  private final TreeMap<Integer, Path> javas = new TreeMap<>();
  private final List<String> sizes = new ArrayList<>();
  private final List<Work> works = new ArrayList<>();
  private final List<String> jvmArgs = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();
  private final Results results = new Results();
  private boolean quick;
  private Path out;

  private Speed() {}

  /**
   * Runs all.
   *
   * @param args as above
   * @throws IOException if the ratios can't be written
   */
  public static void main(String[] args) throws IOException {
    Speed speed = new Speed();
    speed.read(args);
    speed.run();
    speed.report();
    if (!speed.failures.isEmpty()) {
      speed.failures.forEach(System.err::println);
      System.exit(1);
    }
  }

  private void read(String[] args) {
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--quick" -> quick = true;
        case "--curve" -> {
          sizes.addAll(CURVE);
          works.addAll(List.of(Work.ENCODE, Work.STEP));
        }
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
      sizes.addAll(quick ? QUICK_SIZES : SIZES);
    }
    if (works.isEmpty()) {
      works.addAll(quick ? QUICK_WORKS : Work.ofTheLibrary());
    }
  }

  private void run() {
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
    boolean large = size.equals("C");
    boolean onNewestOnly = quick ? large || work.isDjl() : large && work.isDjl();
    if (onNewestOnly && java != javas.lastKey()) {
      return 0;
    }
    return !quick && EVERY_ROUND.contains(work) ? ROUNDS : 1;
  }

  /** Measures one thing. What fails is left out, and reported at the end. */
  private void measure(Results.Key key) {
    List<String> args = new ArrayList<>(heap(key));
    args.addAll(jvmArgs);
    Jmh.Setting setting =
        new Jmh.Setting(javas.get(key.java()).resolve("bin/java"), args, 2, quick ? 2 : 3, 1000);
    try {
      Measured measured = Jmh.run(key.work(), Map.of("size", key.size()), setting);
      results.add(key, measured);
      System.err.printf(
          "Java %d, %s, %s: %.2f ms%n", key.java(), key.size(), key.work(), measured.millis());
    } catch (IllegalStateException e) {
      failures.add(key + " failed: " + e.getMessage());
      System.err.println(failures.get(failures.size() - 1));
    }
  }

  /**
   * Returns the heap's size: what weights and moments take and half a GiB, all of it from the start
   * on, for room that is added later would have gaps where the largest arrays don't fit. DJL's
   * arrays are outside it.
   */
  private static List<String> heap(Results.Key key) {
    if (key.work().isDjl()) {
      return List.of("-Xmx3g");
    }
    long mebibytes = 512 + Size.of(key.size()).stateBytes() / (1 << 20);
    return List.of("-Xms" + mebibytes + "m", "-Xmx" + mebibytes + "m");
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
