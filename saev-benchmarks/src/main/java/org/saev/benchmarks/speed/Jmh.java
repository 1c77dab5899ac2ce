package org.saev.benchmarks.speed;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs one benchmark by JMH. */
final class Jmh {

  /**
   * How long and where.
   *
   * @param java the {@code java} that is run
   * @param args arguments of it, beside those that all benchmarks need
   * @param warmups iterations before
   * @param iterations those that are measured
   * @param millis how long one takes
   */
  record Setting(Path java, List<String> args, int warmups, int iterations, int millis) {}

  private Jmh() {}

  /**
   * Runs it in a virtual machine of its own.
   *
   * @param parameters of the benchmark, by name
   * @throws IllegalStateException if it fails; with the cause in its message
   */
  static Measured run(Work work, Map<String, String> parameters, Setting setting) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-Dai.djl.offline=true",
                "-DOPT_OUT_TRACKING=true",
                "-XX:MaxDirectMemorySize=3g"));
    args.addAll(setting.args());
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include(work.pattern())
            .jvm(setting.java().toString())
            .jvmArgs(args.toArray(String[]::new))
            .forks(1)
            .warmupIterations(setting.warmups())
            .warmupTime(TimeValue.milliseconds(setting.millis()))
            .measurementIterations(setting.iterations())
            .measurementTime(TimeValue.milliseconds(setting.millis()))
            .addProfiler(GCProfiler.class)
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT);
    if (!work.mapsFiles()) {
      options.addProfiler(PeakMemory.class);
    }
    parameters.forEach(options::param);
    try {
      return Measured.of(new Runner(options.build()).run().iterator().next());
    } catch (RunnerException | NoSuchElementException e) {
      throw new IllegalStateException(cause(e).toString(), e);
    }
  }

  /** What went wrong in the other virtual machine hangs on the last cause. */
  private static Throwable cause(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    Throwable[] inside = cause.getSuppressed();
    return inside.length > 0 ? inside[0] : cause;
  }
}
