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
 * A folder of SAELens before version 6, as the published SAE-V weights are: a flat {@code cfg.json}
 * in which {@code activation_fn} (or {@code activation_fn_str}) may turn the architecture {@code
 * standard} into TopK. Keys that are absent have the values that SAELens gives them.
 */
final class SaeLensFlatFormat implements ModelFormat {

  private static final Map<String, Architecture> ARCHITECTURES =
      new TreeMap<>(
          Map.of(
              "standard", Architecture.RELU,
              "topk", Architecture.TOPK,
              "jumprelu", Architecture.JUMP_RELU,
              "gated", Architecture.GATED));

  private static final Map<String, String> ACTIVATIONS = Map.of("relu", "relu", "topk", "topk");

  @Override
  public String name() {
    return "SAELens before 6";
  }

  @Override
  public boolean recognises(Path path) throws IOException {
    return SaeLensTensors.recognises(path, false);
  }

  @Override
  public SaeWeights load(Path path) throws IOException {
    Path folder = ModelFormat.folder(path, SaeLensTensors.WEIGHTS);
    JsonFields json = Json.read(folder.resolve(SaeLensTensors.CONFIG));
    int width = (int) json.integer("d_in", 1, Integer.MAX_VALUE);
    int latents = (int) json.integer("d_sae", 1, Integer.MAX_VALUE);
    Architecture architecture = architecture(json);
    SaeConfig.Builder builder =
        SaeConfig.builder(architecture, width, latents)
            .decoderBiasSubtracted(json.bool("apply_b_dec_to_input", true));
    if (architecture == Architecture.TOPK) {
      JsonFields arguments = json.object("activation_fn_kwargs");
      builder.k((int) arguments.integer("k", 1, latents));
      Source.noteRest(builder, "activation_fn_kwargs.", arguments);
    }
    if (json.bool("finetuning_scaling_factor", false)) {
      throw json.wrong(
          "finetuning_scaling_factor", "false, since scaling factors aren't supported", "true");
    }
    String normalization = normalization(json);
    builder.inputNormalization(SaeLensTensors.NORMALIZATIONS.get(normalization));
    if (json.present("dtype")) {
      builder.provenance("source.declared_dtype", json.oneOf("dtype", SaeLensTensors.DTYPES));
    }
    Source.noteRest(builder, "", json);
    return SaeLensTensors.load(folder, name(), builder, normalization, json);
  }

  @Override
  public List<String> save(SaeWeights weights, Path folder) throws IOException {
    SaeConfig config = weights.config();
    Target target = new Target(name(), weights).holdsNoRescaling();
    JsonObject json = new JsonObject();
    JsonObject arguments = new JsonObject();
    float[] thresholds = null;
    String architecture = "standard";
    switch (config.architecture()) {
      case TOPK -> {
        architecture = "topk";
        arguments.addProperty("k", config.k().orElseThrow());
      }
      case RELU -> {}
      case GATED -> {
        target.keeps("b_mag").keeps("r_mag");
        architecture = "gated";
      }
      case JUMP_RELU, BATCH_TOPK, MATRYOSHKA_BATCH_TOPK -> {
        target.asJumpRelu();
        thresholds = target.thresholds();
        architecture = "jumprelu";
      }
    }
    json.addProperty("architecture", architecture);
    json.addProperty("d_in", config.width());
    json.addProperty("d_sae", config.latents());
    json.addProperty("dtype", "float32");
    json.addProperty("device", "cpu");
    boolean topK = config.architecture() == Architecture.TOPK;
    json.addProperty("activation_fn_str", topK ? "topk" : "relu");
    json.add("activation_fn_kwargs", arguments);
    json.addProperty("apply_b_dec_to_input", config.decoderBiasSubtracted());
    json.addProperty("finetuning_scaling_factor", false);
    json.addProperty("normalize_activations", SaeLensTensors.name(config.inputNormalization()));
    List<String> notes = target.notes();
    SaeLensTensors.save(weights, thresholds, json, folder);
    return notes;
  }

  private static Architecture architecture(JsonFields json) {
    Architecture named =
        json.present("architecture")
            ? json.oneOf("architecture", ARCHITECTURES)
            : Architecture.RELU;
    String activation = "";
    for (String key : List.of("activation_fn", "activation_fn_str")) {
      if (json.present(key)) {
        String found = json.oneOf(key, ACTIVATIONS);
        if (!activation.isEmpty() && !activation.equals(found)) {
          throw json.wrong(key, activation + ", as the other key says", found);
        }
        activation = found;
      }
    }
    boolean topK = activation.equals("topk");
    if (topK && named != Architecture.RELU && named != Architecture.TOPK) {
      throw json.wrong("activation_fn", "relu, since the architecture is " + named, "topk");
    }
    if (named == Architecture.TOPK && activation.equals("relu")) {
      throw json.wrong("activation_fn", "topk, since the architecture is topk", "relu");
    }
    return topK ? Architecture.TOPK : named;
  }

  private static String normalization(JsonFields json) {
    if (!json.present("normalize_activations")) {
      return "none";
    }
    if (json.isBool("normalize_activations")) {
      return json.bool("normalize_activations") ? SaeLensTensors.EXPECTED_AVERAGE : "none";
    }
    json.oneOf("normalize_activations", SaeLensTensors.NORMALIZATIONS);
    return json.string("normalize_activations");
  }
}
