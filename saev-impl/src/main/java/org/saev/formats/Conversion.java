package org.saev.formats;

import java.util.List;
import org.saev.sae.SaeConfig;

/**
 * What a conversion did.
 *
 * @param from the format that was recognised
 * @param to the format that was written
 * @param config what the autoencoder computes, and what was noted of its source
 * @param leftOut what the target can't express and was left out, one sentence each; what is
 *     computed is the same
 */
public record Conversion(SaeFormat from, SaeFormat to, SaeConfig config, List<String> leftOut) {

  /**
   * Copies the list.
   *
   * @param from as above
   * @param to as above
   * @param config as above
   * @param leftOut as above
   */
  public Conversion {
    leftOut = List.copyOf(leftOut);
  }

  /**
   * Returns the report.
   *
   * @return one line, and one more for each thing that was left out
   */
  @Override
  public String toString() {
    StringBuilder report = new StringBuilder(config + ": " + from.tool() + " -> " + to.tool());
    leftOut.forEach(sentence -> report.append("\n  ").append(sentence));
    return report.toString();
  }
}
