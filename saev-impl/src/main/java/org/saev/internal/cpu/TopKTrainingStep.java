package org.saev.internal.cpu;

/**
 * The whole training step of a TopK sparse autoencoder, fused.
 *
 * <p>Neither pre-activations nor gradients exist as matrices: {@link TopKPass} keeps k latents a
 * token, {@link Reconstruction} their residuals, {@link EntriesByLatent} turns them round, {@link
 * RowUpdate} sums each row's gradient and updates the row at once. Beside the {@link TrainingState}
 * it holds a few arrays of the batch's size.
 *
 * <p>The result is the same to the bit for any number of threads and any kernel. Not safe for use
 * by several threads at a time.
 */
public final class TopKTrainingStep {
  private final TopKTrainingConfig config;
  private final TrainingState state;
  private final Team team;
  private final int width;
  private final Panels panels;
  private final TopKPass pass;
  private final TopKCodes codes;
  private final BatchMoments moments;
  private final Reconstruction reconstruction;
  private final DeadLatents deadLatents;
  private final EntriesByLatent entries;
  private final EntriesByLatent auxEntries;
  private final RowUpdate rows;
  private final float[] biasGradient;
  private float[] centred = {};

  /**
   * Creates a step.
   *
   * @param kernel numerical loops
   * @param workers threads to use
   * @param config what to compute
   * @param state what to update; its moments are read now, so restore them before
   */
  public TopKTrainingStep(
      Kernel kernel, Workers workers, TopKTrainingConfig config, TrainingState state) {
    if (config.k() > state.latents()) {
      throw new IllegalArgumentException(
          "k must be at most latents = " + state.latents() + ", but was " + config.k());
    }
    this.config = config;
    this.state = state;
    width = state.width();
    team = new Team(kernel, workers, width);
    panels = new Panels(kernel, width);
    pass = new TopKPass(team, width, config.k());
    codes = new TopKCodes(config.k());
    moments = new BatchMoments(team, width);
    reconstruction = new Reconstruction(team, width);
    deadLatents = new DeadLatents(team, config, width, state.latents());
    entries = new EntriesByLatent(state.latents());
    auxEntries = new EntriesByLatent(state.latents());
    rows = new RowUpdate(team, config, state);
    biasGradient = new float[width];
  }

  /**
   * Takes one step.
   *
   * @param x activations, {@code [tokens, width]} row-major
   * @param tokens number of tokens
   * @param learningRate learning rate of this step
   * @return what the step saw
   * @throws IllegalArgumentException if an activation is not finite (the error names the token), or
   *     the loss is {@link Loss#FVU} and all tokens are equal; the state is as it was
   * @throws ArithmeticException if the loss is not finite; the state is as it was
   * @throws java.util.concurrent.CancellationException if the thread was interrupted before the
   *     update began; the state is as it was
   */
  public StepStats step(float[] x, int tokens, double learningRate) {
    Sizes.positive("tokens", tokens);
    Sizes.length("activations", x, tokens, width);
    centre(x, tokens);
    double variation = moments.variation(x, tokens);
    double divisor = lossDivisor(variation, tokens);
    pass.run(
        panels, state.encoder().value(), state.encoderBias().value(), null, state.latents(), codes);
    reconstruction.ofInput(codes, state.decoder().value(), state.decoderBias().value(), x);
    double error = reconstruction.squaredError();
    int dead = deadLatents.find(state.tokensSinceFired());
    boolean aux = deadLatents.areUsed();
    double auxLoss = aux ? deadLatents.reconstruct(state, panels, reconstruction) : 0;
    double loss = error / divisor;
    if (!Double.isFinite(loss + auxLoss)) {
      throw new ArithmeticException(
          "the loss of step "
              + (state.step() + 1)
              + " is "
              + (loss + auxLoss)
              + "; nothing was updated: use a lower learning rate");
    }
    update(tokens, 2 / divisor, aux, learningRate);
    double l0 = (double) codes.entries() / tokens;
    return new StepStats(
        state.step(), tokens, error, variation, error / variation, l0, loss, auxLoss, dead);
  }

  private void centre(float[] x, int tokens) {
    panels.reserve(tokens);
    if (centred.length < tokens * width) {
      centred = new float[Sizes.elements("activations", tokens, width)];
    }
    float[] bias = state.decoderBias().value();
    team.workers.run(
        panels.count(),
        (panel, worker) -> {
          int first = panel * panels.panelTokens();
          float[] lanes = team.scratch[worker].lanes;
          for (int t = first; t < first + panels.tokensIn(panel); t++) {
            int row = t * width;
            float square = team.kernel.subtract(x, row, bias, 0, centred, row, width, lanes);
            panels.norm(t, x, square);
          }
          panels.pack(panel, x, bias);
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
      case MSE_SUM_PER_TOKEN -> tokens;
      case NORMALIZED_MSE -> tokens * config.lossVariance();
    };
  }

  private void update(int tokens, double factor, boolean aux, double learningRate) {
    entries.sort(codes, reconstruction, (float) factor);
    if (aux) {
      float auxFactor = (float) deadLatents.gradientFactor();
      auxEntries.sort(deadLatents.codes(), deadLatents.reconstruction(), auxFactor);
    } else {
      auxEntries.clear();
    }
    long next = state.step() + 1;
    AdamStep adam =
        AdamStep.of(config.beta1(), config.beta2(), config.epsilon(), learningRate, next);
    rows.run(centred, entries, auxEntries, adam);
    reconstruction.columnSums(factor, biasGradient);
    rows.addBiasGradient(biasGradient);
    AdamParameter bias = state.decoderBias();
    team.kernel.adam(
        bias.value(), bias.firstMoment(), bias.secondMoment(), 0, biasGradient, width, adam);
    countTokens(tokens);
    state.step(next);
  }

  private void countTokens(int tokens) {
    long[] since = state.tokensSinceFired();
    for (int j = 0; j < since.length; j++) {
      since[j] = entries.isEmpty(j) ? since[j] + tokens : 0;
    }
  }

  /** Returns the codes of the last batch, as they were before its update. */
  public TopKCodes codes() {
    return codes;
  }
}
