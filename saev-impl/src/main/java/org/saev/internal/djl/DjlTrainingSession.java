package org.saev.internal.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.saev.djl.MemoryPlan;
import org.saev.internal.djl.ProgramSource.Settings;
import org.saev.sae.SaeConfig;
import org.saev.spi.SaeWeights;
import org.saev.spi.SessionState;
import org.saev.spi.StepReport;
import org.saev.spi.TrainingSession;
import org.saev.training.Adam;
import org.saev.training.DecoderConstraint.Normalization;
import org.saev.training.Loss;
import org.saev.training.TrainingConfig;

/**
 * A training on one device or on several. Each device holds everything; the tokens of a batch are
 * shared out for encoding, and the codes collected: a few MB. Every device then computes the update
 * of the whole batch, the same numbers in the same order, so that all stay equal.
 */
final class DjlTrainingSession implements TrainingSession {

  private static final String SINCE_FIRED = "tokens_since_fired";
  private static final String STEP = "step";

  private final SaeConfig model;
  private final TrainingConfig config;
  private final List<Replica> replicas = new ArrayList<>();
  private final boolean deadByBatch;
  private long step;
  private int dead;

  DjlTrainingSession(SaeWeights weights, TrainingConfig config, DeviceName device, int threads) {
    this.model = weights.config();
    this.config = config;
    deadByBatch = TrainingSource.needsBatchForDead(config);
    String source = source(model, config, device);
    DeviceMemory.require(
        MemoryPlan.training(config, model.width(), device.precision(), device.cuda()), device);
    DjlEngine.threads(device, threads);
    try {
      for (int replica = 0; replica < device.ids().size(); replica++) {
        replicas.add(
            new Replica(
                DjlEngine.manager(device, replica),
                source,
                weights,
                config.optimizer() instanceof Adam));
      }
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private static String source(SaeConfig model, TrainingConfig config, DeviceName device) {
    Supported.require(Supported.problem(config));
    int chunk = Chunks.latents(device.cuda(), config.batchTokens(), model.width(), model.latents());
    Settings settings =
        new Settings(
            chunk,
            device.precision(),
            model.width(),
            config.encoding().decoderBiasSubtracted(),
            config.encoding().inputNormalization());
    return Transfer.METHODS
        + HostBatch.methods(device.cuda())
        + TrainingSource.of(settings, config);
  }

  @Override
  public StepReport step(float[] batch, int tokens, double learningRate) {
    List<PtNDManager> scopes = replicas.stream().map(Replica::scope).toList();
    try {
      if (config.decoder().normalization() == Normalization.AT_NEXT_STEP) {
        for (int r = 0; r < replicas.size(); r++) {
          replicas.get(r).begin(scopes.get(r));
        }
      }
      List<PtNDArray> x = each(r -> replicas.get(r).batch(scopes.get(r), batch, tokens));
      int k = Math.min(config.k(step), model.latents());
      List<PtNDArray[]> codes =
          shared(scopes, x, (r, scope, part) -> replicas.get(r).codes(scope, part, k));
      Speaking speaking = speaking(scopes, x, codes);
      List<PtNDArray> figures =
          each(
              r ->
                  replicas
                      .get(r)
                      .update(
                          scopes.get(r),
                          x.get(r),
                          codes.get(r),
                          speaking.codes().get(r),
                          speaking.dead(),
                          learningRate));
      return report(figures.get(0).toDoubleArray(), batch, tokens);
    } finally {
      scopes.forEach(PtNDManager::close);
    }
  }

  /** Dead latents that take part in a step, and what they say on each replica. */
  private record Speaking(int dead, List<PtNDArray[]> codes) {}

  private Speaking speaking(List<PtNDManager> scopes, List<PtNDArray> x, List<PtNDArray[]> codes) {
    if (config.auxK().weight() > 0 && (dead > 0 || deadByBatch)) {
      List<PtNDArray[]> dying = each(r -> replicas.get(r).dying(scopes.get(r), codes.get(r)));
      // Where this batch has a say in who is dead, the host has to wait for the device here.
      int used = deadByBatch ? (int) dying.get(0)[1].getLong() : dead;
      if (used > 0) {
        return new Speaking(
            used,
            shared(
                scopes,
                x,
                (r, scope, part) -> replicas.get(r).auxiliary(scope, part, dying.get(r)[0], used)));
      }
    }
    return new Speaking(0, scopes.stream().map(DjlTrainingSession::none).toList());
  }

  /** Does something for each replica. */
  private <T> List<T> each(IntFunction<T> task) {
    List<T> results = new ArrayList<>(replicas.size());
    for (int r = 0; r < replicas.size(); r++) {
      results.add(task.apply(r));
    }
    return results;
  }

  private StepReport report(double[] figures, float[] batch, int tokens) {
    double loss = figures[0];
    double auxLoss = figures[1];
    if (!Double.isFinite(loss + auxLoss)) {
      throw refused(loss + auxLoss, figures[6], batch, tokens);
    }
    StepReport report =
        new StepReport(
            loss + config.auxK().weight() * auxLoss,
            figures[2],
            figures[3],
            auxLoss,
            (int) figures[4]);
    dead = (int) figures[5];
    step++;
    return report;
  }

  /** The device has changed nothing; says why it hasn't. */
  private RuntimeException refused(double loss, double variation, float[] batch, int tokens) {
    FiniteCheck.require(batch, 0, tokens, model.width());
    if (config.loss() == Loss.NORMALIZED_MSE_PER_TOKEN) {
      requireNotZero(batch, tokens);
    }
    if (config.loss() == Loss.FVU && variation == 0) {
      return new IllegalArgumentException(
          "all "
              + tokens
              + " tokens of the batch are equal, so the fraction of variance"
              + " unexplained is not defined: use larger batches or another loss");
    }
    return new ArithmeticException(
        "the loss of step "
            + (step + 1)
            + " is "
            + loss
            + "; nothing was updated: use a lower learning rate");
  }

  private void requireNotZero(float[] batch, int tokens) {
    int width = model.width();
    for (int t = 0; t < tokens; t++) {
      if (IntStream.range(t * width, (t + 1) * width).allMatch(i -> batch[i] == 0)) {
        throw new IllegalArgumentException(
            "token " + t + " is zero, so its normalised error is not defined: use another loss");
      }
    }
  }

  /** Computes on one replica what belongs to some tokens. */
  @FunctionalInterface
  private interface Part {
    PtNDArray[] of(int replica, PtNDManager scope, PtNDArray x);
  }

  /** Shares the tokens out, and gives every replica the joined results on its own device. */
  private List<PtNDArray[]> shared(List<PtNDManager> scopes, List<PtNDArray> x, Part part) {
    int count = replicas.size();
    if (count == 1) {
      return Collections.singletonList(part.of(0, scopes.get(0), x.get(0)));
    }
    long tokens = x.get(0).getShape().get(0);
    List<PtNDArray[]> parts = new ArrayList<>();
    for (int r = 0; r < count; r++) {
      long from = tokens * r / count;
      long to = tokens * (r + 1) / count;
      if (from < to) {
        NDArray rows = x.get(r).get(new NDIndex("{}:{}", from, to));
        parts.add(part.of(r, scopes.get(r), (PtNDArray) rows));
      }
    }
    return scopes.stream().map(scope -> joined(scope, parts)).toList();
  }

  private static PtNDArray[] joined(PtNDManager scope, List<PtNDArray[]> parts) {
    PtNDArray[] whole = new PtNDArray[parts.get(0).length];
    for (int i = 0; i < whole.length; i++) {
      NDList list = new NDList(parts.size());
      for (PtNDArray[] part : parts) {
        list.add(part[i].toDevice(scope.getDevice(), false));
      }
      whole[i] = (PtNDArray) NDArrays.concat(list);
      whole[i].attach(scope);
    }
    return whole;
  }

  private static PtNDArray[] none(PtNDManager scope) {
    return new PtNDArray[] {
      scope.create(new Shape(0, 0), DataType.FLOAT32), scope.create(new Shape(0, 0), DataType.INT64)
    };
  }

  @Override
  public SessionState state() {
    Map<String, float[]> floats = new HashMap<>();
    replicas.get(0).putInto(floats);
    return new SessionState(
        floats, Map.of(SINCE_FIRED, replicas.get(0).sinceFired(), STEP, new long[] {step}));
  }

  @Override
  public void restore(SessionState saved) {
    long[] since = saved.longs().get(SINCE_FIRED);
    long[] steps = saved.longs().get(STEP);
    if (since == null || since.length != model.latents() || steps == null || steps.length != 1) {
      throw new IllegalArgumentException(
          "the training state needs '"
              + SINCE_FIRED
              + "' of "
              + model.latents()
              + " numbers and '"
              + STEP
              + "', but has "
              + saved.longs().keySet());
    }
    replicas.forEach(replica -> replica.restore(saved.floats(), since, steps[0]));
    step = steps[0];
    dead = (int) Arrays.stream(since).filter(n -> n > config.auxK().deadAfterTokens()).count();
  }

  @Override
  public SaeWeights weights() {
    return replicas.get(0).weights(model);
  }

  @Override
  public void close() {
    replicas.forEach(Replica::close);
    replicas.clear();
  }
}
