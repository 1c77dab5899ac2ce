package org.saev.internal.model;

import com.google.gson.JsonObject;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.saev.internal.io.FileChecksum;
import org.saev.internal.io.JsonFields;
import org.saev.sae.Architecture;
import org.saev.sae.InputNormalization;
import org.saev.sae.SaeConfig;

/**
 * The content of {@code config.json}.
 *
 * @param sae what the autoencoder computes
 * @param more further tensors, and how many numbers each has
 * @param checksum of the weights
 */
record ModelConfig(SaeConfig sae, Map<String, Long> more, FileChecksum checksum) {

  static final String FORMAT = "saev-sae";

  private static final int VERSION = 1;

  static ModelConfig parse(JsonFields json) {
    json.oneOf("format", Map.of(FORMAT, FORMAT));
    json.integer("version", VERSION, VERSION);
    Architecture architecture = json.oneOf("architecture", byName(Architecture.values()));
    int latents = (int) json.integer("latents", 1, Integer.MAX_VALUE);
    SaeConfig.Builder builder =
        SaeConfig.builder(architecture, (int) json.integer("width", 1, Integer.MAX_VALUE), latents)
            .decoderBiasSubtracted(json.bool("decoder_bias_subtracted"))
            .inputNormalization(
                json.oneOf("input_normalization", byName(InputNormalization.values())));
    if (json.has("decoder_norm_rescaled")) {
      builder.decoderNormRescaled(json.bool("decoder_norm_rescaled"));
    }
    if (json.has("k")) {
      builder.k((int) json.integer("k", 1, latents));
    } else if (architecture == Architecture.TOPK) {
      throw json.wrong("k", "a value, since the architecture is topk", "nothing");
    }
    json.oneOf("dtype", Map.of("float32", "float32"));
    json.map("provenance", values -> values::string).forEach(builder::provenance);
    Map<String, Long> more =
        json.map("more_tensors", lengths -> name -> lengths.integer(name, 0, Integer.MAX_VALUE));
    JsonFields weights = json.object("weights");
    FileChecksum checksum =
        new FileChecksum(weights.integer("bytes", 0, Long.MAX_VALUE), weights.string("sha256"));
    weights.done();
    json.done();
    return new ModelConfig(builder.build(), more, checksum);
  }

  JsonObject toJson() {
    JsonObject json = new JsonObject();
    json.addProperty("format", FORMAT);
    json.addProperty("version", VERSION);
    json.addProperty("architecture", name(sae.architecture()));
    json.addProperty("width", sae.width());
    json.addProperty("latents", sae.latents());
    sae.k().ifPresent(k -> json.addProperty("k", k));
    json.addProperty("decoder_bias_subtracted", sae.decoderBiasSubtracted());
    // Written only where it is so: readers that don't know it must refuse such a model, no other.
    if (sae.decoderNormRescaled()) {
      json.addProperty("decoder_norm_rescaled", true);
    }
    json.addProperty("input_normalization", name(sae.inputNormalization()));
    json.addProperty("dtype", "float32");
    JsonObject lengths = new JsonObject();
    more.forEach(lengths::addProperty);
    json.add("more_tensors", lengths);
    JsonObject weights = new JsonObject();
    weights.addProperty("bytes", checksum.bytes());
    weights.addProperty("sha256", checksum.sha256());
    json.add("weights", weights);
    JsonObject provenance = new JsonObject();
    sae.provenance().forEach(provenance::addProperty);
    json.add("provenance", provenance);
    return json;
  }

  private static <E extends Enum<E>> Map<String, E> byName(E[] constants) {
    Map<String, E> names = new LinkedHashMap<>();
    Arrays.stream(constants).forEach(constant -> names.put(name(constant), constant));
    return names;
  }

  private static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
