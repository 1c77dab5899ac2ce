package org.saev.internal.cpu;

import org.saev.training.DecoderConstraint.Normalization;
import org.saev.training.Loss;
import org.saev.training.TrainingConfig;

/**
 * The whole training step of a sparse autoencoder, fused.
 *
 * <p>Neither pre-activations nor gradients exist as matrices: an {@link Activation} keeps the
 * latents that fire, {@link Reconstruction} the residuals of their tokens, {@link EntriesByLatent}
 * turns them round, {@link RowUpdate} sums each row's gradient and updates the row at once. Beside
 * the {@link TrainingState} it holds a few arrays of the batch's size.
 *
 * <p>The result is the same to the bit for any number of threads and any kernel. Not safe for use
 * by several threads at a time.
 */
public final class TrainingStep {
  private final TrainingConfig config;
  private final TrainingState state;
  private final Team team;
  private final int width;
  private final Panels panels;
  private final LossWeights lossWeights;
  private final EncoderView encoder;
  private final Activation activation;
  private final Residuals residuals;
  private final BatchMoments moments;
  private final DeadLatents deadLatents;
  private final EntriesByLatent entries;
  private final EntriesByLatent auxEntries;
  private final Penalty penalty;
  private final RowUpdate rows;
  private final float[] noBias;
  private Codes codes;
  private float[] centred = {};
  private float lossVariance;

  /**
   * Creates a step.
   *
   * @param kernel numerical loops
   * @param workers threads to use
   * @param config what to compute
   * @param state what to update; its moments are read now, so restore them before
   */
  public TrainingStep(Kernel kernel, Workers workers, TrainingConfig config, TrainingState state) {
    if (config.k() > state.latents()) {
      throw new IllegalArgumentException(
          "k must be at most latents = " + state.latents() + ", but was " + config.k());
    }
    this.config = config;
    this.state = state;
    width = state.width();
    team = new Team(kernel, workers, width);
    panels = new Panels(kernel, width);
    lossWeights = new LossWeights(team, config, width);
    encoder = new EncoderView(team, config.encoding(), state);
    activation = Activation.of(team, config, state);
    residuals = Residuals.of(team, config, width);
    moments = new BatchMoments(team, width);
    deadLatents = new DeadLatents(team, config.auxK(), encoder, state);
    penalty = Penalty.of(team, config.architecture(), state);
    entries = new EntriesByLatent(state.latents(), penalty != null);
    auxEntries = new EntriesByLatent(state.latents(), false);
    rows = new RowUpdate(team, config, state);
    noBias = config.encoding().decoderBiasSubtracted() ? null : new float[width];
  }

  /**
   * Takes one step.
   *
   * @param x activations, {@code [tokens, width]} row-major
   * @param tokens number of tokens
   * @param learningRate learning rate of this step
   * @return what the step saw
   * @throws IllegalArgumentException if an activation is not finite (the error names the token), or
   *     the loss is {@link Loss#FVU} and all tokens are equal; weights are as they were
   * @throws ArithmeticException if the loss is not finite; weights are as they were
   * @throws java.util.concurrent.CancellationException if the thread was interrupted before the
   *     update began; weights are as they were
   */
  public StepStats step(float[] x, int tokens, double learningRate) {
    Sizes.positive("tokens", tokens);
    Sizes.length("activations", x, tokens, width);
    float[] input = lossWeights.normalize(x, tokens);
    centre(x, input, tokens);
    double variation = moments.variation(x, tokens);
    double divisor = lossDivisor(variation, tokens);
    lossWeights.prepare(x, tokens);
    if (config.decoder().normalization() == Normalization.AT_NEXT_STEP) {
      rows.normalizeDecoder();
    }
    encoder.refresh();
    codes = activation.run(panels, encoder, state.step());
    residuals.ofInput(codes, state, input, lossWeights.ofTokens());
    double error = lossWeights.error(residuals);
    double loss = lossWeights.loss(residuals) / divisor;
    float factor = (float) (2 / divisor);
    entries.sort(codes, residuals, factor, lossWeights.ofTokens());
    double sparsity = penalty == null ? 0 : penalty.apply(codes, entries, tokens, state.step());
    int dead = deadLatents.find(state.tokensSinceFired(), tokens, entries);
    double auxLoss = 0;
    if (deadLatents.areUsed()) {
      auxLoss = deadLatents.reconstruct(panels, residuals.full(), input, variation);
      auxEntries.sort(
          deadLatents.codes(),
          deadLatents.reconstruction(),
          (float) deadLatents.gradientFactor(),
          null);
    } else {
      auxEntries.clear();
    }
    requireFinite(loss + auxLoss + sparsity);
    update(2 / divisor, learningRate);
    countTokens(tokens);
    double l0 = (double) entries.fired() / tokens;
    double fvu = error / variation;
    return new StepStats(
        state.step(), tokens, error, variation, fvu, l0, loss, auxLoss, sparsity, dead);
  }

  private void centre(float[] x, float[] input, int tokens) {
    panels.reserve(tokens);
    if (centred.length < tokens * width) {
      centred = new float[Sizes.elements("activations", tokens, width)];
    }
    float[] bias = noBias == null ? state.decoderBias().value() : noBias;
    team.workers.run(
        panels.count(),
        (panel, worker) -> {
          int first = panel * panels.panelTokens();
          float[] lanes = team.scratch[worker].lanes;
          for (int t = first; t < first + panels.tokensIn(panel); t++) {
            int row = t * width;
            float square = team.kernel.subtract(input, row, bias, 0, centred, row, width, lanes);
            panels.norm(t, x, square);
          }
          panels.pack(panel, input, bias);
        });
  }

  private double lossDivisor(double variation, int tokens) {
    return switch (config.loss()) {
      case FVU -> {
        if (!(variation > 0)) {
          throw new IllegalArgumentException(
              "all "
                  + tokens
                  + " tokens of the batch are equal, so the fraction of variance"
                  + " unexplained is not defined: use larger batches or another loss");
        }
        yield variation;
      }
      case SQUARED_ERROR, NORMALIZED_MSE_PER_TOKEN -> tokens;
      case NORMALIZED_MSE -> {
        lossVariance =
            state.lossVariance() > 0 ? state.lossVariance() : (float) (variation / tokens);
        yield tokens * (double) lossVariance;
      }
    };
  }

  private void requireFinite(double loss) {
    if (!Double.isFinite(loss)) {
      throw new ArithmeticException(
          "the loss of step "
              + (state.step() + 1)
              + " is "
              + loss
              + "; nothing was updated: use a lower learning rate");
    }
  }

  private void update(double factor, double learningRate) {
    activation.commit(state);
    state.lossVariance(lossVariance);
    long next = state.step() + 1;
    ParameterStep step = ParameterStep.of(team.kernel, config.optimizer(), learningRate, next);
    if (config.decoder().normalization() == Normalization.BEFORE_STEP) {
      rows.normalizeDecoder();
    }
    BiasGradient bias = gradient -> biasGradient(factor, gradient);
    rows.run(new RowGradients(centred, entries, auxEntries, penalty), bias, step);
    state.step(next);
  }

  /** What of b_dec's gradient doesn't come through the encoder. */
  private void biasGradient(double factor, float[] gradient) {
    residuals.columnSums(factor, gradient);
    if (deadLatents.areUsed() && config.auxK().decoderBias()) {
      float[] more = new float[width];
      deadLatents.reconstruction().columnSums(deadLatents.gradientFactor(), more);
      team.kernel.addScaled(1f, more, 0, gradient, 0, width);
    }
  }

  private void countTokens(int tokens) {
    long[] since = state.tokensSinceFired();
    for (int j = 0; j < since.length; j++) {
      since[j] = entries.fires(j) ? 0 : since[j] + tokens;
    }
  }

  /** Returns the codes of the last batch, as they were before its update. */
  public Codes codes() {
    return codes;
  }

  /** Adds up b_dec's gradient. */
  @FunctionalInterface
  interface BiasGradient {
    /** Writes it. */
    void into(float[] gradient);
  }

  /** Where the gradients of the rows come from. */
  record RowGradients(float[] centred, EntriesByLatent main, EntriesByLatent aux, Penalty penalty) {
    /** Returns whether a latent has no entry. */
    boolean isEmpty(int latent) {
      return main.isEmpty(latent) && aux.isEmpty(latent);
    }
  }
}
