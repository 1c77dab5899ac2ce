package org.saev.internal.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.saev.internal.io.AtomicFiles;
import org.saev.internal.io.Tensor;
import org.saev.internal.io.TorchArchive;
import org.saev.internal.io.TorchWriter;
import org.saev.sae.Architecture;
import org.saev.sae.InputNormalization;
import org.saev.sae.SaeConfig;
import org.saev.spi.SaeWeights;

/**
 * A state dict of openai/sparse_autoencoder: {@code pre_bias} [width], {@code encoder.weight}
 * [latents, width], {@code latent_bias} [latents], {@code decoder.weight} [width, latents] and the
 * name of the activation. With TopK each token is layer-normalised; with ReLU it isn't: the tool
 * knows no other mark.
 */
final class OpenAiFormat implements ModelFormat {

  private static final List<String> STATISTICS =
      List.of("stats_last_nonzero", "latents_activation_frequency", "latents_mean_square");

  @Override
  public String name() {
    return "openai/sparse_autoencoder";
  }

  @Override
  public boolean isFile() {
    return true;
  }

  @Override
  public boolean recognises(Path path) throws IOException {
    return Files.isRegularFile(path) && TorchArchive.mayBe(path);
  }

  @Override
  public SaeWeights load(Path path) throws IOException {
    try (TorchArchive archive = TorchArchive.open(path)) {
      TensorPicker tensors = new TensorPicker(archive);
      int[] sizes = tensors.sizes("encoder.weight");
      int latents = sizes[0];
      int width = sizes[1];
      SaeConfig config = config(archive, width, latents);
      float[] decoderBias = tensors.vector("pre_bias", width);
      float[] encoderBias = tensors.vector("latent_bias", latents);
      float[] encoder = tensors.matrix("encoder.weight", latents, width);
      float[] decoder = tensors.turned("decoder.weight", width, latents);
      STATISTICS.forEach(tensors::skip);
      tensors.done();
      SaeConfig.Builder builder = config.toBuilder();
      Source.note(builder, name(), tensors);
      return new SaeWeights(builder.build(), encoder, encoderBias, decoder, decoderBias);
    }
  }

  @Override
  public List<String> save(SaeWeights weights, Path file) throws IOException {
    SaeConfig config = weights.config();
    boolean topK = config.architecture() == Architecture.TOPK;
    Target target =
        new Target(name(), weights)
            .holds(Architecture.TOPK, Architecture.RELU)
            .holds(topK ? InputNormalization.LAYER_NORM : InputNormalization.NONE)
            .holdsNoRescaling()
            .holdsSubtraction(true);
    int latents = config.latents();
    int width = config.width();
    Map<String, Object> entries = new LinkedHashMap<>();
    entries.put("pre_bias", Tensor.of("", weights.decoderBias(), width));
    entries.put("latent_bias", Tensor.of("", weights.encoderBias(), latents));
    // As a new model has them: how often latents fired isn't known.
    entries.put("stats_last_nonzero", Tensor.of("", new long[latents], latents));
    entries.put(
        "latents_activation_frequency", Tensor.of("", Matrices.filled(latents, 1), latents));
    entries.put("latents_mean_square", Tensor.of("", new float[latents], latents));
    entries.put("encoder.weight", Tensor.of("", weights.encoder(), latents, width));
    entries.put(
        "decoder.weight",
        Tensor.of("", Matrices.turned(weights.decoder(), latents, width), width, latents));
    entries.put("activation", topK ? "TopK" : "ReLU");
    if (topK) {
      Map<String, Object> state = new LinkedHashMap<>();
      state.put("k", (long) config.k().orElseThrow());
      state.put("postact_fn", "ReLU");
      entries.put("activation_state_dict", state);
    }
    List<String> notes = target.notes();
    AtomicFiles.write(
        file,
        temporary -> {
          TorchWriter.write(temporary, entries);
          return null;
        });
    return notes;
  }

  private static SaeConfig config(TorchArchive archive, int width, int latents) {
    Map<String, Object> values = new HashMap<>(archive.values());
    Object activation = values.containsKey("activation") ? values.remove("activation") : "ReLU";
    Object state = values.remove("activation_state_dict");
    // The tool writes the state of its TopK twice, and then can't read its own file.
    values.remove("activation.k");
    values.remove("activation.postact_fn");
    values.forEach(
        (name, value) -> {
          throw archive.wrong(name, "no such entry", value);
        });
    if ("ReLU".equals(activation)) {
      return SaeConfig.builder(Architecture.RELU, width, latents).build();
    }
    if (!"TopK".equals(activation)) {
      throw archive.wrong("activation", "\"TopK\" or \"ReLU\"", activation);
    }
    if (!(state instanceof Map<?, ?> map)) {
      throw archive.wrong("activation_state_dict", "a dict of k and postact_fn", state);
    }
    Object k = map.get("k");
    if (!(k instanceof Long number) || number < 1 || number > latents) {
      throw archive.wrong("activation_state_dict.k", "a whole number from 1 to " + latents, k);
    }
    if (!"ReLU".equals(map.get("postact_fn"))) {
      throw archive.wrong(
          "activation_state_dict.postact_fn",
          "\"ReLU\", since codes are never negative",
          map.get("postact_fn"));
    }
    return SaeConfig.builder(Architecture.TOPK, width, latents)
        .k(number.intValue())
        .inputNormalization(InputNormalization.LAYER_NORM)
        .build();
  }
}
