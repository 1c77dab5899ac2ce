package org.saev.method;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.saev.FormatException;
import org.saev.internal.io.AtomicFiles;
import org.saev.internal.io.SafetensorsReader;
import org.saev.internal.io.SafetensorsWriter;
import org.saev.internal.io.Tensor;

/** Cross-modal weights as a safetensors file. */
final class CrossModalWeightsFile {

  private static final String FORMAT = "saev cross-modal weights 1";
  private static final String WEIGHTS = "weights";
  private static final String MODALITY = "modality";
  private static final String TEXT = "text_firings";
  private static final String IMAGE = "image_firings";
  private static final String FLOOR = "floor_cosines";

  private CrossModalWeightsFile() {}

  static void write(
      Path file,
      CrossModalForm form,
      double[] weights,
      LatentModality[] modalities,
      long[] textFirings,
      long[] imageFirings,
      double[] floorCosines) {
    long[] codes = Arrays.stream(modalities).mapToLong(CrossModalWeightsFile::code).toArray();
    List<Tensor> tensors =
        List.of(
            Tensor.of(WEIGHTS, weights, weights.length),
            Tensor.of(MODALITY, codes, codes.length),
            Tensor.of(TEXT, textFirings, textFirings.length),
            Tensor.of(IMAGE, imageFirings, imageFirings.length),
            Tensor.of(FLOOR, floorCosines, floorCosines.length));
    try {
      AtomicFiles.write(
          file,
          temporary ->
              SafetensorsWriter.write(
                  temporary, Map.of("format", FORMAT, "form", form.name()), tensors));
    } catch (IOException e) {
      throw new UncheckedIOException("can't write cross-modal weights to " + file, e);
    }
  }

  static CrossModalWeights read(Path file) {
    try (SafetensorsReader reader = SafetensorsReader.open(file)) {
      Map<String, String> metadata = reader.header().metadata();
      if (!FORMAT.equals(metadata.get("format"))) {
        throw new FormatException(file, "metadata.format", FORMAT, "" + metadata.get("format"));
      }
      double[] weights = reader.doubles(WEIGHTS);
      for (int latent = 0; latent < weights.length; latent++) {
        if (Math.abs(weights[latent]) > 1 + 1e-9) {
          throw new FormatException(
              file, WEIGHTS + "[" + latent + "]", "a mean cosine or NaN", "" + weights[latent]);
        }
      }
      long[] codes = longs(reader, file, MODALITY, weights.length);
      LatentModality[] modalities = new LatentModality[codes.length];
      for (int latent = 0; latent < codes.length; latent++) {
        modalities[latent] = modality(file, latent, codes[latent]);
      }
      return new CrossModalWeights(
          form(file, metadata.get("form")),
          weights,
          modalities,
          longs(reader, file, TEXT, weights.length),
          longs(reader, file, IMAGE, weights.length),
          reader.doubles(FLOOR));
    } catch (IOException e) {
      throw new UncheckedIOException("can't read cross-modal weights from " + file, e);
    }
  }

  private static long[] longs(SafetensorsReader reader, Path file, String name, int latents)
      throws IOException {
    long[] values = reader.longs(name);
    if (values.length != latents) {
      throw new FormatException(
          file, "tensor " + name, "one entry a weight: " + latents, "" + values.length);
    }
    for (int latent = 0; latent < latents; latent++) {
      if (values[latent] < 0) {
        throw new FormatException(
            file, name + "[" + latent + "]", "0 or more", "" + values[latent]);
      }
    }
    return values;
  }

  private static CrossModalForm form(Path file, String name) {
    for (CrossModalForm form : CrossModalForm.values()) {
      if (form.name().equals(name)) {
        return form;
      }
    }
    throw new FormatException(
        file, "metadata.form", Arrays.toString(CrossModalForm.values()), "" + name);
  }

  private static long code(LatentModality modality) {
    return switch (modality) {
      case NEVER -> 0;
      case TEXT_ONLY -> 1;
      case IMAGE_ONLY -> 2;
      case SHARED -> 3;
    };
  }

  private static LatentModality modality(Path file, int latent, long code) {
    for (LatentModality modality : LatentModality.values()) {
      if (code(modality) == code) {
        return modality;
      }
    }
    throw new FormatException(file, MODALITY + "[" + latent + "]", "0 to 3", "" + code);
  }
}
