package org.saev.internal.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.saev.Saev;
import org.saev.internal.backend.CpuBackend;
import org.saev.sae.Architecture;
import org.saev.sae.InputNormalization;
import org.saev.sae.SaeConfig;
import org.saev.sae.SparseAutoencoder;
import org.saev.sae.SparseCodes;
import org.saev.spi.SaeWeights;

/**
 * Checkpoints of other tools against what those tools computed with them: the same latents in the
 * same order, activations and reconstructions to 1e-5 relative. The gap between the k-th and the
 * next pre-activation is at least 1.4e-4 in these inputs, so that rounding can't exchange latents.
 */
class GoldenTest {

  private static final double RELATIVE = 1e-5;

  @ParameterizedTest
  @CsvSource({
    "sparsify/checkpoint_init, sparsify/out, NONE, false, sparsify",
    "sparsify/checkpoint_init/sae.safetensors, sparsify/out, NONE, false, sparsify",
    "dictionary_learning/checkpoint_init, dictionary_learning/out, NONE, false, dictionary_learning",
    "saelens_topk/checkpoint_init_training, saelens_topk/out, NONE, true, SAELens 6",
    "saelens_topk/checkpoint_init_inference, saelens_topk/out_inference_checkpoint, NONE, true, SAELens 6",
    "openai_model/autoencoder_init.pt, openai_model/out, LAYER_NORM, false, openai/sparse_autoencoder",
    "openai_model/autoencoder_init_published_layout.pt, openai_model/out, LAYER_NORM, false, openai/sparse_autoencoder",
    "openai_model/autoencoder_init_legacy_nozip.pt, openai_model/out, LAYER_NORM, false, openai/sparse_autoencoder"
  })
  void topK_computesWhatItsToolComputed(
      String checkpoint,
      String out,
      InputNormalization normalization,
      boolean rescaled,
      String format)
      throws IOException {
    try (SparseAutoencoder sae = Saev.load(Golden.path(checkpoint), "cpu")) {
      SaeConfig config = sae.config();
      assertThat(config.architecture()).isEqualTo(Architecture.TOPK);
      assertThat(config.k()).hasValue(Golden.K);
      assertThat(config.inputNormalization()).isEqualTo(normalization);
      assertThat(config.decoderBiasSubtracted()).isTrue();
      assertThat(config.decoderNormRescaled()).isEqualTo(rescaled);
      assertThat(config.provenance())
          .containsEntry("source.format", format)
          .containsEntry("source.dtype", "F32");

      SparseCodes codes = sae.encode(FloatBuffer.wrap(Golden.floats("x.npy")));
      long[] indices = Golden.longs(out + "/top_indices.npy");
      float[] acts = Golden.floats(out + "/top_acts.npy");
      for (int token = 0; token < Golden.ROWS; token++) {
        assertThat(codes.count(token)).isEqualTo(Golden.K);
        for (int rank = 0; rank < Golden.K; rank++) {
          int at = token * Golden.K + rank;
          assertThat((long) codes.latent(token, rank)).isEqualTo(indices[at]);
          assertClose(codes.value(token, rank), acts[at]);
        }
      }
      assertClose(sae.decode(codes), Golden.floats(out + "/reconstruction.npy"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "gemma_scope_jumprelu/layer_3/width_192/average_l0_8",
    "gemma_scope_jumprelu/layer_3/width_192/average_l0_8/params.npz"
  })
  void jumpRelu_computesWhatItsToolComputed(String checkpoint) throws IOException {
    try (SparseAutoencoder sae = Saev.load(Golden.path(checkpoint), "cpu")) {
      assertThat(sae.config().architecture()).isEqualTo(Architecture.JUMP_RELU);
      assertThat(sae.config().decoderBiasSubtracted()).isFalse();
      SparseCodes codes = sae.encode(FloatBuffer.wrap(Golden.floats("x.npy")));
      float[] expected = Golden.floats("gemma_scope_jumprelu/out/feature_acts.npy");
      float[] found = codes.toDense();
      int active = 0;
      for (int i = 0; i < expected.length; i++) {
        assertThat(found[i] > 0).isEqualTo(expected[i] > 0);
        assertClose(found[i], expected[i]);
        active += expected[i] > 0 ? 1 : 0;
      }
      assertThat(codes.entries()).isEqualTo(active).isEqualTo(Math.round(13.4375 * Golden.ROWS));
      assertClose(sae.decode(codes), Golden.floats("gemma_scope_jumprelu/out/reconstruction.npy"));
    }
  }

  /** The threshold that dictionary_learning estimates beside its TopK, as a BatchTopK has it. */
  @Test
  void threshold_ofDictionaryLearning_computesWhatItsToolComputed() throws IOException {
    var topK = ModelFiles.load(Golden.path("dictionary_learning/checkpoint_step10"));
    float threshold = topK.more().get("topk_threshold")[0];
    assertThat((double) threshold).isCloseTo(0.9922651, within(1e-6));
    SaeConfig config =
        SaeConfig.builder(Architecture.BATCH_TOPK, Golden.WIDTH, Golden.LATENTS).build();
    var weights =
        new SaeWeights(
            config,
            topK.encoder(),
            topK.encoderBias(),
            topK.decoder(),
            topK.decoderBias(),
            Map.of("threshold", Matrices.filled(Golden.LATENTS, threshold)));
    try (SparseAutoencoder sae = new CpuBackend().open(weights, "cpu", 1)) {
      SparseCodes codes = sae.encode(FloatBuffer.wrap(Golden.floats("x.npy")));
      assertClose(
          codes.toDense(),
          Golden.floats("dictionary_learning/out/encode_use_threshold_after_step10.npy"));
    }
  }

  /** A checkpoint in the middle of a training, with the files of the trainer beside it. */
  @Test
  void trainerCheckpoint_loadsWithoutItsTrainer() {
    var weights = ModelFiles.load(Golden.path("saelens_topk/checkpoint_step10_trainer"));
    assertThat(weights.config().provenance())
        .containsEntry("source.metadata.sae_lens_version", "6.18.0")
        .containsEntry("source.decoder_init_norm", "0.7")
        .doesNotContainKey("source.folded_activation_scale");
  }

  private static void assertClose(float[] found, float[] expected) {
    assertThat(found).hasSameSizeAs(expected);
    double largest = 0;
    for (float value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    for (int i = 0; i < found.length; i++) {
      // Sums that nearly cancel are measured against the size of what was summed.
      assertThat((double) found[i])
          .isCloseTo(expected[i], within(RELATIVE * Math.max(Math.abs(expected[i]), largest / 10)));
    }
  }

  private static void assertClose(float found, float expected) {
    assertThat((double) found).isCloseTo(expected, within(RELATIVE * Math.abs((double) expected)));
  }
}
