package org.saev.formats;

import java.nio.file.Path;
import java.util.Objects;
import org.saev.internal.model.ModelFiles;
import org.saev.spi.SaeWeights;

/**
 * Tells the formats of saved autoencoders apart, and converts between them.
 *
 * <pre>{@code
 * Conversion done = SaeFormats.convert(Path.of("ae"), Path.of("sae"), SaeFormat.SAELENS);
 * System.out.println(done);
 * }</pre>
 */
public final class SaeFormats {

  private SaeFormats() {}

  /**
   * Tells the format of a folder or file, by its content.
   *
   * @param path a folder or file
   * @return its format; the content may still turn out to be damaged
   * @throws org.saev.FormatException if it is of no known format; says what was seen
   */
  public static SaeFormat formatOf(Path path) {
    return SaeFormat.of(ModelFiles.formatOf(Objects.requireNonNull(path, "path")));
  }

  /**
   * Converts an autoencoder. Numbers keep their values: there and back again, weights are equal to
   * the bit (float64, which is rounded when it is read, excepted). All formats are written as
   * float32.
   *
   * @param from a folder or file of any format
   * @param to where to write; must not exist, unless a folder is written and it is an empty one
   * @param format what to write
   * @return what was read and written, and what could not be expressed
   * @throws org.saev.FormatException if the source isn't as its format demands
   * @throws org.saev.SaevException if the target format can't hold what the autoencoder computes,
   *     or something is there already; nothing was written then
   */
  public static Conversion convert(Path from, Path to, SaeFormat format) {
    Objects.requireNonNull(to, "to");
    Objects.requireNonNull(format, "format");
    SaeFormat source = formatOf(from);
    SaeWeights weights = ModelFiles.load(from);
    return new Conversion(
        source, format, weights.config(), ModelFiles.saveAs(weights, to, format.tool()));
  }
}
