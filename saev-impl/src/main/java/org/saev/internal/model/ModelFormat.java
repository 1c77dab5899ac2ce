package org.saev.internal.model;

import java.io.IOException;
import java.nio.file.Path;
import org.saev.spi.SaeWeights;

/** A format of saved autoencoders. */
interface ModelFormat {

  /**
   * Returns the name of the format, for messages.
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
}
