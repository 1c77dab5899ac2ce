package org.saev.benchmarks.speed;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
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
import org.saev.Saev;
import org.saev.internal.djl.DjlBackend;
import org.saev.sae.Architecture;
import org.saev.sae.SaeConfig;
import org.saev.sae.SparseAutoencoder;
import org.saev.sae.SparseCodes;
import org.saev.spi.SaeWeights;
import org.saev.spi.StepReport;
import org.saev.spi.TrainingSession;

/**
 * The back end on DJL, on a device of it, with batches that come from the Java heap; and the bare
 * product on the same device in the same precision, its operands there beforehand. Each state
 * checks its result before anything is timed.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class DeviceBenchmark {

  private static final int BATCHES = 4;
  private static final int ALL_CORES = 0;

  /** A problem and a device. */
  @State(Scope.Benchmark)
  public abstract static class Common {
    /** Name of a {@link Size}. */
    @Param("A")
    public String size;

    /** Name of a device of the back end. */
    @Param("djl:cpu")
    public String device;

    Problem problem;
    private int next;

    /** Makes the problem and what the benchmark needs. */
    @Setup
    public void start() {
      problem = new Problem(Size.of(size), BATCHES);
      prepare();
    }

    abstract void prepare();

    /** Frees the memory. */
    @TearDown
    public abstract void end();

    float[] nextBatch() {
      return problem.batches[next++ % BATCHES];
    }

    SaeWeights weights() {
      Size s = problem.size;
      return new SaeWeights(
          SaeConfig.builder(Architecture.TOPK, s.width(), s.latents()).k(s.k()).build(),
          problem.encoder,
          problem.encoderBias,
          problem.encoder.clone(),
          problem.decoderBias);
    }

    boolean isExact() {
      return !device.contains("precision=") || device.endsWith("precision=fp32");
    }
  }

  /** For {@link #step}. */
  public static class Training extends Common {
    private TrainingSession session;

    @Override
    void prepare() {
      Size s = problem.size;
      double loss = Checks.firstLoss(problem);
      session =
          new DjlBackend()
              .train(
                  weights(),
                  Saev.trainer()
                      .latents(s.latents())
                      .k(s.k())
                      .batchTokens(s.tokens())
                      .shuffleBufferTokens(s.tokens())
                      .config(),
                  device,
                  ALL_CORES);
      double found = step(nextBatch()).fvu();
      if (isExact()) {
        Checks.require("loss", found, loss);
      } else {
        Checks.requireNearly("loss", found, loss);
      }
    }

    StepReport step(float[] batch) {
      return session.step(batch, problem.size.tokens(), DjlProgram.LEARNING_RATE);
    }

    @Override
    public void end() {
      session.close();
    }
  }

  /** For {@link #encode}. */
  public static class Encoding extends Common {
    private SparseAutoencoder sae;

    @Override
    void prepare() {
      sae = new DjlBackend().open(weights(), device, ALL_CORES);
      SparseCodes codes = encode(nextBatch());
      double[] pre = Checks.preActivations(problem, 0);
      Checks.require("entries of a token", codes.count(0), problem.size.k());
      for (int rank = 0; isExact() && rank < codes.count(0); rank++) {
        Checks.require("activation", codes.value(0, rank), pre[codes.latent(0, rank)]);
      }
    }

    SparseCodes encode(float[] batch) {
      return sae.encode(FloatBuffer.wrap(batch));
    }

    @Override
    public void end() {
      sae.close();
    }
  }

  /** For {@link #matMul}. */
  public static class Product extends Common {
    private static final String HALF =
        """
          def half(s: __torch__.M, x: Tensor) -> Tensor:
            return torch.to(x, 15)
        """;

    private PtNDManager manager;
    private NDArray x;
    private NDArray weights;

    @Override
    void prepare() {
      Size s = problem.size;
      manager = (PtNDManager) NDManager.newBaseManager(place(device));
      x = copy(problem.batches[0], s.tokens(), s.width());
      weights = copy(problem.encoder, s.latents(), s.width());
    }

    private static Device place(String name) {
      String[] parts = name.split("[:,?]", -1);
      return parts[0].equals("cuda") ? Device.gpu(Integer.parseInt(parts[1])) : Device.cpu();
    }

    private NDArray copy(float[] values, int rows, int columns) {
      ByteBuffer buffer = manager.allocateDirect(Float.BYTES * values.length);
      buffer.asFloatBuffer().put(values);
      NDArray array = manager.create(buffer, new Shape(rows, columns), DataType.FLOAT32);
      return device.endsWith("precision=bf16") ? half(array) : array;
    }

    /** DJL's own conversion to bf16 ends the process. */
    private NDArray half(NDArray array) {
      PtSymbolBlock program = TorchScript.load(manager, HALF);
      try (array;
          IValue result = IValueUtils.runMethod(program, "half", IValue.from((PtNDArray) array))) {
        return result.toTensor(manager);
      }
    }

    /** Waits for the last element: a GPU answers before it has begun. */
    NDArray matMul() {
      try (NDManager scope = manager.newSubManager()) {
        NDArray transposed = weights.transpose();
        transposed.attach(scope);
        NDArray product = x.matMul(transposed);
        product.attach(scope);
        NDArray last = product.get(problem.size.tokens() - 1L, problem.size.latents() - 1L);
        last.attach(scope);
        last.toByteBuffer();
        return last;
      }
    }

    @Override
    public void end() {
      manager.close();
    }
  }

  /**
   * {@code matMul} alone.
   *
   * @param state what it needs
   * @return a part of the result
   */
  @Benchmark
  public Object matMul(Product state) {
    return state.matMul();
  }

  /**
   * Encodes a batch, from the Java heap to sparse codes on it.
   *
   * @param state what it needs
   * @return the codes
   */
  @Benchmark
  public SparseCodes encode(Encoding state) {
    return state.encode(state.nextBatch());
  }

  /**
   * One training step, on a batch from the Java heap.
   *
   * @param state what it needs
   * @return what the step saw
   */
  @Benchmark
  public StepReport step(Training state) {
    return state.step(state.nextBatch());
  }
}
