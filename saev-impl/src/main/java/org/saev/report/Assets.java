package org.saev.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The front end: readable files of this package, and the chart library from its web jar. */
final class Assets {

  /** In the order in which they are run. */
  static final List<String> SCRIPTS =
      List.of(
          "uPlot.iife.min.js",
          "dom.js",
          "data.js",
          "format.js",
          "labels.js",
          "heat.js",
          "charts.js",
          "scatter.js",
          "overview.js",
          "latents.js",
          "latent.js",
          "example.js",
          "filter.js",
          "app.js");

  static final List<String> STYLES = List.of("uPlot.min.css", "report.css");

  private static final String WEB_JAR = "/META-INF/resources/webjars/uplot/1.6.30/dist/";

  private Assets() {}

  static String read(String name) throws IOException {
    String path = name.startsWith("uPlot.") ? WEB_JAR + name : name;
    try (InputStream in = Assets.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IOException("the report's file " + path + " is missing from the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
