package org.saev.examples.pictograms.experiments;

import com.google.gson.JsonElement;
import java.io.IOException;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
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

  Parts(Path folder, Progress progress) {
    this.folder = folder;
    this.progress = progress;
  }

  <T> T value(String key, JsonElement settings, Type type, Workplace.Maker<T> maker)
      throws IOException {
    Path file = folder.resolve(checked(key) + ".json");
    Optional<T> kept = ResultJson.read(file, settings, type);
    if (kept.isPresent()) {
      progress.say("reusing " + file);
      return kept.get();
    }
    T made = maker.make();
    ResultJson.write(file, settings, made);
    return made;
  }

  Path folder(String key, JsonElement settings, Workplace.FolderMaker maker) throws IOException {
    Path whole = folder.resolve(checked(key));
    if (ResultJson.read(whole.resolve(MADE_WITH), settings, Boolean.class).isPresent()) {
      progress.say("reusing " + whole);
      return whole;
    }
    Path part = folder.resolve(key + ".part");
    delete(part);
    Files.createDirectories(part);
    maker.makeIn(part);
    ResultJson.write(part.resolve(MADE_WITH), settings, true);
    delete(whole);
    return Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE);
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
