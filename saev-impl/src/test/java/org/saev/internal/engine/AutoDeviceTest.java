package org.saev.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.saev.SaevException;
import org.saev.activations.ActivationSource;
import org.saev.activations.Example;
import org.saev.activations.TokenSequence;
import org.saev.internal.backend.CpuBackend;
import org.saev.internal.djl.DjlBackend;
import org.saev.internal.model.ModelFiles;
import org.saev.sae.Architecture;
import org.saev.sae.SaeConfig;
import org.saev.sae.SparseAutoencoder;
import org.saev.spi.Backend;
import org.saev.spi.SaeWeights;
import org.saev.spi.TrainingSession;
import org.saev.training.TrainedArchitecture;
import org.saev.training.Trainer;
import org.saev.training.TrainingConfig;

/** What "auto" means where there is a GPU: the DJL back end stands in for one, on the CPU. */
class AutoDeviceTest {

  private static final Logger LOG = Logger.getLogger(Backends.class.getName());

  @TempDir Path folder;

  private final List<String> lines = new ArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          lines.add(line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  private final List<String> used = new ArrayList<>();
  private final DefaultEngine engine =
      new DefaultEngine(new Backends(List.of(new CpuBackend(), new Gpu(used))));

  /** The DJL back end on a device that every machine has, which notes what it is used for. */
  private record Gpu(List<String> used) implements Backend {
    private static final Backend DJL = new DjlBackend();

    @Override
    public String name() {
      return DJL.name();
    }

    @Override
    public boolean handles(String device) {
      return DJL.handles(device);
    }

    @Override
    public String defaultDevice() {
      return "djl:cpu";
    }

    @Override
    public int rank() {
      return DJL.rank();
    }

    @Override
    public Optional<String> unavailableReason(String device) {
      return DJL.unavailableReason(device);
    }

    @Override
    public Optional<String> unsupportedReason(SaeConfig config) {
      return DJL.unsupportedReason(config);
    }

    @Override
    public Optional<String> unsupportedReason(TrainingConfig config) {
      return DJL.unsupportedReason(config);
    }

    @Override
    public SparseAutoencoder open(SaeWeights weights, String device, int threads) {
      used.add("open");
      return DJL.open(weights, device, threads);
    }

    @Override
    public TrainingSession train(
        SaeWeights weights, TrainingConfig config, String device, int threads) {
      used.add("train");
      return DJL.train(weights, config, device, threads);
    }
  }

  @BeforeEach
  void listen() {
    LOG.addHandler(handler);
    LOG.setUseParentHandlers(false);
  }

  @AfterEach
  void leave() {
    LOG.removeHandler(handler);
    LOG.setUseParentHandlers(true);
  }

  private Path saved(Architecture architecture) {
    SaeConfig.Builder config = SaeConfig.builder(architecture, 4, 6);
    if (architecture == Architecture.TOPK) {
      config.k(2);
    }
    SaeWeights weights =
        new SaeWeights(config.build(), new float[24], new float[6], new float[24], new float[4]);
    Path path = folder.resolve(architecture.name());
    ModelFiles.save(weights, path);
    return path;
  }

  private static ActivationSource data() {
    float[] rows = new float[200 * 4];
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < rows.length; i++) {
      rows[i] = (float) random.nextGaussian();
    }
    TokenSequence tokens = TokenSequence.builder().textTokens(200).build();
    return ActivationSource.of(List.of(Example.of("a", tokens, FloatBuffer.wrap(rows))));
  }

  private Trainer trainer(TrainedArchitecture architecture, String device) {
    return new Trainer(engine)
        .latents(8)
        .k(2)
        .steps(3)
        .batchTokens(32)
        .shuffleBufferTokens(64)
        .architecture(architecture)
        .device(device);
  }

  @Test
  void auto_takesTheGpu_forWhatItCanDo() {
    engine.load(saved(Architecture.TOPK), "auto").close();
    trainer(TrainedArchitecture.topK(), "auto").train(data()).close();

    assertThat(used).containsExactly("open", "train", "open");
    assertThat(lines).isEmpty();
  }

  @Test
  void auto_loadsOtherArchitecturesOnTheCpu_andSaysSoOnce() {
    try (SparseAutoencoder sae = engine.load(saved(Architecture.RELU), "auto")) {
      assertThat(sae.config().architecture()).isEqualTo(Architecture.RELU);
    }

    assertThat(used).isEmpty();
    assertThat(lines)
        .singleElement()
        .asString()
        .startsWith(
            "device auto: cpu, since djl:cpu can't be used: the DJL back end runs TOPK"
                + " autoencoders, but this is RELU[");
  }

  @Test
  void auto_trainsOtherArchitecturesOnTheCpu_andSaysSoOnce() {
    trainer(TrainedArchitecture.batchTopK(), "auto").train(data()).close();

    assertThat(used).isEmpty();
    assertThat(lines)
        .singleElement()
        .asString()
        .contains("can't train with architecture BatchTopK");
  }

  @Test
  void namedDevice_isNotLeftForAnother() {
    assertThatThrownBy(() -> engine.load(saved(Architecture.RELU), "djl:cpu"))
        .isInstanceOf(SaevException.class)
        .hasMessageEndingWith("use the device 'cpu'");
    assertThatThrownBy(() -> trainer(TrainedArchitecture.batchTopK(), "djl:cpu").train(data()))
        .isInstanceOf(SaevException.class)
        .hasMessageContaining("can't train with architecture BatchTopK")
        .hasMessageEndingWith("use the device 'cpu'");
  }
}
