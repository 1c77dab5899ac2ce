package org.saev.embedding;

import java.nio.file.Path;
import org.saev.Saev;
import org.saev.SaevException;
import org.saev.store.ParquetScores;

/** Opens activations, or scores. */
final class OpenProgram {

  private OpenProgram() {}

  public static void main(String[] args) {
    try {
      Path path = Path.of(args[0]);
      boolean scores = path.toString().endsWith(".parquet");
      System.out.println(scores ? ParquetScores.read(path) : Saev.open(path));
    } catch (SaevException e) {
      System.out.println(e.getMessage());
    }
  }
}
