package org.saev.benchmarks.speed;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The same work through DJL. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class DjlBenchmark {

  private static final int BATCHES = 4;

  /** A program and what its first step must lose. */
  @State(Scope.Benchmark)
  public abstract static class Training {
    /** Name of a {@link Size}. */
    @Param("A")
    public String size;

    private DjlProgram program;
    private int next;

    abstract DjlProgram create(Problem problem);

    /** Takes the first step. */
    @Setup
    public void start() {
      Problem problem = new Problem(Size.of(size), BATCHES);
      double loss = Checks.firstLoss(problem);
      program = create(problem);
      Checks.require("loss", step(), loss);
      started(program);
    }

    void started(DjlProgram program) {}

    double step() {
      return program.step(program.batches[next++ % BATCHES]);
    }

    /** Frees the memory. */
    @TearDown
    public void end() {
      program.close();
    }
  }

  /** The program that one writes today. */
  @State(Scope.Benchmark)
  public static class Obvious extends Training {
    @Override
    DjlProgram create(Problem problem) {
      return new ObviousDjl(problem);
    }
  }

  /** The best program. */
  @State(Scope.Benchmark)
  public static class Best extends Training {
    @Override
    DjlProgram create(Problem problem) {
      return new TorchScriptDjl(problem);
    }
  }

  /** For the product alone. */
  @State(Scope.Benchmark)
  public static class Product extends Best {
    private NDArray x;
    private NDArray weights;

    @Override
    void started(DjlProgram program) {
      x = program.batches[0].sub(program.decoderBias);
      weights = program.encoder;
    }
  }

  /**
   * {@code matMul} alone.
   *
   * @param state what it needs
   */
  @Benchmark
  public void matMul(Product state) {
    try (NDManager scope = state.x.getManager().newSubManager()) {
      NDArray weights = state.weights.transpose();
      weights.attach(scope);
      NDArray product = state.x.matMul(weights);
      product.attach(scope);
    }
  }

  /**
   * {@code matMul} and {@code topK}: what encoding takes.
   *
   * @param state what it needs
   */
  @Benchmark
  public void matMulTopK(Product state) {
    try (NDManager scope = state.x.getManager().newSubManager()) {
      NDArray weights = state.weights.transpose();
      weights.attach(scope);
      NDArray product = state.x.matMul(weights);
      product.attach(scope);
      NDList top = product.topK(Size.of(state.size).k(), 1, true, false);
      top.attach(scope);
    }
  }

  /**
   * One training step, as one writes it today.
   *
   * @param state what it needs
   * @return the loss
   */
  @Benchmark
  public double obviousStep(Obvious state) {
    return state.step();
  }

  /**
   * One training step of the best program.
   *
   * @param state what it needs
   * @return the loss
   */
  @Benchmark
  public double bestStep(Best state) {
    return state.step();
  }
}
