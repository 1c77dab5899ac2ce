package org.saev.internal.training;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.saev.CancelledException;
import org.saev.activations.ActivationSource;
import org.saev.internal.checkpoint.Checkpoint;
import org.saev.internal.checkpoint.CheckpointFolder;
import org.saev.internal.cpu.TokenNormalizer;
import org.saev.sae.SparseAutoencoder;
import org.saev.spi.Backend;
import org.saev.spi.SaeWeights;
import org.saev.spi.SessionState;
import org.saev.spi.StepReport;
import org.saev.spi.TrainingSession;
import org.saev.training.TrainingConfig;
import org.saev.training.TrainingJob;

/** One training from its first batch, or its last checkpoint, to the finished autoencoder. */
public final class TrainingRun {

  private static final System.Logger LOG = System.getLogger(TrainingRun.class.getName());

  private final TrainingJob job;
  private final TrainingConfig config;
  private final ActivationSource source;
  private final Backend backend;
  private final String device;
  private final Map<String, String> identity;
  private final int totalSteps;
  private final Optional<CheckpointFolder> checkpoints;

  private BatchSource batches;
  private TrainingSession session;
  private float scale;
  private int step;

  /**
   * @param backend the one that computes
   * @param device a device of it, resolved: never "auto"
   */
  public TrainingRun(TrainingJob job, ActivationSource source, Backend backend, String device) {
    this.job = job;
    this.config = job.config();
    this.source = source;
    this.backend = backend;
    this.device = device;
    identity = Provenance.identity(config, source, backend.name());
    TokenCensus census = TokenCensus.neededBy(config, source, job.cancellation());
    totalSteps = config.steps().orElseGet(() -> census.steps(config));
    Advice.of(config, totalSteps).forEach(advice -> LOG.log(System.Logger.Level.WARNING, advice));
    checkpoints = job.checkpoints().map(CheckpointFolder::new);
    batches = BatchSource.open(source, config, census.present());
  }

  /** Trains, and frees the session and the streams at the end, however it comes. */
  public SparseAutoencoder train() {
    try {
      if (job.cancellation().isCancelled()) {
        throw new CancelledException("training was stopped before it began", null);
      }
      Optional<Checkpoint> found = checkpoints.flatMap(CheckpointFolder::latest);
      if (found.isPresent()) {
        resume(found.get());
      } else {
        start();
      }
      try (TrainingSession running = session) {
        steps();
        SaeWeights weights = Scaling.fold(running.weights(), scale);
        if (config.encoding().scaledByDecoderNorm()) {
          Scaling.foldDecoderNorms(weights);
        }
        return backend.open(
            weights.with(Provenance.describe(weights.config(), identity, step, tokensDone())),
            device,
            job.threads());
      }
    } catch (CancellationException e) {
      // What an interrupted thread gets from the kernels, before the first step.
      throw new CancelledException(
          "training was stopped before step " + (step + 1) + " of " + totalSteps, null);
    } finally {
      batches.close();
    }
  }

  private void start() {
    batches.fill(job.cancellation());
    if (job.cancellation().isCancelled()) {
      throw new CancelledException("training was stopped before its first step", null);
    }
    float[] sample = batches.sample(Start.SAMPLE_TOKENS);
    scale = Scaling.of(config.activationScaling(), sample, source.width());
    Scaling.multiply(sample, sample.length, scale);
    TokenNormalizer.normalize(config.encoding().inputNormalization(), sample, source.width());
    SaeWeights weights = Start.weights(config, source.width(), sample);
    session = backend.train(weights, config, device, job.threads());
  }

  private void steps() {
    int tokens = config.batchTokens();
    float[] batch = new float[Math.multiplyExact(tokens, source.width())];
    Pace pace = new Pace(step, totalSteps, tokens);
    while (step < totalSteps) {
      if (job.cancellation().isCancelled()) {
        throw stopped();
      }
      batches.next(batch, tokens);
      Scaling.multiply(batch, batch.length, scale);
      double rate = config.learningRate(step, totalSteps);
      StepReport report = session.step(batch, tokens, rate);
      requireFinite(report);
      step++;
      job.listener().onProgress(pace.progress(step, report, rate));
      if (step % job.checkpointEverySteps() == 0 || step == totalSteps) {
        checkpoint();
      }
    }
  }

  private void requireFinite(StepReport report) {
    if (!Double.isFinite(report.loss())) {
      throw new org.saev.SaevException(
          "the loss became "
              + report.loss()
              + " at step "
              + step
              + "; lower the learning rate (it was "
              + config.learningRate(step, totalSteps)
              + ") or scale the activations");
    }
  }

  private CancelledException stopped() {
    checkpoint();
    return new CancelledException(
        "training was stopped after " + step + " of " + totalSteps + " steps",
        job.checkpoints().orElse(null));
  }

  private void checkpoint() {
    checkpoints.ifPresent(
        folder -> {
          SessionState state = session.state();
          Map<String, float[]> floats = new HashMap<>(state.floats());
          floats.put(SCALE, new float[] {scale});
          Map<String, long[]> longs = new HashMap<>(state.longs());
          List<long[]> buffers = batches.state();
          for (int i = 0; i < buffers.size(); i++) {
            longs.put(SHUFFLE + i, buffers.get(i));
          }
          folder.write(new Checkpoint(identity, Map.of(STEP, (long) step), floats, longs));
          job.listener().onCheckpoint(job.checkpoints().orElseThrow(), step);
        });
  }

  private void resume(Checkpoint checkpoint) {
    Provenance.requireSame(identity, checkpoint.config(), job.checkpoints().orElseThrow());
    step = Math.toIntExact(checkpoint.counters().get(STEP));
    Map<String, float[]> floats = new HashMap<>(checkpoint.floats());
    scale = floats.remove(SCALE)[0];
    Map<String, long[]> longs = new HashMap<>(checkpoint.longs());
    batches.restore(i -> longs.remove(SHUFFLE + i));
    session = backend.train(Start.empty(config, source.width()), config, device, job.threads());
    session.restore(new SessionState(floats, longs));
    job.listener().onResume(job.checkpoints().orElseThrow(), step);
  }

  private long tokensDone() {
    return (long) step * config.batchTokens();
  }

  private static final String SCALE = "activation_scale";
  private static final String SHUFFLE = "shuffle_buffer.";
  private static final String STEP = "step";
}
