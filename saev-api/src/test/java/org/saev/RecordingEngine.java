package org.saev;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collector;
import org.saev.activations.ActivationSource;
import org.saev.evaluation.Evaluation;
import org.saev.evaluation.Reconstruction;
import org.saev.sae.Architecture;
import org.saev.sae.SaeConfig;
import org.saev.sae.SparseAutoencoder;
import org.saev.sae.SparseCodes;
import org.saev.scoring.EncodedExample;
import org.saev.scoring.PassJob;
import org.saev.spi.Engine;
import org.saev.training.TrainingJob;

/** Keeps what it is asked for; passes are made with one container an example. */
public final class RecordingEngine implements Engine {

  public TrainingJob training;
  public ActivationSource source;
  public PassJob pass;
  public Collector<EncodedExample, ?, ?> collector;

  /** An engine that was asked for nothing yet. */
  public RecordingEngine() {}

  /** An autoencoder of 2 latents that never fire. */
  public static SparseAutoencoder autoencoder(int width) {
    SaeConfig config = SaeConfig.builder(Architecture.RELU, width, 2).build();
    return new SparseAutoencoder() {
      @Override
      public SaeConfig config() {
        return config;
      }

      @Override
      public SparseCodes encode(FloatBuffer activations) {
        int tokens = activations.remaining() / width;
        return SparseCodes.of(2, new int[tokens + 1], new int[0], new float[0]);
      }

      @Override
      public float[] decode(SparseCodes codes) {
        return new float[codes.tokens() * width];
      }

      @Override
      public float[] encoderRow(int latent) {
        return new float[width];
      }

      @Override
      public float[] decoderRow(int latent) {
        return new float[width];
      }

      @Override
      public float[] encoderBias() {
        return new float[2];
      }

      @Override
      public float[] decoderBias() {
        return new float[width];
      }

      @Override
      public void save(Path folder) {
        throw new AssertionError("not to be saved");
      }
    };
  }

  @Override
  public SparseAutoencoder train(TrainingJob job, ActivationSource data) {
    training = job;
    source = data;
    return autoencoder(data.width());
  }

  @Override
  public SparseAutoencoder load(Path path, String device) {
    throw new AssertionError("not to be called");
  }

  @Override
  public ActivationSource open(Path path) {
    throw new AssertionError("not to be called");
  }

  @Override
  public <R> R collect(PassJob job, Collector<EncodedExample, ?, R> into) {
    pass = job;
    collector = into;
    return collectEach(job, into);
  }

  @Override
  public Evaluation evaluate(PassJob job) {
    pass = job;
    return new Evaluation(new Reconstruction(0, Double.NaN, 0, 0, 0, 0), Map.of(), 2, Map.of());
  }

  private static <A, R> R collectEach(PassJob job, Collector<EncodedExample, A, R> into) {
    return job.source()
        .examples()
        .map(
            example -> {
              A container = into.supplier().get();
              into.accumulator()
                  .accept(container, new EncodedExample(example, job.sae().encode(example)));
              return container;
            })
        .reduce(into.combiner())
        .map(into.finisher())
        .orElseThrow();
  }
}
