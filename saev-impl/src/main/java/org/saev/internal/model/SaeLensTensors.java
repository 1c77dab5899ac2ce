package org.saev.internal.model;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
 * The files that all versions of SAELens share: {@code sae_weights.safetensors} with {@code W_enc}
 * [width, latents], {@code b_enc}, {@code W_dec} [latents, width], {@code b_dec} and what the
 * architecture needs, and {@code activation_scaler.json} of a training that isn't finished.
 */
final class SaeLensTensors {

  static final String CONFIG = "cfg.json";
  static final String WEIGHTS = "sae_weights.safetensors";
  static final String SCALER = "activation_scaler.json";
  static final String EXPECTED_AVERAGE = "expected_average_only_in";

  private static final int MARK_BYTES = 1 << 20;

  /** The names of number formats, with and without the prefix that some versions wrote. */
  static final Map<String, String> DTYPES =
      Map.of(
          "float32", "float32",
          "torch.float32", "float32",
          "float64", "float64",
          "torch.float64", "float64",
          "float16", "float16",
          "torch.float16", "float16",
          "bfloat16", "bfloat16",
          "torch.bfloat16", "bfloat16");

  static final Map<String, InputNormalization> NORMALIZATIONS =
      Map.of(
          "none",
          InputNormalization.NONE,
          EXPECTED_AVERAGE,
          InputNormalization.NONE,
          "layer_norm",
          InputNormalization.LAYER_NORM,
          "constant_norm_rescale",
          InputNormalization.CONSTANT_NORM);

  private SaeLensTensors() {}

  /** Tells whether a folder has the two files, and whether the configuration is of version 6. */
  static boolean recognises(Path path, boolean six) throws IOException {
    Path folder = ModelFormat.folder(path, WEIGHTS);
    Path config = folder.resolve(CONFIG);
    if (!Files.isRegularFile(folder.resolve(WEIGHTS)) || !Files.isRegularFile(config)) {
      return false;
    }
    try (var in = Files.newInputStream(config)) {
      String text = new String(in.readNBytes(MARK_BYTES), StandardCharsets.ISO_8859_1);
      return six == (text.contains("\"metadata\"") || text.contains("\"meta\""));
    }
  }

  /**
   * Reads the tensors.
   *
   * @param builder of the configuration; a scale that was folded in is noted
   * @param normalization the name that the configuration has
   */
  static SaeWeights load(
      Path folder, String format, SaeConfig.Builder builder, String normalization, JsonFields json)
      throws IOException {
    SaeConfig config = builder.build();
    int width = config.width();
    int latents = config.latents();
    try (SafetensorsReader reader = SafetensorsReader.open(folder.resolve(WEIGHTS))) {
      TensorPicker tensors = new TensorPicker(reader);
      Map<String, float[]> more = new HashMap<>();
      String bias = config.architecture() == Architecture.GATED ? "b_gate" : "b_enc";
      float[] encoder = tensors.turned("W_enc", width, latents);
      float[] encoderBias = tensors.vector(bias, latents);
      float[] decoder = tensors.matrix("W_dec", latents, width);
      float[] decoderBias = tensors.vector("b_dec", width);
      switch (config.architecture()) {
        case GATED -> {
          more.put("b_mag", tensors.vector("b_mag", latents));
          more.put("r_mag", tensors.vector("r_mag", latents));
        }
        case JUMP_RELU -> more.put("threshold", tensors.vector("threshold", latents));
        case BATCH_TOPK, MATRYOSHKA_BATCH_TOPK ->
            more.put("threshold", Matrices.filled(latents, tensors.scalar("topk_threshold")));
        case RELU, TOPK -> {}
      }
      // Written as ones for a while, whether it was used or not.
      if (tensors.has("scaling_factor")) {
        for (float factor : tensors.vector("scaling_factor", latents)) {
          if (factor != 1) {
            throw json.wrong(
                "finetuning_scaling_factor",
                "no scaling factors but 1, others aren't supported",
                "the tensor scaling_factor with " + factor);
          }
        }
      }
      tensors.done();
      Source.note(builder, format, tensors);
      double scale = scale(folder, normalization, json);
      if (scale != 1) {
        Matrices.multiply(encoder, scale);
        Matrices.multiply(decoder, 1 / scale);
        Matrices.multiply(decoderBias, 1 / scale);
        builder.provenance("source.folded_activation_scale", Double.toString(scale));
      }
      return new SaeWeights(builder.build(), encoder, encoderBias, decoder, decoderBias, more);
    }
  }

  /** Writes both files. */
  static void save(SaeWeights weights, float[] thresholds, JsonObject json, Path folder)
      throws IOException {
    SaeConfig config = weights.config();
    int width = config.width();
    int latents = config.latents();
    List<Tensor> tensors = new ArrayList<>();
    tensors.add(
        Tensor.of("W_enc", Matrices.turned(weights.encoder(), latents, width), width, latents));
    boolean gated = config.architecture() == Architecture.GATED;
    tensors.add(Tensor.of(gated ? "b_gate" : "b_enc", weights.encoderBias(), latents));
    tensors.add(Tensor.of("W_dec", weights.decoder(), latents, width));
    tensors.add(Tensor.of("b_dec", weights.decoderBias(), width));
    if (gated) {
      tensors.add(Tensor.of("b_mag", weights.more().get("b_mag"), latents));
      tensors.add(Tensor.of("r_mag", weights.more().get("r_mag"), latents));
    }
    if (thresholds != null) {
      tensors.add(Tensor.of("threshold", thresholds, latents));
    }
    AtomicFiles.write(
        folder.resolve(WEIGHTS),
        temporary -> SafetensorsWriter.write(temporary, Map.of(), tensors));
    AtomicFiles.write(folder.resolve(CONFIG), Json.format(json));
  }

  /** Returns the name that SAELens has for a normalisation. */
  static String name(InputNormalization normalization) {
    return switch (normalization) {
      case NONE -> "none";
      case LAYER_NORM -> "layer_norm";
      case CONSTANT_NORM -> "constant_norm_rescale";
    };
  }

  /**
   * Returns what activations were multiplied by in training. SAELens folds it into the weights when
   * a training ends, and then writes that nothing is normalised; before that it is in a file.
   */
  private static double scale(Path folder, String normalization, JsonFields json)
      throws IOException {
    Path file = folder.resolve(SCALER);
    boolean scaled = normalization.equals(EXPECTED_AVERAGE);
    if (Files.isRegularFile(file)) {
      JsonFields scaler = Json.read(file);
      if (scaler.present("scaling_factor")) {
        double factor = scaler.number("scaling_factor");
        if (!(factor > 0) || !Float.isFinite((float) factor) || (float) factor == 0) {
          throw scaler.wrong("scaling_factor", "a positive number", factor + "");
        }
        if (!scaled && factor != 1) {
          throw scaler.wrong(
              "scaling_factor",
              "null, since normalize_activations is " + normalization + " in " + CONFIG,
              factor + "");
        }
        return factor;
      }
    }
    if (scaled) {
      throw json.wrong(
          "normalize_activations",
          "none once the scale is in the weights, or a file "
              + SCALER
              + " {\"scaling_factor\": sqrt(d_in)/mean norm of the activations} beside it",
          EXPECTED_AVERAGE + " without a scale, which would have to be guessed");
    }
    return 1;
  }
}
