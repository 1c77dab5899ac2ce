package org.saev.examples.pictograms.experiments;

import com.google.gson.JsonElement;
import java.io.IOException;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.saev.examples.pictograms.job.Progress;

/**
 * Finished parts of experiments on disk, each whole and with the settings that it was made with.
 */
final class Parts {

  private static final String KEY = "[a-z0-9]+([.-][a-z0-9]+)*";
  private static final String MADE_WITH = "settings.json";

  private final Path folder;
  private final Progress progress;
  private double reusedSeconds;

  Parts(Path folder, Progress progress) {
    this.folder = folder;
    this.progress = progress;
  }

  <T> T value(String key, JsonElement settings, Type type, Workplace.Maker<T> maker)
      throws IOException {
    Path file = file(key);
    Optional<ResultJson.Kept<T>> kept = ResultJson.read(file, settings, type);
    if (kept.isPresent()) {
      return reuse(file, kept.get());
    }
    double start = now();
    T made = maker.make();
    ResultJson.write(file, settings, now() - start, made);
    return made;
  }

  /** Values that are made side by side, each kept as soon as it is made. */
  <T> List<T> values(
      List<Workplace.Part<T>> parts, List<JsonElement> settings, Type type, int atOnce)
      throws IOException {
    Map<Integer, T> found = new TreeMap<>();
    List<Integer> missing = new ArrayList<>();
    for (int place = 0; place < parts.size(); place++) {
      Path file = file(parts.get(place).key());
      Optional<ResultJson.Kept<T>> kept = ResultJson.read(file, settings.get(place), type);
      if (kept.isPresent()) {
        found.put(place, reuse(file, kept.get()));
      } else {
        missing.add(place);
      }
    }
    SideBySide.run(
        missing.stream().map(place -> parts.get(place).maker()).toList(),
        atOnce,
        (number, made, seconds) -> {
          int place = missing.get(number);
          String key = parts.get(place).key();
          ResultJson.write(file(key), settings.get(place), seconds, made);
          found.put(place, made);
          progress.say("%s: made, %d of %d".formatted(key, found.size(), parts.size()));
        });
    return List.copyOf(found.values());
  }

  private Path file(String key) {
    return folder.resolve(checked(key) + ".json");
  }

  Path folder(String key, JsonElement settings, Workplace.FolderMaker maker) throws IOException {
    Path whole = folder.resolve(checked(key));
    Optional<ResultJson.Kept<Boolean>> kept =
        ResultJson.read(whole.resolve(MADE_WITH), settings, Boolean.class);
    if (kept.isPresent()) {
      reuse(whole, kept.get());
      return whole;
    }
    double start = now();
    Path part = folder.resolve(key + ".part");
    delete(part);
    Files.createDirectories(part);
    maker.makeIn(part);
    ResultJson.write(part.resolve(MADE_WITH), settings, now() - start, true);
    delete(whole);
    return Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE);
  }

  /** What parts that were reused so far took when they were made. */
  double reusedSeconds() {
    return reusedSeconds;
  }

  private <T> T reuse(Path file, ResultJson.Kept<T> kept) {
    progress.say("reusing " + file);
    reusedSeconds += kept.seconds();
    return kept.value();
  }

  /** Goes on while the clock does, and by what is reused. */
  private double now() {
    return System.nanoTime() / 1e9 + reusedSeconds;
  }

  private static String checked(String key) {
    if (!key.matches(KEY)) {
      throw new IllegalArgumentException(
          "a part's key must be lower-case words joined by hyphens or dots, but was '" + key + "'");
    }
    return key;
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      List<Path> files;
      try (Stream<Path> walk = Files.walk(folder)) {
        files = walk.sorted(Comparator.reverseOrder()).toList();
      }
      for (Path file : files) {
        Files.delete(file);
      }
    }
  }
}
