package org.saev.examples.pictograms.experiments;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.saev.examples.pictograms.job.WholeFile;

/** Values as JSON files, each with the settings that it was made with. */
final class ResultJson {

  private static final Gson GSON =
      new GsonBuilder()
          .setPrettyPrinting()
          .disableHtmlEscaping()
          .serializeNulls()
          .registerTypeAdapter(double.class, new Numbers())
          .registerTypeAdapter(Double.class, new Numbers())
          .create();
  private static final String SETTINGS = "settings";
  private static final String VALUE = "value";
  private static final String SECONDS = "seconds";

  /**
   * What a file holds.
   *
   * @param value the value
   * @param seconds that it took to make
   */
  record Kept<T>(T value, double seconds) {}

  private ResultJson() {}

  static JsonElement tree(Object value) {
    // By way of the text, so that numbers compare as they do when they are read back.
    return GSON.fromJson(GSON.toJson(value), JsonElement.class);
  }

  /**
   * Writes a value.
   *
   * @param seconds that it took to make
   */
  static void write(Path file, JsonElement settings, double seconds, Object value)
      throws IOException {
    JsonObject whole = new JsonObject();
    whole.add(SETTINGS, settings);
    whole.addProperty(SECONDS, seconds);
    whole.add(VALUE, GSON.toJsonTree(value));
    Files.createDirectories(file.toAbsolutePath().getParent());
    WholeFile.write(file, GSON.toJson(whole) + "\n");
  }

  /** The value of a file, if it is there and was made with these settings. */
  static <T> Optional<Kept<T>> read(Path file, JsonElement settings, Type type) throws IOException {
    if (Files.notExists(file)) {
      return Optional.empty();
    }
    try {
      JsonObject whole = GSON.fromJson(Files.readString(file), JsonObject.class);
      if (whole == null || !settings.equals(whole.get(SETTINGS))) {
        return Optional.empty();
      }
      T value = GSON.fromJson(whole.get(VALUE), type);
      JsonElement seconds = whole.get(SECONDS);
      return value == null
          ? Optional.empty()
          : Optional.of(new Kept<>(value, seconds == null ? 0 : seconds.getAsDouble()));
    } catch (JsonParseException | IllegalArgumentException e) {
      throw new IOException(
          file + " is damaged, delete it to have it made anew: " + e.getMessage(), e);
    }
  }

  /** JSON has no NaN: undefined figures are null. */
  private static final class Numbers extends TypeAdapter<Double> {
    @Override
    public void write(JsonWriter out, Double value) throws IOException {
      if (value == null || value.isNaN()) {
        out.nullValue();
      } else {
        out.value(value);
      }
    }

    @Override
    public Double read(JsonReader in) throws IOException {
      if (in.peek() == JsonToken.NULL) {
        in.nextNull();
        return Double.NaN;
      }
      return in.nextDouble();
    }
  }
}
