package org.saev.internal.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.saev.SaevException;
import org.saev.formats.Conversion;
import org.saev.formats.SaeFormat;
import org.saev.formats.SaeFormats;
import org.saev.sae.Architecture;
import org.saev.sae.InputNormalization;
import org.saev.sae.SaeConfig;
import org.saev.spi.SaeWeights;

class ConversionTest {

  private static final int WIDTH = 5;
  private static final int LATENTS = 37;

  @TempDir Path folder;

  @Test
  void formats_areThoseOfTheReaders() {
    assertThat(Arrays.stream(SaeFormat.values()).map(SaeFormat::tool))
        .containsExactlyElementsOf(ModelFiles.names());
  }

  /** Golden checkpoint of each tool, written by us in its format and read again. */
  @ParameterizedTest
  @CsvSource({
    "sparsify/checkpoint_init, SPARSIFY",
    "dictionary_learning/checkpoint_step10, DICTIONARY_LEARNING",
    "saelens_topk/checkpoint_init_training, SAELENS",
    "openai_model/autoencoder_init_legacy_nozip.pt, OPENAI",
    "gemma_scope_jumprelu/layer_3/width_192/average_l0_8, GEMMA_SCOPE"
  })
  void goldenCheckpoint_writtenInItsOwnFormat_isEqualToTheBit(String name, SaeFormat format) {
    Path own = folder.resolve("own");
    Path back = folder.resolve("back");
    SaeWeights golden = ModelFiles.load(Golden.path(name));

    Conversion there = SaeFormats.convert(Golden.path(name), own, SaeFormat.SAEV);
    Conversion again = SaeFormats.convert(own, back, format);

    assertThat(there.from()).isEqualTo(format);
    assertThat(there.leftOut()).isEmpty();
    assertThat(there.config()).isEqualTo(golden.config());
    assertThat(again.from()).isEqualTo(SaeFormat.SAEV);
    assertThat(again.leftOut()).allMatch(sentence -> sentence.startsWith("the provenance ("));
    assertEqual(ModelFiles.load(own), golden);
    assertEqual(ModelFiles.load(back), golden);
    assertThat(folder).isDirectoryNotContaining("glob:**.part");
  }

  @ParameterizedTest
  @CsvSource({
    "SAELENS, TOPK, NONE, true, true",
    "SAELENS, TOPK, LAYER_NORM, false, false",
    "SAELENS, RELU, CONSTANT_NORM, true, false",
    "SAELENS, JUMP_RELU, NONE, false, false",
    "SAELENS, GATED, NONE, true, false",
    "SAELENS_FLAT, TOPK, LAYER_NORM, true, false",
    "SAELENS_FLAT, RELU, NONE, false, false",
    "SAELENS_FLAT, JUMP_RELU, CONSTANT_NORM, true, false",
    "SAELENS_FLAT, GATED, NONE, false, false",
    "SPARSIFY, TOPK, NONE, true, false",
    "DICTIONARY_LEARNING, TOPK, NONE, true, false",
    "DICTIONARY_LEARNING, BATCH_TOPK, NONE, true, false",
    "DICTIONARY_LEARNING, MATRYOSHKA_BATCH_TOPK, NONE, true, false",
    "DICTIONARY_LEARNING, RELU, NONE, true, false",
    "DICTIONARY_LEARNING, RELU, NONE, false, false",
    "DICTIONARY_LEARNING, GATED, NONE, true, false",
    "DICTIONARY_LEARNING, JUMP_RELU, NONE, false, false",
    "GEMMA_SCOPE, JUMP_RELU, NONE, false, false",
    "OPENAI, TOPK, LAYER_NORM, true, false",
    "OPENAI, RELU, NONE, true, false",
    "LLAMA_SCOPE, TOPK, NONE, false, true",
    "LLAMA_SCOPE, RELU, CONSTANT_NORM, true, false",
    "LLAMA_SCOPE, JUMP_RELU, NONE, false, true"
  })
  void whatAFormatHolds_comesBackEqualToTheBit(
      SaeFormat format,
      Architecture architecture,
      InputNormalization normalization,
      boolean subtracted,
      boolean rescaled)
      throws IOException {
    SaeWeights weights = weights(architecture, normalization, subtracted, rescaled);
    Path own = folder.resolve("own");
    Path other = folder.resolve("deep/er/other");
    ModelFiles.save(weights, own);

    Conversion done = SaeFormats.convert(own, other, format);

    assertThat(done.leftOut()).isEmpty();
    assertThat(done).hasToString(weights.config() + ": saev -> " + format.tool());
    assertThat(SaeFormats.formatOf(other)).isEqualTo(format);
    SaeWeights back = ModelFiles.load(other);
    assertEqual(back, weights);
    assertThat(back.config().provenance()).containsEntry("source.format", format.tool());
    // Equal content gives equal files.
    Path twice = folder.resolve("twice");
    SaeFormats.convert(own, twice, format);
    assertThat(bytes(twice)).isEqualTo(bytes(other));
  }

  @Test
  void metadata_ofSaeLens_survivesOurFormat() throws IOException {
    Path own = folder.resolve("own");
    SaeFormats.convert(Golden.path("saelens_topk/checkpoint_init_inference"), own, SaeFormat.SAEV);
    SaeFormats.convert(own, folder.resolve("back"), SaeFormat.SAELENS);
    assertThat(Files.readString(folder.resolve("back/cfg.json")))
        .contains("\"model_name\": \"synthetic\"", "\"hook_name\": \"blocks.3.hook_resid_post\"");
  }

  @Test
  void batchTopK_becomesJumpRelu_andTheReportSaysSo() {
    SaeWeights weights = weights(Architecture.BATCH_TOPK, InputNormalization.NONE, true, false);
    ModelFiles.save(weights, folder.resolve("own"));
    Path to = folder.resolve("to");
    Conversion done = SaeFormats.convert(folder.resolve("own"), to, SaeFormat.SAELENS);
    assertThat(done.leftOut())
        .containsExactly("BATCH_TOPK becomes JumpReLU, which computes the same; k 3 is not kept");
    SaeWeights back = ModelFiles.load(to);
    assertThat(back.config().architecture()).isEqualTo(Architecture.JUMP_RELU);
    assertThat(back.more().get("threshold")).isEqualTo(weights.more().get("threshold"));
  }

  @Test
  void arraysAndProvenance_thatHaveNoPlace_areReported() {
    SaeWeights topK = weights(Architecture.TOPK, InputNormalization.NONE, true, false);
    SaeWeights more =
        new SaeWeights(
            topK.config().toBuilder().provenance("seed", "7").build(),
            topK.encoder(),
            topK.encoderBias(),
            topK.decoder(),
            topK.decoderBias(),
            Map.of("extra", new float[2], "topk_threshold", new float[1]));
    assertThat(ModelFiles.saveAs(more, folder.resolve("a"), SaeFormat.SPARSIFY.tool()))
        .containsExactly(
            "the array 'extra' of 2 numbers is not kept",
            "the array 'topk_threshold' of 1 numbers is not kept",
            "the provenance (1 entries) is not kept");
    assertThat(ModelFiles.saveAs(more, folder.resolve("b"), "dictionary_learning"))
        .containsExactly(
            "the array 'extra' of 2 numbers is not kept", "the provenance (1 entries) is not kept");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SPARSIFY|GATED|NONE|true|false|a GATED autoencoder; it holds [TOPK]",
        "SPARSIFY|TOPK|LAYER_NORM|true|false|LAYER_NORM of the input",
        "SPARSIFY|TOPK|NONE|false|false|isn't subtracted",
        "SPARSIFY|TOPK|NONE|true|true|rescaling of activations by decoder norm",
        "OPENAI|TOPK|NONE|true|false|NONE of the input where the architecture is TOPK",
        "OPENAI|RELU|LAYER_NORM|true|false|it holds [NONE]",
        "GEMMA_SCOPE|JUMP_RELU|NONE|true|false|is subtracted",
        "DICTIONARY_LEARNING|JUMP_RELU|NONE|true|false|is subtracted",
        "LLAMA_SCOPE|GATED|NONE|true|false|a GATED autoencoder",
        "SAELENS|RELU|NONE|true|true|rescaling",
        "SAELENS_FLAT|TOPK|NONE|true|true|rescaling"
      })
  void whatAFormatCantCompute_isRefusedBeforeAnythingIsWritten(
      SaeFormat format,
      Architecture architecture,
      InputNormalization normalization,
      boolean subtracted,
      boolean rescaled,
      String reason) {
    ModelFiles.save(
        weights(architecture, normalization, subtracted, rescaled), folder.resolve("own"));
    Path to = folder.resolve("to");
    assertThatThrownBy(() -> SaeFormats.convert(folder.resolve("own"), to, format))
        .isInstanceOf(SaevException.class)
        .hasMessageStartingWith("the format " + format.tool() + " can't hold ")
        .hasMessageContaining(reason);
    assertThat(folder.toFile().list()).containsExactly("own");
  }

  @Test
  void differingThresholds_areRefusedWhereThereIsOne() {
    SaeWeights weights = weights(Architecture.JUMP_RELU, InputNormalization.NONE, false, false);
    weights.more().get("threshold")[3] += 1;
    assertThatThrownBy(() -> ModelFiles.saveAs(weights, folder.resolve("to"), "Llama Scope"))
        .hasMessageContaining("thresholds that differ from latent to latent");
  }

  @ParameterizedTest
  @EnumSource
  void pathThatIsTaken_isRefused(SaeFormat format) throws IOException {
    Path own = folder.resolve("own");
    ModelFiles.save(weights(Architecture.TOPK, InputNormalization.NONE, true, false), own);
    Path mine = Files.createDirectory(folder.resolve("mine"));
    Files.writeString(mine.resolve("notes.txt"), "mine");
    assertThatThrownBy(() -> SaeFormats.convert(own, mine, format))
        .hasMessageContaining("mine exists already; name a path that doesn't");
    assertThat(mine.resolve("notes.txt")).hasContent("mine");
    Path empty = Files.createDirectory(folder.resolve("empty"));
    if (format == SaeFormat.OPENAI) {
      assertThatThrownBy(() -> SaeFormats.convert(own, empty, format))
          .hasMessageEndingWith("empty exists already; name a path that doesn't");
    } else if (format == SaeFormat.SPARSIFY) {
      SaeFormats.convert(own, empty, format);
      assertThat(SaeFormats.formatOf(empty)).isEqualTo(format);
    }
  }

  private static Map<String, String> bytes(Path path) throws IOException {
    Map<String, String> all = new HashMap<>();
    try (var files = Files.walk(path)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.put(path.relativize(file).toString(), Arrays.toString(Files.readAllBytes(file)));
      }
    }
    return all;
  }

  private static SaeWeights weights(
      Architecture architecture,
      InputNormalization normalization,
      boolean subtracted,
      boolean rescaled) {
    SaeConfig.Builder builder =
        SaeConfig.builder(architecture, WIDTH, LATENTS)
            .inputNormalization(normalization)
            .decoderBiasSubtracted(subtracted)
            .decoderNormRescaled(rescaled);
    Random random = new Random(3);
    Map<String, float[]> more = new HashMap<>();
    switch (architecture) {
      case TOPK -> builder.k(3);
      case BATCH_TOPK, MATRYOSHKA_BATCH_TOPK -> {
        builder.k(3);
        more.put("threshold", Matrices.filled(LATENTS, 0.3f));
      }
      case JUMP_RELU -> more.put("threshold", Matrices.filled(LATENTS, 0.7f));
      case GATED -> {
        more.put("b_mag", floats(random, LATENTS));
        more.put("r_mag", floats(random, LATENTS));
      }
      case RELU -> {}
    }
    if (architecture == Architecture.MATRYOSHKA_BATCH_TOPK) {
      more.put("group_sizes", new float[] {7, 10, 20});
    }
    float[] decoder = floats(random, LATENTS * WIDTH);
    decoder[0] = -0f;
    decoder[1] = Float.MIN_VALUE;
    return new SaeWeights(
        builder.build(),
        floats(random, LATENTS * WIDTH),
        floats(random, LATENTS),
        decoder,
        floats(random, WIDTH),
        more);
  }

  private static float[] floats(Random random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static void assertEqual(SaeWeights found, SaeWeights expected) {
    assertThat(withoutProvenance(found)).isEqualTo(withoutProvenance(expected));
    assertBits(found.encoder(), expected.encoder());
    assertBits(found.encoderBias(), expected.encoderBias());
    assertBits(found.decoder(), expected.decoder());
    assertBits(found.decoderBias(), expected.decoderBias());
    Map<String, float[]> more = new HashMap<>(found.more());
    // dictionary_learning always has a threshold; -1 says that it was never set.
    if (!expected.more().containsKey("topk_threshold") && more.containsKey("topk_threshold")) {
      assertThat(more.remove("topk_threshold")).containsExactly(-1);
    }
    assertThat(more).containsOnlyKeys(expected.more().keySet());
    more.forEach((name, values) -> assertBits(values, expected.more().get(name)));
  }

  private static void assertBits(float[] found, float[] expected) {
    assertThat(Arrays.equals(found, expected)).isTrue();
  }

  private static SaeConfig withoutProvenance(SaeWeights weights) {
    SaeConfig config = weights.config();
    SaeConfig.Builder builder =
        SaeConfig.builder(config.architecture(), config.width(), config.latents())
            .inputNormalization(config.inputNormalization())
            .decoderBiasSubtracted(config.decoderBiasSubtracted())
            .decoderNormRescaled(config.decoderNormRescaled());
    config.k().ifPresent(builder::k);
    return builder.build();
  }
}
