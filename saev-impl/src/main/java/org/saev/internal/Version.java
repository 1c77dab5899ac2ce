package org.saev.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of this library, as the build wrote it beside the classes. */
public final class Version {

  private Version() {}

  /** Returns the version, such as 0.1.0. */
  public static String current() {
    Properties properties = new Properties();
    try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("can't read the library's own version", e);
    }
    return properties.getProperty("version");
  }
}
