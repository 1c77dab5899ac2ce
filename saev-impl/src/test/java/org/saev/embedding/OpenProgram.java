package org.saev.embedding;

import java.nio.file.Path;
import org.saev.Saev;
import org.saev.SaevException;

/** Opens activations. */
final class OpenProgram {

  private OpenProgram() {}

  public static void main(String[] args) {
    try {
      System.out.println(Saev.open(Path.of(args[0])));
    } catch (SaevException e) {
      System.out.println(e.getMessage());
    }
  }
}
