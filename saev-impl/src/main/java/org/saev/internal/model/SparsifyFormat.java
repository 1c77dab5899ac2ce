package org.saev.internal.model;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
 * A folder of sparsify (EleutherAI): {@code cfg.json} and {@code sae.safetensors} with {@code
 * encoder.weight} [latents, width], {@code encoder.bias}, {@code W_dec} [latents, width] and {@code
 * b_dec}. TopK only; transcoders and skip connections aren't autoencoders and are refused.
 */
final class SparsifyFormat implements ModelFormat {

  private static final String CONFIG = "cfg.json";
  private static final String WEIGHTS = "sae.safetensors";

  @Override
  public String name() {
    return "sparsify";
  }

  @Override
  public boolean recognises(Path path) {
    Path folder = ModelFormat.folder(path, WEIGHTS);
    return Files.isRegularFile(folder.resolve(CONFIG))
        && Files.isRegularFile(folder.resolve(WEIGHTS));
  }

  @Override
  public SaeWeights load(Path path) throws IOException {
    Path folder = ModelFormat.folder(path, WEIGHTS);
    JsonFields json = Json.read(folder.resolve(CONFIG));
    if (json.present("activation")) {
      json.oneOf("activation", Map.of("topk", "topk"));
    }
    refuse(json, "transcode", "it predicts another activation than it reads");
    refuse(json, "skip_connection", "it adds a linear map of the input");
    refuse(json, "embed_skip", "it adds a map of the embeddings");
    refuse(json, "gram_lookup", "it subtracts a table of n-grams");
    refuse(json, "signed", "its codes may be negative");
    int width = (int) json.integer("d_in", 1, Integer.MAX_VALUE);
    int latents = latents(json, width);
    SaeConfig.Builder builder =
        SaeConfig.builder(Architecture.TOPK, width, latents).k((int) json.integer("k", 1, latents));
    Source.noteRest(builder, "", json);
    try (SafetensorsReader reader = SafetensorsReader.open(folder.resolve(WEIGHTS))) {
      TensorPicker tensors = new TensorPicker(reader);
      float[] encoder = tensors.matrix("encoder.weight", latents, width);
      float[] encoderBias = tensors.vector("encoder.bias", latents);
      float[] decoder = tensors.matrix("W_dec", latents, width);
      float[] decoderBias = tensors.vector("b_dec", width);
      tensors.done();
      Source.note(builder, name(), tensors);
      return new SaeWeights(builder.build(), encoder, encoderBias, decoder, decoderBias);
    }
  }

  @Override
  public List<String> save(SaeWeights weights, Path folder) throws IOException {
    SaeConfig config = weights.config();
    List<String> notes =
        new Target(name(), weights)
            .holds(Architecture.TOPK)
            .holds(InputNormalization.NONE)
            .holdsNoRescaling()
            .holdsSubtraction(true)
            .notes();
    long latents = config.latents();
    long width = config.width();
    List<Tensor> tensors =
        List.of(
            Tensor.of("encoder.weight", weights.encoder(), latents, width),
            Tensor.of("encoder.bias", weights.encoderBias(), latents),
            Tensor.of("W_dec", weights.decoder(), latents, width),
            Tensor.of("b_dec", weights.decoderBias(), width));
    JsonObject json = new JsonObject();
    json.addProperty("activation", "topk");
    json.addProperty("expansion_factor", Math.max(1, latents / width));
    // Asks a training that goes on to normalise; it doesn't change what is computed.
    json.addProperty("normalize_decoder", true);
    json.addProperty("num_latents", latents);
    json.addProperty("k", config.k().orElseThrow());
    json.addProperty("multi_topk", false);
    json.addProperty("skip_connection", false);
    json.addProperty("transcode", false);
    json.addProperty("d_in", width);
    AtomicFiles.write(
        folder.resolve(WEIGHTS),
        temporary -> SafetensorsWriter.write(temporary, Map.of(), tensors));
    AtomicFiles.write(folder.resolve(CONFIG), Json.format(json));
    return notes;
  }

  private static int latents(JsonFields json, int width) {
    long latents =
        json.present("num_latents") ? json.integer("num_latents", 0, Integer.MAX_VALUE) : 0;
    if (latents == 0) {
      latents = json.integer("expansion_factor", 1, Integer.MAX_VALUE / width) * width;
    }
    return (int) latents;
  }

  private static void refuse(JsonFields json, String key, String reason) {
    if (json.bool(key, false)) {
      throw json.wrong(key, "false, since this is no autoencoder: " + reason, "true");
    }
  }
}
