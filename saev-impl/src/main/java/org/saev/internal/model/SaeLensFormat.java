package org.saev.internal.model;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.saev.internal.io.Json;
import org.saev.internal.io.JsonFields;
import org.saev.sae.Architecture;
import org.saev.sae.SaeConfig;
import org.saev.spi.SaeWeights;

/**
 * A folder of SAELens 6: {@code cfg.json} with {@code architecture}, {@code d_in}, {@code d_sae}
 * and {@code metadata}, and the tensors of {@link SaeLensTensors}. Folders of inference and of
 * training alike; what the trainer wrote besides isn't read.
 */
final class SaeLensFormat implements ModelFormat {

  private static final Map<String, Architecture> ARCHITECTURES =
      new TreeMap<>(
          Map.of(
              "standard", Architecture.RELU,
              "topk", Architecture.TOPK,
              "batchtopk", Architecture.BATCH_TOPK,
              "jumprelu", Architecture.JUMP_RELU,
              "gated", Architecture.GATED,
              "matryoshka_batchtopk", Architecture.MATRYOSHKA_BATCH_TOPK));

  @Override
  public String name() {
    return "SAELens 6";
  }

  @Override
  public boolean recognises(Path path) throws IOException {
    return SaeLensTensors.recognises(path, true);
  }

  @Override
  public SaeWeights load(Path path) throws IOException {
    Path folder = ModelFormat.folder(path, SaeLensTensors.WEIGHTS);
    JsonFields json = Json.read(folder.resolve(SaeLensTensors.CONFIG));
    Architecture architecture = json.oneOf("architecture", ARCHITECTURES);
    int width = (int) json.integer("d_in", 1, Integer.MAX_VALUE);
    int latents = (int) json.integer("d_sae", 1, Integer.MAX_VALUE);
    SaeConfig.Builder builder =
        SaeConfig.builder(architecture, width, latents)
            .decoderBiasSubtracted(json.bool("apply_b_dec_to_input", true))
            .decoderNormRescaled(json.bool("rescale_acts_by_decoder_norm", false));
    String normalization = "none";
    if (json.present("normalize_activations")) {
      builder.inputNormalization(
          json.oneOf("normalize_activations", SaeLensTensors.NORMALIZATIONS));
      normalization = json.string("normalize_activations");
    }
    if (json.present("dtype")) {
      builder.provenance("source.declared_dtype", json.oneOf("dtype", SaeLensTensors.DTYPES));
    }
    if (json.present("reshape_activations")) {
      // hook_z flattens the heads of an attention layer; here rows come flat.
      String reshaped =
          json.oneOf("reshape_activations", Map.of("none", "none", "hook_z", "hook_z"));
      builder.provenance("source.reshape_activations", reshaped);
    }
    if (architecture == Architecture.TOPK) {
      builder.k((int) json.integer("k", 1, latents));
    } else if (architecture != Architecture.JUMP_RELU && json.present("k")) {
      // The mean of a batch, which SAELens lets be a fraction.
      double k = json.number("k");
      if (k == Math.rint(k) && k >= 1 && k <= latents) {
        builder.k((int) k);
      } else {
        builder.provenance("source.k", Double.toString(k));
      }
    }
    for (String key : List.of("metadata", "meta")) {
      if (json.present(key)) {
        Source.noteRest(builder, key + ".", json.object(key));
      }
    }
    Source.noteRest(builder, "", json);
    return SaeLensTensors.load(folder, name(), builder, normalization, json);
  }

  @Override
  public List<String> save(SaeWeights weights, Path folder) throws IOException {
    SaeConfig config = weights.config();
    Target target = new Target(name(), weights);
    JsonObject json = new JsonObject();
    float[] thresholds = null;
    switch (config.architecture()) {
      case TOPK -> {
        json.addProperty("architecture", "topk");
        json.addProperty("k", config.k().orElseThrow());
        json.addProperty("rescale_acts_by_decoder_norm", config.decoderNormRescaled());
      }
      case RELU -> {
        target.holdsNoRescaling();
        json.addProperty("architecture", "standard");
      }
      case GATED -> {
        target.holdsNoRescaling().keeps("b_mag").keeps("r_mag");
        json.addProperty("architecture", "gated");
      }
      case JUMP_RELU, BATCH_TOPK, MATRYOSHKA_BATCH_TOPK -> {
        target.holdsNoRescaling();
        target.asJumpRelu();
        thresholds = target.thresholds();
        json.addProperty("architecture", "jumprelu");
      }
    }
    json.addProperty("d_in", config.width());
    json.addProperty("d_sae", config.latents());
    json.addProperty("dtype", "float32");
    json.addProperty("device", "cpu");
    json.addProperty("apply_b_dec_to_input", config.decoderBiasSubtracted());
    json.addProperty("normalize_activations", SaeLensTensors.name(config.inputNormalization()));
    json.addProperty("reshape_activations", "none");
    json.add("metadata", metadata(config));
    List<String> notes = target.notes();
    SaeLensTensors.save(weights, thresholds, json, folder);
    return notes;
  }

  private static JsonObject metadata(SaeConfig config) {
    JsonObject metadata = new JsonObject();
    String model =
        Source.noted(
            config.provenance(),
            "source.metadata.model_name",
            "source.model_name",
            "source.trainer.lm_name",
            "data.model");
    String hook =
        Source.noted(
            config.provenance(),
            "source.metadata.hook_name",
            "source.hook_name",
            "source.hook_point",
            "source.hook_point_in",
            "data.layer");
    metadata.addProperty("model_name", model.isEmpty() ? null : model);
    metadata.addProperty("hook_name", hook.isEmpty() ? null : hook);
    return metadata;
  }
}
