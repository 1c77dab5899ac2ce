package org.saev.internal.model;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.saev.FormatException;
import org.saev.internal.io.AtomicFiles;
import org.saev.internal.io.Dtype;
import org.saev.internal.io.FileChecksum;
import org.saev.internal.io.Json;
import org.saev.internal.io.SafetensorsHeader;
import org.saev.internal.io.SafetensorsReader;
import org.saev.internal.io.SafetensorsWriter;
import org.saev.internal.io.Tensor;
import org.saev.sae.SaeConfig;
import org.saev.spi.SaeWeights;

/**
 * The library's own format: {@code config.json} and {@code sae.safetensors} with {@code W_enc}
 * [latents, width], {@code b_enc} [latents], {@code W_dec} [latents, width], {@code b_dec} [width]
 * and what else the architecture has, all float32.
 *
 * <p>The configuration holds the SHA-256 of the weights. Saving writes the new weights beside the
 * old ones, then replaces the configuration in one step, then renames the weights; whichever
 * weights have the sum in the configuration belong to it, so being killed in between harms nothing.
 */
final class SaevFormat implements ModelFormat {

  static final String CONFIG = "config.json";
  static final String WEIGHTS = "sae.safetensors";
  static final String NEW_WEIGHTS = "sae.safetensors.new";

  private static final int HEAD_BYTES = 1024;
  private static final String ENCODER = "W_enc";
  private static final String ENCODER_BIAS = "b_enc";
  private static final String DECODER = "W_dec";
  private static final String DECODER_BIAS = "b_dec";
  private static final Set<String> ALWAYS = Set.of(ENCODER, ENCODER_BIAS, DECODER, DECODER_BIAS);

  @Override
  public String name() {
    return "saev";
  }

  @Override
  public boolean recognises(Path path) throws IOException {
    Path file = ModelFormat.folder(path, WEIGHTS).resolve(CONFIG);
    if (!Files.isRegularFile(file)) {
      return false;
    }
    // Told by its mark alone: a damaged file of ours is to be refused by load, with the reason.
    try (InputStream in = Files.newInputStream(file)) {
      String start = new String(in.readNBytes(HEAD_BYTES), ISO_8859_1);
      return start.contains('"' + ModelConfig.FORMAT + '"');
    }
  }

  @Override
  public SaeWeights load(Path path) throws IOException {
    Path folder = ModelFormat.folder(path, WEIGHTS);
    ModelConfig config = ModelConfig.parse(Json.read(folder.resolve(CONFIG)));
    Path file = weightsOf(folder, config);
    int latents = config.sae().latents();
    int width = config.sae().width();
    try (SafetensorsReader reader = SafetensorsReader.open(file)) {
      SafetensorsHeader header = reader.header();
      header.tensor(ENCODER, Dtype.F32, latents, width);
      header.tensor(ENCODER_BIAS, Dtype.F32, latents);
      header.tensor(DECODER, Dtype.F32, latents, width);
      header.tensor(DECODER_BIAS, Dtype.F32, width);
      config.more().forEach((name, length) -> header.tensor(name, Dtype.F32, length));
      Set<String> surplus = new HashSet<>(header.tensors().keySet());
      surplus.removeAll(ALWAYS);
      surplus.removeAll(config.more().keySet());
      if (!surplus.isEmpty()) {
        throw new FormatException(
            file, "tensor " + surplus.iterator().next(), "none of that name", "one");
      }
      Map<String, float[]> more = new HashMap<>();
      for (String name : config.more().keySet()) {
        more.put(name, reader.floats(name));
      }
      return new SaeWeights(
          config.sae(),
          reader.floats(ENCODER),
          reader.floats(ENCODER_BIAS),
          reader.floats(DECODER),
          reader.floats(DECODER_BIAS),
          more);
    }
  }

  @Override
  public List<String> save(SaeWeights weights, Path folder) throws IOException {
    SaeConfig config = weights.config();
    int latents = config.latents();
    int width = config.width();
    List<Tensor> tensors = new ArrayList<>();
    tensors.add(Tensor.of(ENCODER, weights.encoder(), latents, width));
    tensors.add(Tensor.of(ENCODER_BIAS, weights.encoderBias(), latents));
    tensors.add(Tensor.of(DECODER, weights.decoder(), latents, width));
    tensors.add(Tensor.of(DECODER_BIAS, weights.decoderBias(), width));
    Map<String, Long> more = new TreeMap<>();
    new TreeMap<>(weights.more())
        .forEach(
            (name, values) -> {
              tensors.add(Tensor.of(name, values, values.length));
              more.put(name, (long) values.length);
            });
    Files.createDirectories(folder);
    // A save that was killed may have left the weights that the configuration means as the new
    // ones.
    settle(folder);
    Path newWeights = folder.resolve(NEW_WEIGHTS);
    FileChecksum checksum =
        AtomicFiles.write(
            newWeights, temporary -> SafetensorsWriter.write(temporary, Map.of(), tensors));
    AtomicFiles.write(
        folder.resolve(CONFIG), Json.format(new ModelConfig(config, more, checksum).toJson()));
    AtomicFiles.move(newWeights, folder.resolve(WEIGHTS));
    return List.of();
  }

  private void settle(Path folder) throws IOException {
    Path newWeights = folder.resolve(NEW_WEIGHTS);
    if (!Files.exists(newWeights) || !recognises(folder)) {
      return;
    }
    try {
      ModelConfig config = ModelConfig.parse(Json.read(folder.resolve(CONFIG)));
      if (FileChecksum.read(newWeights).equals(config.checksum())) {
        AtomicFiles.move(newWeights, folder.resolve(WEIGHTS));
      }
    } catch (FormatException e) {
      // A damaged configuration means no weights, so there are none to keep.
      return;
    }
  }

  /** Finds the weights that have the sum in the configuration. */
  private static Path weightsOf(Path folder, ModelConfig config) throws IOException {
    Path newWeights = folder.resolve(NEW_WEIGHTS);
    if (Files.exists(newWeights) && FileChecksum.read(newWeights).equals(config.checksum())) {
      return newWeights;
    }
    Path weights = folder.resolve(WEIGHTS);
    if (!Files.isRegularFile(weights)) {
      throw new FormatException(
          weights, "file", config.checksum().bytes() + " bytes of weights", "no file");
    }
    config.checksum().check(weights);
    return weights;
  }
}
