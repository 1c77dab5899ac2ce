package org.saev.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.saev.formats.SaeFormat;
import org.saev.internal.model.ModelFiles;
import org.saev.sae.Architecture;
import org.saev.sae.InputNormalization;
import org.saev.sae.SaeConfig;
import org.saev.spi.SaeWeights;

/** What we write in the formats of Python tools, read by torch and numpy themselves. */
class WrittenForPythonTest {

  private static Optional<String> python;

  @TempDir Path folder;

  @BeforeAll
  static void findPython() throws Exception {
    python = Python.withTorch();
  }

  @Test
  void stateDict_isReadByTorch() throws Exception {
    assumeTrue(python.isPresent(), Python.ABSENT);
    SaeConfig config =
        SaeConfig.builder(Architecture.TOPK, 2, 3)
            .k(2)
            .inputNormalization(InputNormalization.LAYER_NORM)
            .build();
    ModelFiles.saveAs(weights(config, Map.of()), folder.resolve("a.pt"), SaeFormat.OPENAI.tool());
    assertThat(
            Python.run(
                python.get(),
                folder,
                """
                import torch
                s = torch.load("a.pt")
                print(type(s).__name__, list(s))
                print(s["decoder.weight"].tolist(), s["decoder.weight"].is_contiguous())
                print(s["stats_last_nonzero"].dtype, s["activation"], dict(s["activation_state_dict"]))
                """))
        .isEqualTo(
            """
            OrderedDict ['pre_bias', 'latent_bias', 'stats_last_nonzero',\
             'latents_activation_frequency', 'latents_mean_square', 'encoder.weight',\
             'decoder.weight', 'activation', 'activation_state_dict']
            [[6.0, 8.0, 10.0], [7.0, 9.0, 11.0]] True
            torch.int64 TopK {'k': 2, 'postact_fn': 'ReLU'}
            """);
  }

  @Test
  void scalars_ofDictionaryLearning_areReadByTorch() throws Exception {
    assumeTrue(python.isPresent(), Python.ABSENT);
    SaeConfig config = SaeConfig.builder(Architecture.BATCH_TOPK, 2, 3).k(2).build();
    float[] thresholds = new float[3];
    Arrays.fill(thresholds, 0.5f);
    ModelFiles.saveAs(
        weights(config, Map.of("threshold", thresholds)),
        folder.resolve("ae"),
        SaeFormat.DICTIONARY_LEARNING.tool());
    assertThat(
            Python.run(
                python.get(),
                folder,
                """
                import torch
                s = torch.load("ae/ae.pt")
                print(s["k"].item(), s["k"].dtype, tuple(s["k"].shape), s["threshold"].item())
                """))
        .isEqualTo("2 torch.int32 () 0.5\n");
  }

  @Test
  void npz_isReadByNumpy() throws Exception {
    assumeTrue(python.isPresent(), Python.ABSENT);
    SaeConfig config =
        SaeConfig.builder(Architecture.RELU, 2, 3).decoderBiasSubtracted(false).build();
    ModelFiles.saveAs(
        weights(config, Map.of()), folder.resolve("gemma"), SaeFormat.GEMMA_SCOPE.tool());
    assertThat(
            Python.run(
                python.get(),
                folder,
                """
                import numpy as np
                s = np.load("gemma/params.npz")
                print(sorted(s), s["W_enc"].tolist(), s["b_dec"].dtype, s["threshold"].tolist())
                """))
        .isEqualTo(
            "['W_dec', 'W_enc', 'b_dec', 'b_enc', 'threshold'] [[0.0, 2.0, 4.0], [1.0, 3.0, 5.0]]"
                + " float32 [0.0, 0.0, 0.0]\n");
  }

  private static SaeWeights weights(SaeConfig config, Map<String, float[]> more) {
    return new SaeWeights(
        config,
        new float[] {0, 1, 2, 3, 4, 5},
        new float[3],
        new float[] {6, 7, 8, 9, 10, 11},
        new float[2],
        more);
  }
}
