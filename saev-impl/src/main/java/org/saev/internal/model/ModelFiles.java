package org.saev.internal.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.saev.FormatException;
import org.saev.SaevException;
import org.saev.spi.SaeWeights;

/** Saves autoencoders, and loads those of any format that is known. */
public final class ModelFiles {

  private static final SaevFormat OWN = new SaevFormat();

  /** In the order in which they are tried; each looks at the content. */
  private static final List<ModelFormat> FORMATS =
      List.of(
          OWN,
          new SaeLensFormat(),
          new SaeLensFlatFormat(),
          new SparsifyFormat(),
          new DictionaryLearningFormat(),
          new LlamaScopeFormat(),
          new GemmaScopeFormat(),
          new OpenAiFormat());

  private static final int NAMES_SHOWN = 8;

  private ModelFiles() {}

  /**
   * Writes {@code config.json} and {@code sae.safetensors}. Killed at any moment, it leaves the
   * model that was there before (or none) or the new one; other files in the folder stay.
   *
   * @param weights what is saved
   * @param folder made if it doesn't exist
   */
  public static void save(SaeWeights weights, Path folder) {
    try {
      OWN.save(weights, folder);
    } catch (IOException e) {
      throw new SaevException("could not save the autoencoder to " + folder + ": " + e, e);
    }
  }

  /**
   * Loads an autoencoder of any format, and says in the log which it was if it isn't our own.
   *
   * @param path its folder or file
   * @return its weights, equal to the bit to those saved; those of another tool have its format in
   *     their provenance
   * @throws FormatException if the path is of no known format, or not as its format demands
   * @throws SaevException if it can't be read
   */
  public static SaeWeights load(Path path) {
    try {
      ModelFormat format = recognise(path);
      SaeWeights weights = format.load(path);
      System.getLogger(ModelFiles.class.getName())
          .log(
              format == OWN ? System.Logger.Level.DEBUG : System.Logger.Level.INFO,
              () -> path + " is of format " + format.name() + ": " + weights.config());
      return weights;
    } catch (IOException e) {
      throw new SaevException("could not read the autoencoder " + path + ": " + e, e);
    }
  }

  /**
   * Tells the format of a path by its content.
   *
   * @param path a folder or file
   * @return one of {@link #names}
   * @throws FormatException if the path is of no known format
   */
  public static String formatOf(Path path) {
    try {
      return recognise(path).name();
    } catch (IOException e) {
      throw new SaevException("could not read " + path + ": " + e, e);
    }
  }

  /**
   * Returns the names of all formats.
   *
   * @return for messages
   */
  public static List<String> names() {
    return FORMATS.stream().map(ModelFormat::name).toList();
  }

  /**
   * Writes an autoencoder in a format, whole or not at all.
   *
   * @param weights what is written
   * @param path where to; must not exist, unless a folder is written and it is an empty one
   * @param format one of {@link #names}
   * @return what the format can't express and was left out
   * @throws SaevException if the format can't hold what the autoencoder computes, or something is
   *     there already
   */
  public static List<String> saveAs(SaeWeights weights, Path path, String format) {
    ModelFormat target = FORMATS.get(names().indexOf(format));
    try {
      if (Files.exists(path) && (target.isFile() || !isEmptyFolder(path))) {
        throw new SaevException(
            path
                + " exists already; name a path that doesn't"
                + (target.isFile() ? "" : ", or an empty folder"));
      }
      Path absolute = path.toAbsolutePath();
      Files.createDirectories(absolute.getParent());
      if (target.isFile()) {
        return target.save(weights, absolute);
      }
      return saveFolder(target, weights, absolute);
    } catch (IOException e) {
      throw new SaevException("could not write the autoencoder to " + path + ": " + e, e);
    }
  }

  /** Writes a folder beside the place that it is moved to in one step. */
  private static List<String> saveFolder(ModelFormat target, SaeWeights weights, Path path)
      throws IOException {
    Path temporary = path.resolveSibling(path.getFileName() + ".part");
    delete(temporary);
    Files.createDirectory(temporary);
    try {
      List<String> notes = target.save(weights, temporary);
      Files.deleteIfExists(path);
      Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
      return notes;
    } finally {
      delete(temporary);
    }
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }

  private static boolean isEmptyFolder(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      return false;
    }
    try (Stream<Path> files = Files.list(path)) {
      return files.findAny().isEmpty();
    }
  }

  private static ModelFormat recognise(Path path) throws IOException {
    if (!Files.exists(path)) {
      throw new SaevException("no autoencoder in " + path + ": there is no such file or folder");
    }
    for (ModelFormat format : FORMATS) {
      if (format.recognises(path)) {
        return format;
      }
    }
    throw new FormatException(
        path, "format", "an autoencoder of format " + String.join(", ", names()), seen(path));
  }

  /** Says what a path looks like. */
  private static String seen(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      return "the file " + path.getFileName() + " of " + Files.size(path) + " bytes";
    }
    List<Path> files;
    try (Stream<Path> all = Files.list(path)) {
      files = all.sorted().limit(NAMES_SHOWN + 1).toList();
    }
    if (files.isEmpty()) {
      return "an empty folder";
    }
    String names =
        files.stream()
            .limit(NAMES_SHOWN)
            .map(file -> file.getFileName().toString())
            .collect(Collectors.joining(", "));
    String more = files.size() > NAMES_SHOWN ? ", ..." : "";
    String store =
        Files.exists(path.resolve("manifest.json"))
            ? " (an activation store, which Saev.open opens)"
            : "";
    return "a folder of " + names + more + store;
  }
}
