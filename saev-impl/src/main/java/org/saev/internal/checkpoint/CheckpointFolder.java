package org.saev.internal.checkpoint;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.saev.FormatException;
import org.saev.SaevException;
import org.saev.internal.io.AtomicFiles;
import org.saev.internal.io.Dtype;
import org.saev.internal.io.FileChecksum;
import org.saev.internal.io.Json;
import org.saev.internal.io.JsonFields;
import org.saev.internal.io.SafetensorsReader;
import org.saev.internal.io.SafetensorsWriter;
import org.saev.internal.io.Tensor;
import org.saev.internal.io.TensorInfo;

/**
 * Keeps the last checkpoint of a training in a folder: {@code state.json} and the arrays in {@code
 * state-N.safetensors}, which it names with size and SHA-256. Replacing {@code state.json} in one
 * step is what makes a new checkpoint the last one, so a process killed at any moment leaves the
 * one before or the new one. Older arrays are deleted after that. One process at a time.
 */
public final class CheckpointFolder {

  static final String STATE = "state.json";

  private static final String FORMAT = "saev-checkpoint";
  private static final int VERSION = 1;
  private static final Pattern ARRAYS = Pattern.compile("state-(\\d{1,18})\\.safetensors");

  private final Path folder;

  /**
   * Names a folder; nothing is made or read.
   *
   * @param folder made by the first {@link #write}
   */
  public CheckpointFolder(Path folder) {
    this.folder = Objects.requireNonNull(folder, "folder");
  }

  /**
   * Writes a checkpoint, and deletes the one before.
   *
   * @param checkpoint no name may be both in floats and in longs
   */
  public void write(Checkpoint checkpoint) {
    List<Tensor> tensors = new ArrayList<>();
    new TreeMap<>(checkpoint.floats())
        .forEach((name, values) -> tensors.add(Tensor.of(name, values, values.length)));
    new TreeMap<>(checkpoint.longs())
        .forEach((name, values) -> tensors.add(Tensor.of(name, values, values.length)));
    try {
      Files.createDirectories(folder);
      String arrays = "state-" + (lastNumber() + 1) + ".safetensors";
      FileChecksum checksum =
          AtomicFiles.write(
              folder.resolve(arrays),
              temporary -> SafetensorsWriter.write(temporary, Map.of(), tensors));
      AtomicFiles.write(folder.resolve(STATE), Json.format(state(checkpoint, arrays, checksum)));
      deleteAllBut(arrays);
    } catch (IOException e) {
      throw new SaevException("could not write a checkpoint to " + folder + ": " + e, e);
    }
  }

  /**
   * Reads the last checkpoint.
   *
   * @return the checkpoint, or empty if none was ever written
   * @throws FormatException if it isn't as it was written
   */
  public Optional<Checkpoint> latest() {
    Path file = folder.resolve(STATE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      JsonFields json = Json.read(file);
      json.oneOf("format", Map.of(FORMAT, FORMAT));
      json.integer("version", VERSION, VERSION);
      String arrays = json.string("arrays");
      if (!ARRAYS.matcher(arrays).matches()) {
        throw json.wrong("arrays", "state-N.safetensors", '"' + arrays + '"');
      }
      FileChecksum checksum =
          new FileChecksum(json.integer("bytes", 0, Long.MAX_VALUE), json.string("sha256"));
      Map<String, String> config = json.map("config", values -> values::string);
      Map<String, Long> counters =
          json.map(
              "counters", values -> name -> values.integer(name, Long.MIN_VALUE, Long.MAX_VALUE));
      json.done();
      Path data = folder.resolve(arrays);
      if (!Files.isRegularFile(data)) {
        throw new FormatException(data, "file", checksum.bytes() + " bytes", "no file");
      }
      checksum.check(data);
      return Optional.of(read(data, config, counters));
    } catch (IOException e) {
      throw new SaevException("could not read the checkpoint in " + folder + ": " + e, e);
    }
  }

  private static Checkpoint read(Path data, Map<String, String> config, Map<String, Long> counters)
      throws IOException {
    Map<String, float[]> floats = new HashMap<>();
    Map<String, long[]> longs = new HashMap<>();
    try (SafetensorsReader reader = SafetensorsReader.open(data)) {
      for (TensorInfo info : reader.header().tensors().values()) {
        if (info.dtype() == Dtype.I64) {
          longs.put(info.name(), reader.longs(info.name()));
        } else {
          floats.put(info.name(), reader.floats(info.name()));
        }
      }
    }
    return new Checkpoint(config, counters, floats, longs);
  }

  private static JsonObject state(Checkpoint checkpoint, String arrays, FileChecksum checksum) {
    JsonObject json = new JsonObject();
    json.addProperty("format", FORMAT);
    json.addProperty("version", VERSION);
    json.addProperty("arrays", arrays);
    json.addProperty("bytes", checksum.bytes());
    json.addProperty("sha256", checksum.sha256());
    JsonObject counters = new JsonObject();
    new TreeMap<>(checkpoint.counters()).forEach(counters::addProperty);
    json.add("counters", counters);
    JsonObject config = new JsonObject();
    new TreeMap<>(checkpoint.config()).forEach(config::addProperty);
    json.add("config", config);
    return json;
  }

  private long lastNumber() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> ARRAYS.matcher(file.getFileName().toString()))
          .filter(Matcher::matches)
          .mapToLong(name -> Long.parseLong(name.group(1)))
          .max()
          .orElse(-1);
    }
  }

  private void deleteAllBut(String arrays) throws IOException {
    List<Path> old;
    try (Stream<Path> files = Files.list(folder)) {
      old =
          files
              .filter(
                  file -> {
                    String name = file.getFileName().toString();
                    return !name.equals(arrays)
                        && (ARRAYS.matcher(name).matches() || AtomicFiles.isTemporary(file));
                  })
              .toList();
    }
    for (Path file : old) {
      Files.delete(file);
    }
  }
}
