package org.saev.internal.model;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.saev.internal.io.AtomicFiles;
import org.saev.internal.io.Json;
import org.saev.internal.io.JsonFields;
import org.saev.internal.io.SafetensorsReader;
import org.saev.internal.io.SafetensorsWriter;
import org.saev.internal.io.Tensor;
import org.saev.sae.Architecture;
import org.saev.sae.InputNormalization;
import org.saev.sae.SaeConfig;
import org.saev.spi.SaeWeights;

/**
 * A folder of Llama Scope (Language-Model-SAEs): {@code hyperparams.json} and {@code
 * checkpoints/final.safetensors} with {@code encoder.weight} [latents, width], {@code
 * encoder.bias}, {@code decoder.weight} [width, latents] and {@code decoder.bias}.
 *
 * <p>As that tool does when it loads: activation norms of the data set ({@code norm_activation}
 * dataset-wise) go into the weights, so that activations are taken as they are; the decoder's norms
 * count ({@code sparsity_include_decoder_norm}); and a TopK with a threshold is a JumpReLU.
 */
final class LlamaScopeFormat implements ModelFormat {

  private static final String CONFIG = "hyperparams.json";
  private static final String FINAL = "checkpoints/final.safetensors";
  private static final List<String> WEIGHTS =
      List.of(
          "sae_weights.safetensors", "checkpoints/pruned.safetensors", FINAL, "final.safetensors");

  private enum Norm {
    TOKEN_WISE,
    DATASET_WISE,
    NONE
  }

  private static final Map<String, Norm> NORMS =
      new TreeMap<>(
          Map.of(
              "token-wise", Norm.TOKEN_WISE,
              "dataset-wise", Norm.DATASET_WISE,
              "inference", Norm.NONE,
              "none", Norm.NONE));

  @Override
  public String name() {
    return "Llama Scope";
  }

  @Override
  public boolean recognises(Path path) {
    return Files.isRegularFile(path.resolve(CONFIG)) && weights(path).isPresent();
  }

  @Override
  public SaeWeights load(Path folder) throws IOException {
    JsonFields json = Json.read(folder.resolve(CONFIG));
    int width = (int) json.integer("d_model", 1, Integer.MAX_VALUE);
    int latents = (int) json.integer("d_sae", 1, Integer.MAX_VALUE);
    if (json.bool("use_glu_encoder", false)) {
      throw json.wrong(
          "use_glu_encoder", "false, since gated linear units aren't supported", "true");
    }
    if (json.present("hook_point_in")
        && json.present("hook_point_out")
        && !json.string("hook_point_in").equals(json.string("hook_point_out"))) {
      throw json.wrong(
          "hook_point_out",
          json.string("hook_point_in") + ", since a transcoder is no autoencoder",
          json.string("hook_point_out"));
    }
    Architecture architecture =
        json.oneOf(
            "act_fn",
            new TreeMap<>(
                Map.of(
                    "relu", Architecture.RELU,
                    "topk", Architecture.TOPK,
                    "jumprelu", Architecture.JUMP_RELU)));
    double threshold = json.present("jump_relu_threshold") ? json.number("jump_relu_threshold") : 0;
    if (architecture == Architecture.TOPK && threshold > 0) {
      architecture = Architecture.JUMP_RELU;
    }
    if (architecture == Architecture.JUMP_RELU && !json.present("jump_relu_threshold")) {
      throw json.wrong("jump_relu_threshold", "a number, since act_fn is jumprelu", "nothing");
    }
    Norm norm = json.oneOf("norm_activation", NORMS);
    SaeConfig.Builder builder =
        SaeConfig.builder(architecture, width, latents)
            .decoderBiasSubtracted(json.bool("apply_decoder_bias_to_pre_encoder", false))
            .decoderNormRescaled(json.bool("sparsity_include_decoder_norm", true))
            .inputNormalization(
                norm == Norm.TOKEN_WISE
                    ? InputNormalization.CONSTANT_NORM
                    : InputNormalization.NONE);
    if (architecture == Architecture.TOPK) {
      builder.k((int) json.integer("top_k", 1, latents));
    }
    if (json.present("hook_point_in")) {
      builder.provenance("source.hook_point_in", json.string("hook_point_in"));
    }
    boolean biased = json.bool("use_decoder_bias", true);
    try (SafetensorsReader reader = SafetensorsReader.open(folder.resolve(weights(folder).get()))) {
      TensorPicker tensors = new TensorPicker(reader);
      float[] encoder = tensors.matrix("encoder.weight", latents, width);
      float[] encoderBias = tensors.vector("encoder.bias", latents);
      float[] decoder = tensors.turned("decoder.weight", width, latents);
      float[] decoderBias = biased ? tensors.vector("decoder.bias", width) : new float[width];
      tensors.done();
      if (norm == Norm.DATASET_WISE) {
        standardise(json, builder, encoderBias, decoder, decoderBias);
      }
      Source.noteRest(builder, "", json);
      Source.note(builder, name(), tensors);
      Map<String, float[]> more = new HashMap<>();
      if (architecture == Architecture.JUMP_RELU) {
        more.put("threshold", Matrices.filled(latents, (float) threshold));
      }
      return new SaeWeights(builder.build(), encoder, encoderBias, decoder, decoderBias, more);
    }
  }

  @Override
  public List<String> save(SaeWeights weights, Path folder) throws IOException {
    SaeConfig config = weights.config();
    Target target =
        new Target(name(), weights)
            .holds(
                Architecture.RELU,
                Architecture.TOPK,
                Architecture.JUMP_RELU,
                Architecture.BATCH_TOPK,
                Architecture.MATRYOSHKA_BATCH_TOPK)
            .holds(InputNormalization.NONE, InputNormalization.CONSTANT_NORM);
    JsonObject json = new JsonObject();
    switch (config.architecture()) {
      case RELU -> json.addProperty("act_fn", "relu");
      case TOPK -> {
        json.addProperty("act_fn", "topk");
        json.addProperty("top_k", config.k().orElseThrow());
        json.addProperty("jump_relu_threshold", 0);
      }
      default -> {
        target.asJumpRelu();
        json.addProperty("act_fn", "jumprelu");
        json.addProperty("jump_relu_threshold", target.threshold());
      }
    }
    boolean each = config.inputNormalization() == InputNormalization.CONSTANT_NORM;
    json.addProperty("norm_activation", each ? "token-wise" : "inference");
    json.addProperty("d_model", config.width());
    json.addProperty("d_sae", config.latents());
    json.addProperty("apply_decoder_bias_to_pre_encoder", config.decoderBiasSubtracted());
    json.addProperty("sparsity_include_decoder_norm", config.decoderNormRescaled());
    json.addProperty("use_decoder_bias", true);
    json.addProperty("use_glu_encoder", false);
    List<String> notes = target.notes();
    int latents = config.latents();
    int width = config.width();
    List<Tensor> tensors =
        List.of(
            Tensor.of("encoder.weight", weights.encoder(), latents, width),
            Tensor.of("encoder.bias", weights.encoderBias(), latents),
            Tensor.of(
                "decoder.weight",
                Matrices.turned(weights.decoder(), latents, width),
                width,
                latents),
            Tensor.of("decoder.bias", weights.decoderBias(), width));
    Path file = folder.resolve(FINAL);
    Files.createDirectories(file.getParent());
    AtomicFiles.write(file, temporary -> SafetensorsWriter.write(temporary, Map.of(), tensors));
    AtomicFiles.write(folder.resolve(CONFIG), Json.format(json));
    return notes;
  }

  /** Puts the norms of the data set into the weights, in the places where the tool does. */
  private static void standardise(
      JsonFields json,
      SaeConfig.Builder builder,
      float[] encoderBias,
      float[] decoder,
      float[] decoderBias) {
    JsonFields norms = json.object("dataset_average_activation_norm");
    double in = factor(norms, "in", json);
    double out = factor(norms, "out", json);
    Matrices.multiply(encoderBias, 1 / in);
    Matrices.multiply(decoderBias, 1 / out);
    if (in != out) {
      Matrices.multiply(decoder, in / out);
    }
    builder
        .provenance("source.folded_norm_in", Double.toString(norms.number("in")))
        .provenance("source.folded_norm_out", Double.toString(norms.number("out")));
  }

  private static double factor(JsonFields norms, String key, JsonFields json) {
    double norm = norms.number(key);
    if (!(norm > 0) || !Float.isFinite((float) norm) || (float) norm == 0) {
      throw norms.wrong(key, "a positive norm", norm + "");
    }
    return Math.sqrt((int) json.integer("d_model", 1, Integer.MAX_VALUE)) / norm;
  }

  private static Optional<String> weights(Path folder) {
    return WEIGHTS.stream().filter(name -> Files.isRegularFile(folder.resolve(name))).findFirst();
  }
}
