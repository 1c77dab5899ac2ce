package org.saev.internal.backend;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.saev.sae.Architecture;
import org.saev.sae.SaeConfig;
import org.saev.spi.SaeWeights;
import org.saev.spi.SessionState;
import org.saev.training.Encoding;

/** What a neighbouring tool read and computed, from the test resources under {@code golden}. */
final class Golden {
  static final int WIDTH = 48;
  static final int LATENTS = 192;
  static final int K = 8;
  static final int TOKENS = 64;

  /** Our names of the parameters, each with the tool's, and whether the tool's is transposed. */
  private record Parameter(String ours, String file, boolean transposed) {}

  private static final Map<String, List<Parameter>> PARAMETERS =
      Map.of(
          "sparsify",
          List.of(
              new Parameter("encoder.weight", "encoder.weight", false),
              new Parameter("encoder.bias", "encoder.bias", false),
              new Parameter("decoder.weight", "W_dec", false),
              new Parameter("decoder.bias", "b_dec", false)),
          "dictionary_learning",
          List.of(
              new Parameter("encoder.weight", "encoder.weight", false),
              new Parameter("encoder.bias", "encoder.bias", false),
              new Parameter("decoder.weight", "decoder.weight", true),
              new Parameter("decoder.bias", "b_dec", false)),
          "saelens_topk",
          List.of(
              new Parameter("encoder.weight", "W_enc", true),
              new Parameter("encoder.bias", "b_enc", false),
              new Parameter("decoder.weight", "W_dec", false),
              new Parameter("decoder.bias", "b_dec", false)),
          "openai_model",
          List.of(
              new Parameter("encoder.weight", "encoder.weight", false),
              new Parameter("encoder.bias", "latent_bias", false),
              new Parameter("decoder.weight", "decoder.weight", true),
              new Parameter("decoder.bias", "pre_bias", false)));

  private final String tool;

  Golden(String tool) {
    this.tool = tool;
  }

  /** Returns the batch of a step, {@code [tokens, width]}. */
  static float[] batch(int step) {
    float[] all = floats("x_steps.npy");
    int size = TOKENS * WIDTH;
    return Arrays.copyOfRange(all, step * size, (step + 1) * size);
  }

  /** Returns the parameters, or gradients, of a folder by our names and in our layout. */
  Map<String, float[]> arrays(String folder) {
    return PARAMETERS.get(tool).stream()
        .collect(
            Collectors.toMap(
                Parameter::ours,
                p -> {
                  float[] array = floats(tool + "/" + folder + "/" + p.file() + ".npy");
                  return p.transposed() ? transposed(array, WIDTH, LATENTS) : array;
                }));
  }

  /** Returns a state of step 0 with the parameters of a folder. */
  SessionState state(String folder, long[] tokensSinceFired) {
    Map<String, float[]> floats = new HashMap<>(arrays(folder));
    for (String name : List.copyOf(floats.keySet())) {
      floats.put(name + ".exp_avg", new float[floats.get(name).length]);
      floats.put(name + ".exp_avg_sq", new float[floats.get(name).length]);
    }
    return new SessionState(
        floats, Map.of("tokens_since_fired", tokensSinceFired, "step", new long[1]));
  }

  /** Returns an autoencoder with the parameters of a folder. */
  SaeWeights weights(String folder, Encoding encoding) {
    Map<String, float[]> arrays = arrays(folder);
    SaeConfig config =
        SaeConfig.builder(Architecture.TOPK, WIDTH, LATENTS)
            .k(K)
            .decoderBiasSubtracted(encoding.decoderBiasSubtracted())
            .decoderNormRescaled(encoding.scaledByDecoderNorm())
            .inputNormalization(encoding.inputNormalization())
            .build();
    return new SaeWeights(
        config,
        arrays.get("encoder.weight"),
        arrays.get("encoder.bias"),
        arrays.get("decoder.weight"),
        arrays.get("decoder.bias"));
  }

  /** Returns one of the tool's own numbers, by its path of names in meta.json. */
  double number(String... path) {
    JsonObject object = meta();
    for (int i = 0; i < path.length - 1; i++) {
      object = object.getAsJsonObject(path[i]);
    }
    return object.get(path[path.length - 1]).getAsDouble();
  }

  /** Returns a number of each step; with no name, the steps are plain numbers. */
  List<Double> steps(String name) {
    JsonArray steps = meta().getAsJsonArray("losses_per_step");
    List<Double> numbers = new ArrayList<>();
    steps.forEach(
        step ->
            numbers.add(
                name == null
                    ? step.getAsDouble()
                    : step.getAsJsonObject().get(name).getAsDouble()));
    return numbers;
  }

  private JsonObject meta() {
    String text = new String(bytes(tool + "/meta.json"), StandardCharsets.UTF_8);
    return JsonParser.parseString(text).getAsJsonObject();
  }

  long[] longs(String name) {
    ByteBuffer data = data(tool + "/" + name);
    return Stream.generate(data::getLong).limit(data.remaining() / 8).mapToLong(v -> v).toArray();
  }

  float[] own(String name) {
    return floats(tool + "/" + name);
  }

  private static float[] transposed(float[] array, int rows, int columns) {
    float[] out = new float[array.length];
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        out[c * rows + r] = array[r * columns + c];
      }
    }
    return out;
  }

  private static float[] floats(String name) {
    ByteBuffer data = data(name);
    float[] floats = new float[data.remaining() / 4];
    data.asFloatBuffer().get(floats);
    return floats;
  }

  /** Returns the data of a .npy file, which must be in C order. */
  private static ByteBuffer data(String name) {
    byte[] all = bytes(name);
    int header = 10 + (all[8] & 0xff) + 256 * (all[9] & 0xff);
    String text = new String(all, 10, header - 10, StandardCharsets.ISO_8859_1);
    if (!text.contains("'fortran_order': False")) {
      throw new IllegalArgumentException(name + " isn't in C order: " + text);
    }
    return ByteBuffer.wrap(all, header, all.length - header).slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] bytes(String name) {
    try (InputStream in = Golden.class.getResourceAsStream("/golden/" + name)) {
      if (in == null) {
        throw new IllegalArgumentException("no /golden/" + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
