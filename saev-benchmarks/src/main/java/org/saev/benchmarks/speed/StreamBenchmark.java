package org.saev.benchmarks.speed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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
import org.saev.activations.ActivationSource;
import org.saev.activations.Example;
import org.saev.activations.Modality;
import org.saev.activations.TokenRole;
import org.saev.activations.TokenSequence;
import org.saev.internal.backend.CpuBackend;
import org.saev.method.CrossModalFit;
import org.saev.method.Scorers;
import org.saev.sae.Architecture;
import org.saev.sae.SaeConfig;
import org.saev.sae.SparseAutoencoder;
import org.saev.scoring.AlignmentScorer;
import org.saev.scoring.EncodedExample;
import org.saev.scoring.Scores;
import org.saev.spi.SaeWeights;
import org.saev.store.ActivationDtype;
import org.saev.store.ActivationStoreWriter;

/** Whole passes over a source: scoring short examples, and reading a store. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class StreamBenchmark {

  /** Tokens of an example: short, so that batches have to be put together from many. */
  private static final int EXAMPLE = 128;

  /** An autoencoder, weights of latents and a source in memory, which has as many batches. */
  @State(Scope.Benchmark)
  public static class Scoring extends CpuBenchmark.Encoding {
    private ActivationSource source;
    private ActivationSource twice;
    private SparseAutoencoder sae;
    private AlignmentScorer scorer;

    @Override
    void prepare() {
      super.prepare();
      Size s = problem.size;
      List<Example> examples = new ArrayList<>();
      for (float[] batch : problem.batches) {
        for (int t = 0; t < s.tokens(); t += EXAMPLE) {
          int id = examples.size();
          examples.add(example("" + id, batch, t, s.width()));
        }
      }
      source = ActivationSource.of(examples);
      examples.addAll(List.copyOf(examples));
      twice = ActivationSource.of(examples);
      SaeConfig config =
          SaeConfig.builder(Architecture.TOPK, s.width(), s.latents()).k(s.k()).build();
      sae =
          new CpuBackend()
              .open(
                  new SaeWeights(
                      config,
                      problem.encoder,
                      problem.encoderBias,
                      problem.encoder,
                      problem.decoderBias),
                  "cpu",
                  0);
      scorer = Scorers.cosine(Saev.encode(source, sae).fit(CrossModalFit.rankPaired()));
      check(score());
    }

    /** Scores of examples that were encoded with others are those of examples alone, to the bit. */
    private void check(Scores scores) {
      int rows = scores.size();
      Checks.require("examples scored", rows, (double) source.exampleCount().getAsLong());
      Example last = source.examples().skip(rows - 1L).findFirst().orElseThrow();
      double alone = scorer.score(new EncodedExample(last, sae.encode(last.activations())));
      if (Double.isNaN(alone) || alone != scores.score("cosine", rows - 1)) {
        throw new IllegalStateException(
            "the last example has a score of "
                + scores.score("cosine", rows - 1)
                + ", but alone of "
                + alone);
      }
    }

    Scores scoreTwice() {
      return Saev.encode(twice, sae).score("cosine", scorer);
    }

    Scores score() {
      return Saev.encode(source, sae).score("cosine", scorer);
    }

    void encodeAll() {
      for (float[] batch : problem.batches) {
        encode(batch);
      }
    }
  }

  /** A store in a folder of its own. */
  @State(Scope.Benchmark)
  public static class Stored {
    /** Name of a {@link Size}. */
    @Param("A")
    public String size;

    private static final int BATCHES = 16;
    private Path folder;
    private ActivationSource source;
    private float[] rows;
    private double expected;

    /** Writes the store and reads it once. */
    @Setup
    public void write() throws IOException {
      folder = Files.createTempDirectory("saev-benchmark");
      Size s = Size.of(size);
      Problem problem = new Problem(new Size("source", s.tokens(), s.width(), 1, 1), BATCHES);
      try (ActivationStoreWriter writer =
          ActivationStoreWriter.to(folder.resolve("store"))
              .dtype(ActivationDtype.FLOAT32)
              .create()) {
        int id = 0;
        for (float[] batch : problem.batches) {
          for (int t = 0; t < s.tokens(); t += EXAMPLE) {
            writer.append(example("" + id++, batch, t, s.width()));
            expected += batch[t * s.width()];
          }
        }
      }
      rows = new float[EXAMPLE * s.width()];
      source = Saev.open(folder.resolve("store"));
      Checks.require("sum of first values", readStore(), expected);
      double floats = (double) BATCHES * s.tokens() * s.width();
      // Beside the activations, ids and tokens: little.
      double share = readFiles() / floats;
      if (share < 1 || share > 1.05) {
        throw new IllegalStateException("the files are " + share + " times the activations");
      }
    }

    double readStore() {
      double sum = 0;
      try (Stream<Example> examples = source.examples()) {
        for (Example example : (Iterable<Example>) examples::iterator) {
          FloatBuffer activations = example.activations();
          activations.get(rows, 0, activations.remaining());
          sum += rows[0];
        }
      }
      return sum;
    }

    /** Reads the same files, mapped, with nothing done about what is in them. */
    double readFiles() {
      double count = 0;
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.filter(f -> f.toString().endsWith(".safetensors")).toList()) {
          try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            FloatBuffer floats =
                channel
                    .map(FileChannel.MapMode.READ_ONLY, 0, channel.size() / 4 * 4)
                    .order(ByteOrder.nativeOrder())
                    .asFloatBuffer();
            count += floats.remaining();
            while (floats.hasRemaining()) {
              floats.get(rows, 0, Math.min(rows.length, floats.remaining()));
            }
          }
        }
        return count;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Deletes the folder. */
    @TearDown
    public void delete() throws IOException {
      source.close();
      try (Stream<Path> paths = Files.walk(folder)) {
        for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }

  private static Example example(String id, float[] batch, int token, int width) {
    TokenSequence.Builder tokens = TokenSequence.builder();
    for (int t = 0; t < EXAMPLE; t++) {
      tokens.token(t % 2 == 0 ? Modality.IMAGE : Modality.TEXT, TokenRole.ORDINARY, null);
    }
    return Example.of(
        id, tokens.build(), FloatBuffer.wrap(batch, token * width, EXAMPLE * width).slice());
  }

  /**
   * Scores all examples of a source.
   *
   * @param state what it needs
   * @return the scores
   */
  @Benchmark
  public Scores score(Scoring state) {
    return state.score();
  }

  /**
   * Scores all of them twice.
   *
   * @param state what it needs
   * @return the scores
   */
  @Benchmark
  public Scores scoreTwice(Scoring state) {
    return state.scoreTwice();
  }

  /**
   * Encodes the same activations, batch by batch, without any of the rest.
   *
   * @param state what it needs
   */
  @Benchmark
  public void encodeAll(Scoring state) {
    state.encodeAll();
  }

  /**
   * Reads all activations of a store.
   *
   * @param state what it needs
   * @return a value that depends on them
   */
  @Benchmark
  public double read(Stored state) {
    return state.readStore();
  }

  /**
   * Reads the files of the store without looking at what they are.
   *
   * @param state what it needs
   * @return a value that depends on them
   */
  @Benchmark
  public double readFiles(Stored state) {
    return state.readFiles();
  }
}
