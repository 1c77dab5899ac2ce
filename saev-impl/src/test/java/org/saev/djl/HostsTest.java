package org.saev.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.ParameterStore;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.saev.Saev;
import org.saev.SaevException;
import org.saev.activations.ActivationSource;
import org.saev.activations.Example;
import org.saev.activations.TokenSequence;
import org.saev.sae.SparseAutoencoder;
import org.saev.sae.SparseCodes;

/** Programs that run on DJL, with an autoencoder trained by the library. */
class HostsTest {

  private static final int WIDTH = 12;
  private static final int K = 4;

  private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
  private final SparseAutoencoder cpu =
      Saev.trainer()
          .latents(64)
          .k(K)
          .steps(30)
          .batchTokens(32)
          .shuffleBufferTokens(64)
          .device("cpu")
          .train(ActivationSource.of(examples()));

  @AfterEach
  void close() {
    cpu.close();
    manager.close();
  }

  private static List<Example> examples() {
    List<Example> examples = new ArrayList<>();
    for (int e = 0; e < 20; e++) {
      TokenSequence tokens = TokenSequence.builder().textTokens(10).build();
      examples.add(Example.of("e" + e, tokens, FloatBuffer.wrap(random(e, 10 * WIDTH))));
    }
    return examples;
  }

  private static float[] random(long seed, int length) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  @Test
  void codes_areThoseOfTheCpuBackEnd() {
    float[] rows = random(99, 6 * WIDTH);
    SparseCodes expected = cpu.encode(FloatBuffer.wrap(rows));
    try (DjlSae sae = DjlSae.of(cpu, manager)) {
      DjlCodes codes = sae.encode(manager.create(rows, new Shape(2, 3, WIDTH)));

      assertThat(codes.values().getShape()).isEqualTo(new Shape(2, 3, K));
      float[] values = codes.values().toFloatArray();
      int[] latents = codes.latents().toIntArray();
      for (int t = 0; t < 6; t++) {
        for (int rank = 0; rank < expected.count(t); rank++) {
          assertThat(values[t * K + rank]).isCloseTo(expected.value(t, rank), within(1e-5f));
          assertThat(latents[t * K + rank]).isEqualTo(expected.latent(t, rank));
        }
      }
      assertThat(sae.decode(codes).toFloatArray())
          .containsExactly(cpu.decode(expected), within(1e-5f));
      assertThat(sae.config()).isEqualTo(cpu.config());
    }
  }

  @Test
  void largeBatches_areEncodedInBlocks() {
    float[] rows = random(98, 9000 * WIDTH);
    try (DjlSae sae = DjlSae.of(cpu, manager)) {
      NDArray x = manager.create(rows, new Shape(9000, WIDTH));
      float[] whole = sae.reconstruct(x).toFloatArray();
      float[] part = sae.reconstruct(x.get("8999:9000")).toFloatArray();
      for (int c = 0; c < WIDTH; c++) {
        assertThat(whole[8999 * WIDTH + c]).isCloseTo(part[c], within(1e-5f));
      }
    }
  }

  @Test
  void halfPrecisionActivations_comeBackAsTheyCame() {
    try (DjlSae sae = DjlSae.of(cpu, manager, Precision.BF16)) {
      NDArray x =
          manager
              .create(random(97, 3 * WIDTH), new Shape(3, WIDTH))
              .toType(DataType.FLOAT16, false);
      assertThat(sae.reconstruct(x).getDataType()).isEqualTo(DataType.FLOAT16);
      assertThat(sae.reconstruct(x).getShape()).isEqualTo(x.getShape());
    }
  }

  @Test
  void results_belongToTheManagerOfTheirInput() {
    try (DjlSae sae = DjlSae.of(cpu, manager)) {
      int before = manager.getManagedArrays().size();
      try (NDManager scope = manager.newSubManager()) {
        NDArray x = scope.create(random(96, WIDTH), new Shape(1, WIDTH));
        assertThat(sae.reconstruct(x).getManager()).isSameAs(scope);
      }
      assertThat(manager.getManagedArrays()).hasSize(before);
    }
  }

  @Test
  void wrongWidth_isRefused() {
    try (DjlSae sae = DjlSae.of(cpu, manager)) {
      assertThatThrownBy(() -> sae.encode(manager.ones(new Shape(3, 5))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("activations must be [..., 12], but are (3, 5)");
      assertThatThrownBy(() -> sae.encode(manager.ones(new Shape(0, WIDTH))))
          .hasMessageContaining("there are no tokens");
      DjlCodes bad = new DjlCodes(manager.ones(new Shape(1, 2)), manager.ones(new Shape(1, 3)));
      assertThatThrownBy(() -> sae.decode(bad)).hasMessageContaining("differ in shape");
    }
  }

  /** Doubles, then the hook, then adds one. */
  private static SequentialBlock model(ActivationHook hook) {
    return new SequentialBlock()
        .add(new LambdaBlock(x -> new NDList(x.head().mul(2)), "double"))
        .add(hook)
        .add(new LambdaBlock(x -> new NDList(x.head().add(1)), "add"));
  }

  private float[] run(SequentialBlock model, NDArray x) {
    return model
        .forward(new ParameterStore(manager, false), new NDList(x), false)
        .head()
        .toFloatArray();
  }

  @Test
  void hook_replacesAnActivationByItsReconstruction() {
    NDArray x = manager.create(random(95, 2 * WIDTH), new Shape(1, 2, WIDTH));
    try (DjlSae sae = DjlSae.of(cpu, manager)) {
      float[] actual = run(model(ActivationHook.reconstruct("resid", sae)), x);
      assertThat(actual).isEqualTo(sae.reconstruct(x.mul(2)).add(1).toFloatArray());
      assertThat(actual).isNotEqualTo(run(model(ActivationHook.named("resid")), x));
    }
  }

  @Test
  void hook_addsADirection() {
    NDArray x = manager.create(random(94, 2 * WIDTH), new Shape(1, 2, WIDTH));
    float[] direction = cpu.decoderRow(3);
    NDArray expected = x.mul(2).add(manager.create(direction).mul(1.5f)).add(1);
    assertThat(run(model(ActivationHook.steer("resid", direction, 1.5f)), x))
        .containsExactly(expected.toFloatArray(), within(1e-6f));
    assertThatThrownBy(() -> run(model(ActivationHook.steer("resid", new float[3], 1)), x))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a direction of width 3 can't be added to activations of (1, 2, 12)");
  }

  private static ModelInput input(String id, long seed, int tokens) {
    return new ModelInput(
        id,
        TokenSequence.builder().textTokens(tokens).build(),
        scope ->
            new NDList(scope.create(random(seed, tokens * WIDTH), new Shape(1, tokens, WIDTH))));
  }

  private void assertCaptures(SequentialBlock model, String layer) {
    try (DjlActivationSource source =
        new DjlActivationSource(
            model, manager, layer, List.of(input("a", 1, 3), input("b", 2, 5)))) {
      assertThat(source.width()).isEqualTo(WIDTH);
      assertThat(source.tokenCount()).hasValue(8);
      assertThat(source.exampleCount()).hasValue(2);
      assertThat(source.identity().layer()).isEqualTo(layer);
      List<Example> examples = source.examples().toList();
      assertThat(examples).extracting(Example::id).containsExactly("a", "b");
      float[] rows = random(2, 5 * WIDTH);
      FloatBuffer captured = examples.get(1).activations();
      for (float value : rows) {
        assertThat(captured.get()).isEqualTo(2 * value);
      }
      assertThat(source.examplesFrom(1)).hasSize(1);
      int before = manager.getManagedArrays().size();
      source.examples().forEach(example -> {});
      assertThat(manager.getManagedArrays()).hasSize(before);
    }
  }

  @Test
  void source_capturesAHook() {
    assertCaptures(new SequentialBlock().add(model(ActivationHook.named("resid"))), "resid");
  }

  @Test
  void source_capturesAChild_andRunsNoMore() {
    SequentialBlock inner =
        new SequentialBlock()
            .add(new LambdaBlock(x -> new NDList(x.head().mul(2)), "double"))
            .add(
                new LambdaBlock(
                    x -> {
                      throw new AssertionError("not to be run");
                    },
                    "never"));
    assertCaptures(new SequentialBlock().add(inner), "01SequentialBlock/01LambdaBlock");
  }

  @Test
  void source_capturesANamedOutput() {
    assertCaptures(
        new SequentialBlock()
            .add(
                new LambdaBlock(
                    x -> {
                      NDArray hidden = x.head().mul(2);
                      hidden.setName("hidden");
                      return new NDList(NDArrays.add(x.head(), x.head()), hidden);
                    })),
        "hidden");
  }

  @Test
  void source_namesWhatThereIs_whenTheLayerIsUnknown() {
    SequentialBlock model = model(ActivationHook.named("resid"));
    assertThatThrownBy(
            () -> new DjlActivationSource(model, manager, "h.7", List.of(input("a", 1, 3))))
        .isInstanceOf(SaevException.class)
        .hasMessageContaining("has no layer 'h.7'; it has '01LambdaBlock'")
        .hasMessageContaining("put an ActivationHook there");
    ModelInput wrong =
        new ModelInput(
            "w", TokenSequence.builder().textTokens(4).build(), input("a", 1, 3).arrays());
    assertThatThrownBy(() -> new DjlActivationSource(model, manager, "resid", List.of(wrong)))
        .isInstanceOf(SaevException.class)
        .hasMessageContaining("input 'w' has 4 tokens, but the layer gave (1, 3, 12)");
    assertThatThrownBy(() -> new DjlActivationSource(model, manager, "resid", List.of()))
        .hasMessageContaining("there are no inputs");
  }
}
