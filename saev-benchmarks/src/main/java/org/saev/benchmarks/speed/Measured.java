package org.saev.benchmarks.speed;

import java.util.Collection;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.RunResult;

/**
 * What one run of a benchmark measured.
 *
 * @param millis median of its iterations' mean time a call
 * @param allocatedBytes on the heap, a call
 * @param peakBytes most memory that the process had; NaN where it was not asked for or the system
 *     doesn't tell
 */
@SuppressWarnings("rawtypes") // signatures of JMH are
record Measured(double millis, double allocatedBytes, double peakBytes) {

  private static final String ALLOCATED = "gc.alloc.rate.norm";

  static Measured of(RunResult run) {
    double[] millis =
        run.getBenchmarkResults().stream()
            .map(BenchmarkResult::getIterationResults)
            .flatMap(Collection::stream)
            .mapToDouble(iteration -> iteration.getPrimaryResult().getScore())
            .toArray();
    return new Measured(
        Medians.of(millis), secondary(run, ALLOCATED), secondary(run, PeakMemory.PEAK));
  }

  private static double secondary(RunResult run, String name) {
    return run.getSecondaryResults().entrySet().stream()
        .filter(entry -> entry.getKey().endsWith(name))
        .mapToDouble(entry -> entry.getValue().getScore())
        .findFirst()
        .orElse(Double.NaN);
  }
}
