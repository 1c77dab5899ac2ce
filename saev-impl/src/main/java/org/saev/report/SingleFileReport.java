package org.saev.report;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.saev.internal.io.AtomicFiles;

/** A report as one file: each part is a JSON script element, which is parsed when it is needed. */
final class SingleFileReport implements Chunks {

  private final Writer out;

  private SingleFileReport(Writer out) {
    this.out = out;
  }

  static void write(ReportData data, Path file) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      AtomicFiles.<Void>write(
          file.toAbsolutePath(),
          part -> {
            try (Writer writer = Files.newBufferedWriter(part)) {
              Page.writeEmbedded(
                  data.title,
                  writer,
                  out -> new ReportParts(data, new SingleFileReport(out)).write());
            }
            return null;
          });
    } catch (IOException e) {
      throw new UncheckedIOException("can't write the report to " + file, e);
    }
  }

  @Override
  public void write(String name, Body body) throws IOException {
    out.write("<script type=\"application/json\" data-chunk=\"" + name + "\">");
    JsonWriter json = new JsonWriter(out);
    // Escapes <, > and &: text of an example can't end the element.
    json.setHtmlSafe(true);
    body.write(json);
    json.flush();
    out.write("</script>\n");
  }

  @Override
  public String image(String name, EncodedImage image) {
    return "data:" + image.type() + ";base64," + Base64.getEncoder().encodeToString(image.bytes());
  }
}
