package org.saev.internal.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.saev.spi.SaeWeights;

/** A format of saved autoencoders. */
interface ModelFormat {

  /**
   * Returns the name of the format, for messages and provenance.
   *
   * @return such as {@code "saev"}
   */
  String name();

  /**
   * Tells by its content whether a path is of this format, damaged or not; must not throw because
   * the content is something else.
   *
   * @param path a file or folder that exists
   * @return true if {@link #load} is to be called
   */
  boolean recognises(Path path) throws IOException;

  /**
   * Reads an autoencoder.
   *
   * @param path one that was recognised
   * @return its weights
   * @throws org.saev.FormatException if something isn't as the format demands
   */
  SaeWeights load(Path path) throws IOException;

  /**
   * Writes an autoencoder.
   *
   * @param weights what is written
   * @param path an empty folder, or a file that is made, see {@link #isFile}
   * @return what the format can't express and was left out: one sentence each
   * @throws org.saev.SaevException if the format can't hold what the autoencoder computes; nothing
   *     was written then
   */
  List<String> save(SaeWeights weights, Path path) throws IOException;

  /**
   * Tells whether a model is one file.
   *
   * @return true for a file, false for a folder
   */
  default boolean isFile() {
    return false;
  }

  /** Returns the folder of a model that was named by its folder or by its file of weights. */
  static Path folder(Path path, String weights) {
    boolean named = Files.isRegularFile(path) && path.getFileName().toString().equals(weights);
    return named ? path.toAbsolutePath().getParent() : path;
  }
}
