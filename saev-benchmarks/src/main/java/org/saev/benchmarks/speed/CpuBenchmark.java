package org.saev.benchmarks.speed;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.saev.Saev;
import org.saev.internal.cpu.AdamParameter;
import org.saev.internal.cpu.Decoder;
import org.saev.internal.cpu.Kernel;
import org.saev.internal.cpu.Kernels;
import org.saev.internal.cpu.StepStats;
import org.saev.internal.cpu.TopKCodes;
import org.saev.internal.cpu.TopKEncoder;
import org.saev.internal.cpu.TrainingState;
import org.saev.internal.cpu.TrainingStep;
import org.saev.internal.cpu.Workers;

/** The library's own kernels. Each state checks its result before anything is timed. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class CpuBenchmark {

  static final int BATCHES = 4;
  private static final int PEAK_ROUNDS = 1 << 22;
  private static final int PEAK_TASKS_A_WORKER = 4;

  /** The machine. */
  @State(Scope.Benchmark)
  public static class Machine {
    private final Peak peak = Peak.create();
    private final Workers workers = Workers.shared();
    private final float[] results = new float[workers.count()];

    /** Returns the operations of one call of {@link #peak}. */
    static double flops() {
      return PEAK_TASKS_A_WORKER * Workers.shared().count() * Peak.create().flops(PEAK_ROUNDS);
    }
  }

  /** A problem and the kernel. */
  @State(Scope.Benchmark)
  public abstract static class Common {
    /** Name of a {@link Size}. */
    @Param("A")
    public String size;

    Problem problem;
    Kernel kernel;
    private int next;

    /** Makes the problem and what the benchmark needs. */
    @Setup
    public void start() {
      Size s = Size.of(size);
      problem = new Problem(s, BATCHES, weights(s.latents() * s.width()));
      kernel = kernel();
      prepare();
    }

    /** Returns the array that the problem's weights are to be in. */
    float[] weights(int length) {
      return new float[length];
    }

    abstract void prepare();

    Kernel kernel() {
      return Kernels.chosen();
    }

    float[] nextBatch() {
      return problem.batches[next++ % BATCHES];
    }
  }

  /** For {@link #product}. */
  @State(Scope.Benchmark)
  public static class Product extends Common {
    private BareProduct product;

    @Override
    void prepare() {
      product = new BareProduct(kernel, Workers.shared(), problem.size);
      product.pack(problem.batches[0], problem.decoderBias);
      product.check(problem);
    }
  }

  /** For {@link #encode} and {@link #decode}. */
  @State(Scope.Benchmark)
  public static class Encoding extends Common {
    private TopKEncoder encoder;
    private TopKCodes codes;
    private Decoder decoder;
    private float[] reconstruction;

    @Override
    void prepare() {
      Size s = problem.size;
      encoder = new TopKEncoder(kernel, Workers.shared(), s.width(), s.latents(), s.k());
      codes = new TopKCodes(s.k());
      decoder = new Decoder(kernel, Workers.shared(), s.width());
      reconstruction = new float[s.tokens() * s.width()];
      encode(nextBatch());
      decode();
      for (int token : new int[] {0, s.tokens() - 1}) {
        Checks.encoded(problem, codes, token);
        Checks.decoded(problem, codes, reconstruction, token);
      }
    }

    TopKCodes encode(float[] batch) {
      int tokens = problem.size.tokens();
      encoder.encode(
          batch, tokens, problem.encoder, problem.encoderBias, problem.decoderBias, codes);
      return codes;
    }

    float[] decode() {
      decoder.decode(codes, problem.encoder, problem.decoderBias, reconstruction);
      return reconstruction;
    }
  }

  /** For {@link #plainEncode}. */
  @State(Scope.Benchmark)
  public static class PlainEncoding extends Encoding {
    @Override
    Kernel kernel() {
      return Kernels.plain();
    }
  }

  /** For {@link #step}. */
  @State(Scope.Benchmark)
  public static class Training extends Common {
    private AdamParameter encoder;
    private AdamParameter decoder;
    private TrainingStep step;

    /**
     * Takes the large arrays before anything else is on the heap: Java 17 never moves them, and a
     * heap that is hardly larger than they are must not have gaps between them.
     */
    @Override
    float[] weights(int length) {
      encoder = withMoments(new float[length]);
      decoder = withMoments(new float[length]);
      return encoder.value();
    }

    @Override
    void prepare() {
      Size s = problem.size;
      double loss = Checks.firstLoss(problem);
      System.arraycopy(encoder.value(), 0, decoder.value(), 0, decoder.value().length);
      TrainingState state =
          new TrainingState(
              encoder,
              withMoments(problem.encoderBias),
              decoder,
              withMoments(problem.decoderBias),
              null,
              new long[s.latents()]);
      step =
          new TrainingStep(
              kernel,
              Workers.shared(),
              Saev.trainer().latents(s.latents()).k(s.k()).config(),
              state);
      Checks.require("loss", step(nextBatch()).fvu(), loss);
    }

    /** Moments as in a training that has gone on for long: no row is left out of an update. */
    private static AdamParameter withMoments(float[] value) {
      AdamParameter parameter = AdamParameter.startingAt(value);
      java.util.Arrays.fill(parameter.secondMoment(), 1e-12f);
      return parameter;
    }

    StepStats step(float[] batch) {
      return step.step(batch, problem.size.tokens(), 1e-5);
    }
  }

  /**
   * The machine's rate of fused multiply-adds, on all cores.
   *
   * @param machine the machine
   * @return a value that depends on all of it
   */
  @Benchmark
  public float[] peak(Machine machine) {
    int tasks = PEAK_TASKS_A_WORKER * machine.workers.count();
    machine.workers.run(
        tasks, (task, worker) -> machine.results[worker] = machine.peak.run(PEAK_ROUNDS));
    return machine.results;
  }

  /**
   * The bare product.
   *
   * @param state what it needs
   */
  @Benchmark
  public void product(Product state) {
    state.product.run(state.problem.encoder);
  }

  /**
   * Encodes a batch: product and top-k.
   *
   * @param state what it needs
   * @return the codes
   */
  @Benchmark
  public TopKCodes encode(Encoding state) {
    return state.encode(state.nextBatch());
  }

  /**
   * Encodes a batch without the Vector API.
   *
   * @param state what it needs
   * @return the codes
   */
  @Benchmark
  public TopKCodes plainEncode(PlainEncoding state) {
    return state.encode(state.nextBatch());
  }

  /**
   * Decodes a batch.
   *
   * @param state what it needs
   * @return the reconstruction
   */
  @Benchmark
  public float[] decode(Encoding state) {
    return state.decode();
  }

  /**
   * One training step.
   *
   * @param state what it needs
   * @return what the step saw
   */
  @Benchmark
  public StepStats step(Training state) {
    return state.step(state.nextBatch());
  }
}
