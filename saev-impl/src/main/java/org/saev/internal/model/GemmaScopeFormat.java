package org.saev.internal.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.saev.internal.io.AtomicFiles;
import org.saev.internal.io.NpyArchive;
import org.saev.internal.io.NpzWriter;
import org.saev.internal.io.Tensor;
import org.saev.sae.Architecture;
import org.saev.sae.InputNormalization;
import org.saev.sae.SaeConfig;
import org.saev.spi.SaeWeights;

/**
 * A {@code params.npz} of Gemma Scope, or its folder: {@code W_enc} [width, latents], {@code W_dec}
 * [latents, width], {@code b_enc}, {@code b_dec} and {@code threshold}; JumpReLU without
 * subtraction of b_dec. There is no configuration: sizes are those of W_enc.
 */
final class GemmaScopeFormat implements ModelFormat {

  private static final String FILE = "params.npz";

  @Override
  public String name() {
    return "Gemma Scope";
  }

  @Override
  public boolean recognises(Path path) {
    return Files.isDirectory(path)
        ? Files.isRegularFile(path.resolve(FILE))
        : path.getFileName().toString().endsWith(".npz");
  }

  @Override
  public SaeWeights load(Path path) throws IOException {
    Path file = Files.isDirectory(path) ? path.resolve(FILE) : path;
    try (NpyArchive archive = NpyArchive.open(file)) {
      TensorPicker tensors = new TensorPicker(archive);
      int[] sizes = tensors.sizes("W_enc");
      int width = sizes[0];
      int latents = sizes[1];
      // The small ones first: a lie about W_enc is found before its array is made.
      float[] decoderBias = tensors.vector("b_dec", width);
      float[] encoderBias = tensors.vector("b_enc", latents);
      float[] thresholds = tensors.vector("threshold", latents);
      float[] encoder = tensors.turned("W_enc", width, latents);
      float[] decoder = tensors.matrix("W_dec", latents, width);
      tensors.done();
      SaeConfig.Builder builder =
          SaeConfig.builder(Architecture.JUMP_RELU, width, latents).decoderBiasSubtracted(false);
      Source.note(builder, name(), tensors);
      return new SaeWeights(
          builder.build(),
          encoder,
          encoderBias,
          decoder,
          decoderBias,
          Map.of("threshold", thresholds));
    }
  }

  @Override
  public List<String> save(SaeWeights weights, Path folder) throws IOException {
    SaeConfig config = weights.config();
    Target target =
        new Target(name(), weights)
            .holds(
                Architecture.JUMP_RELU,
                Architecture.RELU,
                Architecture.BATCH_TOPK,
                Architecture.MATRYOSHKA_BATCH_TOPK)
            .holds(InputNormalization.NONE)
            .holdsNoRescaling()
            .holdsSubtraction(false);
    target.asJumpRelu();
    long width = config.width();
    long latents = config.latents();
    float[] encoder = Matrices.turned(weights.encoder(), (int) latents, (int) width);
    List<Tensor> arrays =
        List.of(
            Tensor.of("W_enc", encoder, width, latents),
            Tensor.of("b_enc", weights.encoderBias(), latents),
            Tensor.of("W_dec", weights.decoder(), latents, width),
            Tensor.of("b_dec", weights.decoderBias(), width),
            Tensor.of("threshold", target.thresholds(), latents));
    List<String> notes = target.notes();
    AtomicFiles.write(
        folder.resolve(FILE),
        temporary -> {
          NpzWriter.write(temporary, arrays);
          return null;
        });
    return notes;
  }
}
