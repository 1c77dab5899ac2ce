package org.saev.report;

import com.samskivert.mustache.Mustache;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The one HTML page, which scripts fill. */
final class Page {

  private Page() {}

  /** Writes a page that refers to the files of a folder. */
  static void writeLinked(String title, Writer out) throws IOException {
    write(
        out,
        Map.of(
            "title",
            title,
            "linked",
            true,
            "embedded",
            false,
            "styles",
            Assets.STYLES,
            "scripts",
            Assets.SCRIPTS));
  }

  /**
   * Writes a page that holds everything.
   *
   * @param chunks writes the data, as script elements
   */
  static void writeEmbedded(String title, Writer out, Content chunks) throws IOException {
    List<String> styles = new ArrayList<>();
    for (String name : Assets.STYLES) {
      styles.add(Assets.read(name));
    }
    List<String> scripts = new ArrayList<>();
    for (String name : Assets.SCRIPTS) {
      scripts.add(Assets.read(name));
    }
    Mustache.Lambda data = (fragment, writer) -> chunks.write(writer);
    write(
        out,
        Map.of(
            "title", title,
            "linked", false,
            "embedded", true,
            "styles", styles,
            "scripts", scripts,
            "data", data));
  }

  private static void write(Writer out, Map<String, Object> context) throws IOException {
    try {
      Mustache.compiler().compile(Assets.read("index.mustache")).execute(context, out);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Writes something into the page. */
  @FunctionalInterface
  interface Content {
    void write(Writer out) throws IOException;
  }
}
