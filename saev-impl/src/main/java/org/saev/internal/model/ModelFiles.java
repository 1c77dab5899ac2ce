package org.saev.internal.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.saev.FormatException;
import org.saev.SaevException;
import org.saev.spi.SaeWeights;

/** Saves autoencoders, and loads those of any format that is known. */
public final class ModelFiles {

  private static final SaevFormat OWN = new SaevFormat();
  private static final List<ModelFormat> FORMATS = List.of(OWN);
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
   * Loads an autoencoder.
   *
   * @param path its folder or file
   * @return its weights, equal to the bit to those saved
   * @throws FormatException if the path is of no known format, or not as its format demands
   * @throws SaevException if it can't be read
   */
  public static SaeWeights load(Path path) {
    if (!Files.exists(path)) {
      throw new SaevException("no autoencoder in " + path + ": there is no such file or folder");
    }
    try {
      for (ModelFormat format : FORMATS) {
        if (format.recognises(path)) {
          return format.load(path);
        }
      }
      String known = FORMATS.stream().map(ModelFormat::name).collect(Collectors.joining(" or "));
      throw new FormatException(path, "format", "an autoencoder of format " + known, seen(path));
    } catch (IOException e) {
      throw new SaevException("could not read the autoencoder " + path + ": " + e, e);
    }
  }

  /** Says what a path looks like. */
  private static String seen(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      return "the file " + path.getFileName() + " of " + Files.size(path) + " bytes" + hint(path);
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
    return "a folder of " + names + more + hint(path);
  }

  private static String hint(Path path) {
    return NeighbourTool.of(path).map(tool -> " (it looks like " + tool + ")").orElse("");
  }
}
