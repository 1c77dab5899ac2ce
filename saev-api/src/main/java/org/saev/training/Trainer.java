package org.saev.training;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.saev.Cancellation;
import org.saev.activations.ActivationSource;
import org.saev.sae.SparseAutoencoder;
import org.saev.spi.Engine;

/**
 * Trains sparse autoencoders: TopK by default, others by {@link #architecture}.
 *
 * <pre>{@code
 * SparseAutoencoder sae = Saev.trainer().latents(4096).k(32).seed(7).train(source);
 * }</pre>
 *
 * <p>Every default is the one that training does best with in the literature; each setter says
 * which and why one would change it. The same seed and source give the same bits for any number of
 * threads.
 */
public final class Trainer {

  private final Engine engine;

  private int latents;
  private int k;
  private TrainedArchitecture architecture = TrainedArchitecture.topK();
  private OptionalInt steps = OptionalInt.empty();
  private int passes = 1;
  private int batchTokens = 4096;
  private OptionalDouble learningRate = OptionalDouble.empty();
  private int warmupSteps = 1000;
  private LearningRateDecay decay = LearningRateDecay.LINEAR_LAST_FIFTH;
  private Optimizer optimizer = Adam.DEFAULT;
  private double maxGradientNorm = Double.POSITIVE_INFINITY;
  private Loss loss = Loss.FVU;
  private AuxK auxK = AuxK.DEFAULT;
  private KSchedule kSchedule = KSchedule.CONSTANT;
  private Encoding encoding = Encoding.DEFAULT;
  private DecoderConstraint decoder = DecoderConstraint.UNIT_NORM;
  private DecoderBiasStart decoderBiasStart = DecoderBiasStart.GEOMETRIC_MEDIAN;
  private EncoderStart encoderStart = EncoderStart.SCALED_DECODER;
  private ActivationScaling activationScaling = ActivationScaling.NONE;
  private TokenSelection tokens = TokenSelection.ORDINARY;
  private ModalityMix mix = ModalityMix.AS_IS;
  private int shuffleBufferTokens = 65_536;
  private long seed;
  private String device = "auto";
  private int threads;
  private Optional<Path> checkpoints = Optional.empty();
  private int checkpointEverySteps = 1000;
  private TrainingListener listener = progress -> {};
  private Cancellation cancellation = new Cancellation();

  /**
   * A trainer with all defaults; {@link org.saev.Saev#trainer()} is the usual way to one.
   *
   * @param engine the implementation that trains
   */
  public Trainer(Engine engine) {
    this.engine = Objects.requireNonNull(engine, "engine");
  }

  /**
   * Sets the number of latents; must be set. More latents explain more and find finer features;
   * time and memory grow in proportion.
   *
   * @param value at least 1; 8 to 32 times the width is usual
   * @return this trainer
   */
  public Trainer latents(int value) {
    latents = positive("latents", value);
    return this;
  }

  /**
   * Sets how many latents a token may have active (BatchTopK: on average); must be set for
   * architectures that have it. A larger k explains more, with latents that mean less.
   *
   * @param value at least 1, at most the latents; 16 to 128 is usual
   * @return this trainer
   */
  public Trainer k(int value) {
    k = positive("k", value);
    return this;
  }

  /**
   * Sets what is trained; default TopK. For {@link TrainedArchitecture.ReluL1} and {@link
   * TrainedArchitecture.JumpRelu} this also sets squared error, no AuxK and activations scaled to
   * unit mean square, for ReLU no decoder constraint, no subtraction of b_dec and its start at 0 as
   * well: what their papers train with. Setters that are called later change that.
   *
   * @param value the architecture
   * @return this trainer
   */
  public Trainer architecture(TrainedArchitecture value) {
    architecture = Objects.requireNonNull(value, "architecture");
    Preset.ofPaper(value, this);
    return this;
  }

  /**
   * Sets every choice of training mathematics to that of another tool; setters that are called
   * later change them.
   *
   * @param value whose choices
   * @return this trainer
   */
  public Trainer preset(Preset value) {
    value.applyTo(this);
    return this;
  }

  /**
   * Sets the number of optimiser steps; the source is replayed as often as it takes. Default: as
   * many as {@link #passes} give.
   *
   * @param value at least 1
   * @return this trainer
   */
  public Trainer steps(int value) {
    steps = OptionalInt.of(positive("steps", value));
    return this;
  }

  /**
   * Sets the number of passes over the source; default 1. Unused where {@link #steps} is set. A
   * last batch that isn't full is left out.
   *
   * @param value at least 1
   * @return this trainer
   */
  public Trainer passes(int value) {
    passes = positive("passes", value);
    return this;
  }

  /**
   * Sets the tokens of a step; default 4,096.
   *
   * @param value at least 1
   * @return this trainer
   */
  public Trainer batchTokens(int value) {
    batchTokens = positive("batchTokens", value);
    return this;
  }

  /**
   * Sets the highest learning rate; default {@code 2e-4 / sqrt(latents / 2^14)}.
   *
   * @param value above 0
   * @return this trainer
   */
  public Trainer learningRate(double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException("learningRate must be positive, but was " + value);
    }
    learningRate = OptionalDouble.of(value);
    return this;
  }

  Trainer defaultLearningRate() {
    learningRate = OptionalDouble.empty();
    return this;
  }

  /**
   * Sets the steps over which the learning rate rises linearly; default 1,000. Fewer for short
   * runs.
   *
   * @param value 0 or more
   * @return this trainer
   */
  public Trainer warmupSteps(int value) {
    if (value < 0) {
      throw new IllegalArgumentException("warmupSteps must not be negative, but was " + value);
    }
    warmupSteps = value;
    return this;
  }

  /**
   * Sets what the learning rate does at the end; default a linear decay over the last fifth. A
   * training that goes on later wants {@link LearningRateDecay#CONSTANT}.
   *
   * @param value the decay
   * @return this trainer
   */
  public Trainer decay(LearningRateDecay value) {
    decay = Objects.requireNonNull(value, "decay");
    return this;
  }

  /**
   * Sets the optimiser; default Adam with 0.9, 0.999, 1e-8.
   *
   * @param value {@link Adam} or {@link Signum}
   * @return this trainer
   */
  public Trainer optimizer(Optimizer value) {
    optimizer = Objects.requireNonNull(value, "optimizer");
    return this;
  }

  /**
   * Sets the largest norm of the whole gradient, after projection: a larger one is scaled down to
   * it. Default infinity, no limit. A limit has every gradient summed twice and takes no memory;
   * measured at width 256, 4,096 latents, k 16 and 2,048 tokens: 5 % more time a step.
   *
   * @param value above 0
   * @return this trainer
   */
  public Trainer maxGradientNorm(double value) {
    maxGradientNorm = positive("maxGradientNorm", value);
    return this;
  }

  /**
   * Sets the reconstruction loss; default {@link Loss#FVU}.
   *
   * @param value the loss
   * @return this trainer
   */
  public Trainer loss(Loss value) {
    loss = Objects.requireNonNull(value, "loss");
    return this;
  }

  /**
   * Sets the auxiliary loss for dead latents; default {@link AuxK#DEFAULT}. Short runs want a
   * smaller {@link AuxK#deadAfterTokens}.
   *
   * @param value its settings
   * @return this trainer
   */
  public Trainer auxK(AuxK value) {
    auxK = Objects.requireNonNull(value, "auxK");
    return this;
  }

  /**
   * Sets how k gets to its value; default constant.
   *
   * @param value the schedule
   * @return this trainer
   */
  public Trainer kSchedule(KSchedule value) {
    kSchedule = Objects.requireNonNull(value, "kSchedule");
    return this;
  }

  /**
   * Sets how pre-activations are computed; default {@link Encoding#DEFAULT}.
   *
   * @param value the encoding
   * @return this trainer
   */
  public Trainer encoding(Encoding value) {
    encoding = Objects.requireNonNull(value, "encoding");
    return this;
  }

  /**
   * Sets how decoder rows are kept at unit norm; default {@link DecoderConstraint#UNIT_NORM}.
   *
   * @param value the constraint
   * @return this trainer
   */
  public Trainer decoder(DecoderConstraint value) {
    decoder = Objects.requireNonNull(value, "decoder");
    return this;
  }

  /**
   * Sets where the decoder's bias starts; default the geometric median of a sample.
   *
   * @param value the start
   * @return this trainer
   */
  public Trainer decoderBiasStart(DecoderBiasStart value) {
    decoderBiasStart = Objects.requireNonNull(value, "decoderBiasStart");
    return this;
  }

  /**
   * Sets where the encoder starts; default the decoder at the best scale.
   *
   * @param value the start
   * @return this trainer
   */
  public Trainer encoderStart(EncoderStart value) {
    encoderStart = Objects.requireNonNull(value, "encoderStart");
    return this;
  }

  /**
   * Sets what activations are multiplied by during training; default nothing. The saved weights
   * take activations as they are.
   *
   * @param value the scaling
   * @return this trainer
   */
  public Trainer activationScaling(ActivationScaling value) {
    activationScaling = Objects.requireNonNull(value, "activationScaling");
    return this;
  }

  /**
   * Sets which tokens are trained on; default ordinary tokens of all modalities. Text tokens only
   * give what the SAE-V paper calls "SAE".
   *
   * @param value the selection
   * @return this trainer
   */
  public Trainer tokens(TokenSelection value) {
    tokens = Objects.requireNonNull(value, "tokens");
    return this;
  }

  /**
   * Sets the share of modalities in a batch; default as they come.
   *
   * @param value the mix
   * @return this trainer
   */
  public Trainer mix(ModalityMix value) {
    mix = Objects.requireNonNull(value, "mix");
    return this;
  }

  /**
   * Sets how many tokens are held in memory and mixed with each other; default 65,536. More mixes
   * better and takes {@code 4 · width} bytes a token.
   *
   * @param value at least the tokens of a step
   * @return this trainer
   */
  public Trainer shuffleBufferTokens(int value) {
    shuffleBufferTokens = positive("shuffleBufferTokens", value);
    return this;
  }

  /**
   * Sets the seed of every random choice; default 0.
   *
   * @param value any
   * @return this trainer
   */
  public Trainer seed(long value) {
    seed = value;
    return this;
  }

  /**
   * Sets the device; default {@code "auto"}, the fastest that is there. Any other name is taken at
   * its word: if the device isn't there, training ends with {@link
   * org.saev.DeviceUnavailableException}.
   *
   * @param value {@code "auto"}, {@code "cpu"}, {@code "cuda:0"}, ...
   * @return this trainer
   */
  public Trainer device(String value) {
    device = Objects.requireNonNull(value, "device");
    return this;
  }

  /**
   * Sets how many threads may work; default one a core. Doesn't change the result.
   *
   * @param value at least 1
   * @return this trainer
   */
  public Trainer threads(int value) {
    threads = positive("threads", value);
    return this;
  }

  /**
   * Saves the whole state now and then, and goes on from the state found there: run the same
   * program again after a crash, and the result is the same to the bit as without it.
   *
   * @param folder made if it doesn't exist; a checkpoint of another configuration or of other data
   *     in it is refused
   * @param everySteps steps between two checkpoints, at least 1
   * @return this trainer
   */
  public Trainer checkpoints(Path folder, int everySteps) {
    checkpoints = Optional.of(Objects.requireNonNull(folder, "folder"));
    checkpointEverySteps = positive("everySteps", everySteps);
    return this;
  }

  /**
   * Sets who is told how it goes; default nobody.
   *
   * @param value the listener
   * @return this trainer
   */
  public Trainer listener(TrainingListener value) {
    listener = Objects.requireNonNull(value, "listener");
    return this;
  }

  /**
   * Sets the switch that stops the training.
   *
   * @param value the switch
   * @return this trainer
   */
  public Trainer cancellation(Cancellation value) {
    cancellation = Objects.requireNonNull(value, "cancellation");
    return this;
  }

  /**
   * Returns the configuration set so far.
   *
   * @return the configuration
   * @throws IllegalArgumentException if latents or k aren't set, or two settings contradict each
   *     other
   */
  public TrainingConfig config() {
    return new TrainingConfig(
            latents,
            architecture.needsK() ? k : 0,
            architecture,
            steps,
            passes,
            batchTokens,
            learningRate,
            warmupSteps,
            decay,
            optimizer,
            maxGradientNorm,
            loss,
            auxK,
            kSchedule,
            encoding,
            decoder,
            decoderBiasStart,
            encoderStart,
            activationScaling,
            tokens,
            mix,
            shuffleBufferTokens,
            seed)
        .checked();
  }

  /**
   * Trains.
   *
   * @param source read as often as it takes, and left open
   * @return the trained autoencoder, which carries configuration, seed and data identity
   * @throws org.saev.CancelledException if it was stopped; names the checkpoint to go on from
   */
  public SparseAutoencoder train(ActivationSource source) {
    Objects.requireNonNull(source, "source");
    return engine.train(
        new TrainingJob(
            config(), device, threads, checkpoints, checkpointEverySteps, listener, cancellation),
        source);
  }

  private static int positive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be positive, but was " + value);
    }
    return value;
  }

  private static double positive(String name, double value) {
    if (!(value > 0)) {
      throw new IllegalArgumentException(name + " must be positive, but was " + value);
    }
    return value;
  }
}
