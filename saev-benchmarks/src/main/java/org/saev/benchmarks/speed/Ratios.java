package org.saev.benchmarks.speed;

import static org.saev.benchmarks.speed.Work.DECODE;
import static org.saev.benchmarks.speed.Work.DJL_BEST;
import static org.saev.benchmarks.speed.Work.DJL_ENCODE;
import static org.saev.benchmarks.speed.Work.DJL_OBVIOUS;
import static org.saev.benchmarks.speed.Work.DJL_PRODUCT;
import static org.saev.benchmarks.speed.Work.ENCODE;
import static org.saev.benchmarks.speed.Work.ENCODE_ALL;
import static org.saev.benchmarks.speed.Work.PEAK;
import static org.saev.benchmarks.speed.Work.PLAIN_ENCODE;
import static org.saev.benchmarks.speed.Work.PRODUCT;
import static org.saev.benchmarks.speed.Work.READ;
import static org.saev.benchmarks.speed.Work.READ_FILES;
import static org.saev.benchmarks.speed.Work.SCORE;
import static org.saev.benchmarks.speed.Work.SCORE_TWICE;
import static org.saev.benchmarks.speed.Work.STEP;

import java.util.ArrayList;
import java.util.List;

/** Computes the ratios of one size on one Java. */
final class Ratios {

  private final Results results;
  private final int java;
  private final Size size;
  private final List<Ratio> ratios = new ArrayList<>();

  private Ratios(Results results, int java, Size size) {
    this.results = results;
    this.java = java;
    this.size = size;
  }

  static List<Ratio> of(Results results, int java, Size size) {
    Ratios ratios = new Ratios(results, java, size);
    ratios.compute();
    return ratios.ratios;
  }

  private void compute() {
    double flops = size.productFlops() / CpuBenchmark.Machine.flops();
    add("rate of " + PRODUCT, PEAK + "", flops * results.ratio(key(PEAK), key(PRODUCT)));
    time(ENCODE, PRODUCT);
    double topK = 1 - results.ratio(key(PRODUCT), key(ENCODE));
    add("time of top-k in " + ENCODE, ENCODE + "", topK);
    time(DECODE, PRODUCT);
    time(STEP, PRODUCT);
    speed(PRODUCT, DJL_PRODUCT);
    speed(ENCODE, DJL_ENCODE);
    speed(PLAIN_ENCODE, DJL_ENCODE);
    speed(STEP, DJL_OBVIOUS);
    speed(STEP, DJL_BEST);
    time(SCORE, ENCODE_ALL);
    time(READ, READ_FILES);
    double batch = (double) Float.BYTES * size.tokens() * size.width();
    allocation(ENCODE, batch);
    allocation(STEP, batch);
    // Buffers are made once a stream: what counts is what a longer one allocates beyond.
    double beyond = allocated(SCORE_TWICE) - allocated(SCORE);
    add("allocation of " + SCORE, "its activations", beyond / (CpuBenchmark.BATCHES * batch));
    memory(STEP);
    memory(DJL_BEST);
    memory(DJL_OBVIOUS);
  }

  private void time(Work what, Work versus) {
    add("time of " + what, versus + "", results.ratio(key(what), key(versus)));
  }

  private void speed(Work what, Work versus) {
    add("speed of " + what, versus + "", results.ratio(key(versus), key(what)));
  }

  private void allocation(Work what, double bytes) {
    add("allocation of " + what, "its activations", allocated(what) / bytes);
  }

  private double allocated(Work what) {
    return results.median(key(what), Measured::allocatedBytes);
  }

  private void memory(Work what) {
    double peak = results.median(key(what), Measured::peakBytes);
    add("peak memory of " + what, "weights and moments", peak / size.stateBytes());
  }

  private Results.Key key(Work work) {
    return new Results.Key(java, size.name(), work);
  }

  private void add(String what, String versus, double ratio) {
    if (Double.isFinite(ratio)) {
      ratios.add(new Ratio(size.name(), what, versus, java, ratio));
    }
  }
}
