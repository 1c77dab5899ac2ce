package org.saev.internal.model;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.saev.internal.io.AtomicFiles;
import org.saev.internal.io.Json;
import org.saev.internal.io.JsonFields;
import org.saev.internal.io.Tensor;
import org.saev.internal.io.TorchArchive;
import org.saev.internal.io.TorchWriter;
import org.saev.sae.Architecture;
import org.saev.sae.InputNormalization;
import org.saev.sae.SaeConfig;
import org.saev.spi.SaeWeights;

/**
 * A folder of dictionary_learning: {@code config.json}, of which {@code trainer.dict_class} says
 * what {@code ae.pt} holds. The classes {@code AutoEncoderTopK}, {@code BatchTopKSAE}, {@code
 * MatryoshkaBatchTopKSAE}, {@code AutoEncoder}, {@code AutoEncoderNew}, {@code GatedAutoEncoder}
 * and {@code JumpReluAutoEncoder}; activations aren't multiplied by decoder norms, as in its newer
 * versions.
 */
final class DictionaryLearningFormat implements ModelFormat {

  private static final String CONFIG = "config.json";
  private static final String WEIGHTS = "ae.pt";
  private static final int MARK_BYTES = 1 << 20;

  /** How a class lays its tensors out. */
  private enum Layout {
    TOPK(Architecture.TOPK, true),
    BATCH_TOPK(Architecture.BATCH_TOPK, true),
    MATRYOSHKA(Architecture.MATRYOSHKA_BATCH_TOPK, true),
    STANDARD(Architecture.RELU, true),
    STANDARD_NEW(Architecture.RELU, false),
    GATED(Architecture.GATED, true),
    JUMP_RELU(Architecture.JUMP_RELU, false);

    private final Architecture architecture;
    private final boolean subtracted;

    Layout(Architecture architecture, boolean subtracted) {
      this.architecture = architecture;
      this.subtracted = subtracted;
    }
  }

  private static final Map<String, Layout> CLASSES =
      new TreeMap<>(
          Map.of(
              "AutoEncoderTopK", Layout.TOPK,
              "BatchTopKSAE", Layout.BATCH_TOPK,
              "MatryoshkaBatchTopKSAE", Layout.MATRYOSHKA,
              "AutoEncoder", Layout.STANDARD,
              "AutoEncoderNew", Layout.STANDARD_NEW,
              "GatedAutoEncoder", Layout.GATED,
              "JumpReluAutoEncoder", Layout.JUMP_RELU));

  @Override
  public String name() {
    return "dictionary_learning";
  }

  @Override
  public boolean recognises(Path path) throws IOException {
    Path folder = ModelFormat.folder(path, WEIGHTS);
    Path config = folder.resolve(CONFIG);
    if (!Files.isRegularFile(config) || !Files.isRegularFile(folder.resolve(WEIGHTS))) {
      return false;
    }
    try (InputStream in = Files.newInputStream(config)) {
      String text = new String(in.readNBytes(MARK_BYTES), StandardCharsets.ISO_8859_1);
      return text.contains("\"dict_class\"") || text.contains("\"trainer\"");
    }
  }

  @Override
  public SaeWeights load(Path path) throws IOException {
    Path folder = ModelFormat.folder(path, WEIGHTS);
    JsonFields json = Json.read(folder.resolve(CONFIG));
    JsonFields trainer = json.object("trainer");
    Layout layout = trainer.oneOf("dict_class", CLASSES);
    int width = (int) trainer.integer("activation_dim", 1, Integer.MAX_VALUE);
    int latents = (int) trainer.integer("dict_size", 1, Integer.MAX_VALUE);
    SaeConfig.Builder builder =
        SaeConfig.builder(layout.architecture, width, latents)
            .decoderBiasSubtracted(layout.subtracted);
    try (TorchArchive archive = TorchArchive.open(folder.resolve(WEIGHTS))) {
      archive
          .values()
          .forEach(
              (name, value) -> {
                throw archive.wrong(name, "a tensor", value);
              });
      TensorPicker tensors = new TensorPicker(archive);
      SaeWeights weights = weights(layout, builder, trainer, tensors);
      tensors.done();
      Source.noteRest(builder, "trainer.", trainer);
      Source.noteRest(builder, "", json);
      Source.note(builder, name(), tensors);
      return weights.with(builder.build());
    }
  }

  private static SaeWeights weights(
      Layout layout, SaeConfig.Builder builder, JsonFields trainer, TensorPicker tensors)
      throws IOException {
    int width = (int) trainer.integer("activation_dim", 1, Integer.MAX_VALUE);
    int latents = (int) trainer.integer("dict_size", 1, Integer.MAX_VALUE);
    Map<String, float[]> more = new HashMap<>();
    if (layout == Layout.TOPK || layout == Layout.BATCH_TOPK || layout == Layout.MATRYOSHKA) {
      builder.k(k(trainer, tensors, latents));
    }
    float[] encoder;
    float[] encoderBias;
    float[] decoder;
    float[] decoderBias;
    switch (layout) {
      case MATRYOSHKA, JUMP_RELU -> {
        encoder = tensors.turned("W_enc", width, latents);
        encoderBias = tensors.vector("b_enc", latents);
        decoder = tensors.matrix("W_dec", latents, width);
        decoderBias = tensors.vector("b_dec", width);
      }
      default -> {
        encoder = tensors.matrix("encoder.weight", latents, width);
        encoderBias =
            tensors.vector(layout == Layout.GATED ? "gate_bias" : "encoder.bias", latents);
        decoder = tensors.turned("decoder.weight", width, latents);
        String bias =
            switch (layout) {
              case STANDARD -> "bias";
              case STANDARD_NEW -> "decoder.bias";
              case GATED -> "decoder_bias";
              default -> "b_dec";
            };
        decoderBias = tensors.vector(bias, width);
      }
    }
    switch (layout) {
      case TOPK -> {
        // An estimate that its own encoder uses only if asked to; kept, so that nothing is lost.
        if (tensors.has("threshold")) {
          more.put("topk_threshold", new float[] {tensors.scalar("threshold")});
        }
      }
      case BATCH_TOPK, MATRYOSHKA ->
          more.put("threshold", Matrices.filled(latents, threshold(trainer, tensors)));
      case JUMP_RELU -> more.put("threshold", tensors.vector("threshold", latents));
      case GATED -> {
        more.put("b_mag", tensors.vector("mag_bias", latents));
        more.put("r_mag", tensors.vector("r_mag", latents));
      }
      default -> {}
    }
    if (layout == Layout.MATRYOSHKA) {
      more.put("group_sizes", groups(trainer, tensors, latents));
    }
    return new SaeWeights(builder.build(), encoder, encoderBias, decoder, decoderBias, more);
  }

  private static int k(JsonFields trainer, TensorPicker tensors, int latents) throws IOException {
    long k = tensors.whole("k");
    if (k < 1 || k > latents) {
      throw trainer.wrong("k", "1 to " + latents, k + " in the tensor k");
    }
    if (trainer.present("k") && trainer.integer("k", 1, latents) != k) {
      throw trainer.wrong("k", k + ", as the tensor k says", trainer.integer("k", 1, latents) + "");
    }
    return (int) k;
  }

  private static float threshold(JsonFields trainer, TensorPicker tensors) throws IOException {
    float threshold = tensors.scalar("threshold");
    if (threshold < 0) {
      throw trainer.wrong(
          "threshold",
          "a threshold for inference, which training sets after threshold_start_step",
          threshold + " in the tensor threshold, which means that it was never set");
    }
    return threshold;
  }

  private static float[] groups(JsonFields trainer, TensorPicker tensors, int latents)
      throws IOException {
    long[] sizes = tensors.wholes("group_sizes");
    long sum = 0;
    for (long size : sizes) {
      if (size < 1 || size > latents - sum) {
        throw trainer.wrong(
            "group_sizes",
            "positive sizes that add up to " + latents,
            Arrays.toString(Arrays.copyOf(sizes, Math.min(sizes.length, 10)))
                + " in the tensor group_sizes");
      }
      sum += size;
    }
    if (sum != latents) {
      throw trainer.wrong("group_sizes", "sizes that add up to " + latents, "a sum of " + sum);
    }
    return Matrices.floats(sizes);
  }

  @Override
  public List<String> save(SaeWeights weights, Path folder) throws IOException {
    SaeConfig config = weights.config();
    Target target = new Target(name(), weights).holds(InputNormalization.NONE).holdsNoRescaling();
    int width = config.width();
    int latents = config.latents();
    Layout layout = layout(config, target);
    Map<String, Object> entries = new LinkedHashMap<>();
    if (layout == Layout.MATRYOSHKA || layout == Layout.JUMP_RELU) {
      entries.put(
          "W_enc",
          Tensor.of("", Matrices.turned(weights.encoder(), latents, width), width, latents));
      entries.put("b_enc", Tensor.of("", weights.encoderBias(), latents));
      entries.put("W_dec", Tensor.of("", weights.decoder(), latents, width));
      entries.put("b_dec", Tensor.of("", weights.decoderBias(), width));
    } else {
      entries.put("encoder.weight", Tensor.of("", weights.encoder(), latents, width));
      entries.put(
          layout == Layout.GATED ? "gate_bias" : "encoder.bias",
          Tensor.of("", weights.encoderBias(), latents));
      entries.put(
          "decoder.weight",
          Tensor.of("", Matrices.turned(weights.decoder(), latents, width), width, latents));
      String bias =
          switch (layout) {
            case STANDARD -> "bias";
            case STANDARD_NEW -> "decoder.bias";
            case GATED -> "decoder_bias";
            default -> "b_dec";
          };
      entries.put(bias, Tensor.of("", weights.decoderBias(), width));
    }
    addMore(layout, weights, target, entries);
    List<String> notes = target.notes();
    AtomicFiles.write(
        folder.resolve(WEIGHTS),
        temporary -> {
          TorchWriter.write(temporary, entries);
          return null;
        });
    AtomicFiles.write(folder.resolve(CONFIG), Json.format(json(layout, config)));
    return notes;
  }

  private static void addMore(
      Layout layout, SaeWeights weights, Target target, Map<String, Object> entries) {
    SaeConfig config = weights.config();
    int latents = config.latents();
    switch (layout) {
      case TOPK -> {
        addK(config, target, entries);
        target.keeps("topk_threshold");
        float[] threshold = weights.more().getOrDefault("topk_threshold", new float[] {-1});
        entries.put("threshold", Tensor.of("", threshold));
      }
      case BATCH_TOPK, MATRYOSHKA -> {
        addK(config, target, entries);
        entries.put("threshold", Tensor.of("", new float[] {target.threshold()}));
      }
      case JUMP_RELU -> entries.put("threshold", Tensor.of("", target.thresholds(), latents));
      case GATED -> {
        target.keeps("b_mag").keeps("r_mag");
        entries.put("mag_bias", Tensor.of("", weights.more().get("b_mag"), latents));
        entries.put("r_mag", Tensor.of("", weights.more().get("r_mag"), latents));
      }
      default -> {}
    }
    if (layout == Layout.MATRYOSHKA) {
      target.keeps("group_sizes");
      if (!weights.more().containsKey("group_sizes")) {
        target.note("the groups of latents aren't known; written is one group of all");
      }
      float[] sizes = weights.more().getOrDefault("group_sizes", new float[] {latents});
      long[] groups = new long[sizes.length];
      Arrays.setAll(groups, i -> (long) sizes[i]);
      entries.put("group_sizes", Tensor.of("", groups, groups.length));
    }
  }

  private static void addK(SaeConfig config, Target target, Map<String, Object> entries) {
    if (config.k().isEmpty()) {
      throw target.refusal("a " + config.architecture() + " autoencoder without k");
    }
    entries.put("k", Tensor.of("", new int[] {config.k().getAsInt()}));
  }

  private static Layout layout(SaeConfig config, Target target) {
    Layout layout =
        switch (config.architecture()) {
          case TOPK -> Layout.TOPK;
          case BATCH_TOPK -> Layout.BATCH_TOPK;
          case MATRYOSHKA_BATCH_TOPK -> Layout.MATRYOSHKA;
          case RELU -> config.decoderBiasSubtracted() ? Layout.STANDARD : Layout.STANDARD_NEW;
          case GATED -> Layout.GATED;
          case JUMP_RELU -> Layout.JUMP_RELU;
        };
    target.holdsSubtraction(layout.subtracted);
    return layout;
  }

  private static JsonObject json(Layout layout, SaeConfig config) {
    JsonObject trainer = new JsonObject();
    CLASSES.forEach(
        (name, other) -> {
          if (other == layout) {
            trainer.addProperty("dict_class", name);
          }
        });
    trainer.addProperty("activation_dim", config.width());
    trainer.addProperty("dict_size", config.latents());
    config.k().ifPresent(k -> trainer.addProperty("k", k));
    JsonObject json = new JsonObject();
    json.add("trainer", trainer);
    return json;
  }
}
