package org.saev.report;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;

/** Where the parts of a report go. */
interface Chunks {

  /** Writes a part: one JSON value that the pages load when they need it. */
  void write(String name, Body body) throws IOException;

  /**
   * Stores an image.
   *
   * @return where pages find it
   */
  String image(String name, EncodedImage image) throws IOException;

  /** Writes one JSON value. */
  @FunctionalInterface
  interface Body {
    void write(JsonWriter json) throws IOException;
  }
}
