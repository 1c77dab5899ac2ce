package org.saev.report;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

/**
 * A report as a folder. A browser loads no JSON from disk, but scripts: each part is a script that
 * hands its value over.
 */
final class FolderReport implements Chunks {

  private static final String PAGE = "index.html";

  /** What tells a report from other folders with an index.html. */
  private static final Path MARK = Path.of("data", "overview.js");

  private final Path folder;

  private FolderReport(Path folder) {
    this.folder = folder;
  }

  static void write(ReportData data, Path target) {
    Path whole = target.toAbsolutePath();
    Path part = whole.resolveSibling(whole.getFileName() + ".part");
    try {
      checkReplaceable(whole);
      delete(part);
      try {
        new FolderReport(part).write(data);
        delete(whole);
        Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        delete(part);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("can't write the report to " + target, e);
    }
  }

  private void write(ReportData data) throws IOException {
    Files.createDirectories(folder.resolve("assets"));
    Files.createDirectories(folder.resolve("images"));
    for (String name : Assets.STYLES) {
      Files.writeString(folder.resolve("assets").resolve(name), Assets.read(name));
    }
    for (String name : Assets.SCRIPTS) {
      Files.writeString(folder.resolve("assets").resolve(name), Assets.read(name));
    }
    new ReportParts(data, this).write();
    try (Writer out = Files.newBufferedWriter(folder.resolve(PAGE))) {
      Page.writeLinked(data.title, out);
    }
  }

  @Override
  public void write(String name, Body body) throws IOException {
    Path file = folder.resolve("data").resolve(name + ".js");
    Files.createDirectories(file.getParent());
    try (Writer out = Files.newBufferedWriter(file)) {
      out.write("saev.data.put(\"" + name + "\", ");
      JsonWriter json = new JsonWriter(out);
      body.write(json);
      json.flush();
      out.write(");\n");
    }
  }

  @Override
  public String image(String name, EncodedImage image) throws IOException {
    String path = "images/" + name + "." + image.extension();
    Files.write(folder.resolve(path), image.bytes());
    return path;
  }

  private static void checkReplaceable(Path whole) throws IOException {
    if (!Files.exists(whole)) {
      return;
    }
    if (!Files.isDirectory(whole)) {
      throw new IllegalArgumentException(
          whole + " is a file; choose another folder, or writeFile for a report in one file");
    }
    try (Stream<Path> entries = Files.list(whole)) {
      if (entries.findAny().isPresent() && !Files.exists(whole.resolve(MARK))) {
        throw new IllegalArgumentException(
            whole + " holds other files than a report; choose an empty or a new folder");
      }
    }
  }

  private static void delete(Path path) throws IOException {
    if (Files.exists(path)) {
      MoreFiles.deleteRecursively(path, RecursiveDeleteOption.ALLOW_INSECURE);
    }
  }
}
