package org.saev.store;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.saev.FormatException;
import org.saev.SaevException;
import org.saev.activations.ActivationSource;
import org.saev.activations.Example;
import org.saev.activations.Modality;
import org.saev.activations.SourceIdentity;
import org.saev.activations.TokenRole;
import org.saev.activations.TokenSequence;
import org.saev.internal.arrow.ArrowMatrices;
import org.saev.internal.arrow.DatasetFiles;

/**
 * Activations in an Arrow file or in a folder that Hugging Face's {@code save_to_disk} wrote, among
 * them the caches of SAELens ({@code CacheActivationsRunner}), as a source: each row is an example.
 * Needs {@code org.apache.arrow:arrow-format:19.0.0} on the class path, and no flag of the JVM.
 *
 * <ul>
 *   <li>A column of activations: [tokens, width] a row, as lists of lists (of fixed or varying
 *       length, by offsets of 32 or 64 bits) of float16, float32 or float64. SAELens names it after
 *       its hook, such as {@code blocks.8.hook_resid_post}. Tokens may differ from row to row, the
 *       width may not.
 *   <li>{@code modality}, if not all tokens are text: a list of whole numbers, one a token, 0 text,
 *       1 image, 2 audio, 3 video.
 *   <li>{@code role}, if not all are ordinary: 0 ordinary, 1 special, 2 padding, 3 newline.
 *   <li>{@code token_ids}, which a {@link Layout} gets to tell what each token is.
 * </ul>
 *
 * <p>Examples are named by the number of their row, from {@code "0"}. Files are memory-mapped:
 * float32 activations are views of them, others are decoded an example at a time, so a set may be
 * far larger than memory. Any number of threads may read. A file must not be cut short meanwhile.
 *
 * <pre>{@code
 * ActivationSource cache =
 *     ArrowActivations.at(Path.of("cached_activations"))
 *         .layout((row, tokens, ids) -> {
 *           TokenSequence.Builder sequence = TokenSequence.builder();
 *           for (int id : ids) {
 *             sequence.token(id == 32000 ? Modality.IMAGE : Modality.TEXT, TokenRole.ORDINARY, null);
 *           }
 *           return sequence.build();
 *         })
 *         .open();
 * }</pre>
 */
public final class ArrowActivations implements ActivationSource {

  private static final String MODALITY = "modality";
  private static final String ROLE = "role";
  private static final String TOKEN_IDS = "token_ids";

  private final Path path;
  private final ArrowMatrices matrices;
  private final Layout layout;
  private final SourceIdentity identity;
  private final SourceRange all;

  /** The columns that tell what tokens are, of those that the files have. */
  private final Set<String> columns;

  private ArrowActivations(
      Path path, ArrowMatrices matrices, Layout layout, SourceIdentity identity) {
    this.path = path;
    this.matrices = matrices;
    this.layout = layout;
    this.identity = identity;
    columns =
        Stream.of(MODALITY, ROLE, TOKEN_IDS)
            .filter(name -> name.equals(TOKEN_IDS) == (layout != null))
            .filter(matrices::hasIntegers)
            .collect(Collectors.toUnmodifiableSet());
    all = new SourceRange(this, this::example, matrices::tokensBefore, 0, matrices.rows());
  }

  /**
   * Opens a file or folder that has one column of activations.
   *
   * @param path an {@code .arrow} file, or a folder with {@code state.json}
   * @return its rows
   * @throws FormatException if a file isn't as it must be, or there are several such columns
   * @throws SaevException if there are no such files, or Arrow isn't on the class path
   */
  public static ArrowActivations open(Path path) {
    return at(path).open();
  }

  /**
   * Starts the description of what to open.
   *
   * @param path an {@code .arrow} file, or a folder with {@code state.json}
   * @return a builder
   */
  public static Builder at(Path path) {
    return new Builder(path);
  }

  @Override
  public int width() {
    return matrices.width();
  }

  @Override
  public Stream<Example> examples() {
    return examplesFrom(0);
  }

  /** {@inheritDoc} Takes the same time for any index. */
  @Override
  public Stream<Example> examplesFrom(long first) {
    return all.examplesFrom(first);
  }

  @Override
  public OptionalLong exampleCount() {
    return all.exampleCount();
  }

  @Override
  public OptionalLong tokenCount() {
    return all.tokenCount();
  }

  @Override
  public List<ActivationSource> split(int parts) {
    return all.split(parts);
  }

  /**
   * Returns where the activations came from: the layer is the name of the column, the fingerprint
   * is Hugging Face's.
   *
   * @return without the model, which these files don't name
   */
  @Override
  public SourceIdentity identity() {
    return identity;
  }

  @Override
  public String toString() {
    return "ArrowActivations["
        + path
        + ", column "
        + matrices.column()
        + ", "
        + matrices.rows()
        + " rows, width "
        + matrices.width()
        + "]";
  }

  private Example example(long row) {
    FloatBuffer rows = matrices.matrix(row);
    int tokens = rows.remaining() / matrices.width();
    return Example.of(Long.toString(row), sequence(row, tokens), rows);
  }

  private TokenSequence sequence(long row, int tokens) {
    if (layout == null) {
      byte[] modality = indices(row, MODALITY, tokens, Modality.values().length);
      byte[] role = indices(row, ROLE, tokens, TokenRole.values().length);
      TokenSequence.Builder sequence = TokenSequence.builder();
      for (int token = 0; token < tokens; token++) {
        sequence.token(
            modality == null ? Modality.TEXT : Modality.values()[modality[token]],
            role == null ? TokenRole.ORDINARY : TokenRole.values()[role[token]],
            null);
      }
      return sequence.build();
    }
    TokenSequence sequence = layout.sequence(row, tokens, ids(row, tokens));
    if (sequence.size() != tokens) {
      throw new SaevException(
          path
              + ": row "
              + row
              + " has "
              + tokens
              + " tokens, but the layout made a sequence of "
              + sequence.size());
    }
    return sequence;
  }

  private int[] ids(long row, int tokens) {
    if (!columns.contains(TOKEN_IDS)) {
      return new int[0];
    }
    long[] values = matrices.integers(TOKEN_IDS, row, tokens);
    int[] ids = new int[tokens];
    for (int token = 0; token < tokens; token++) {
      if (values[token] != (int) values[token]) {
        throw matrices.wrong(row, TOKEN_IDS, "numbers of 32 bits", values[token] + "");
      }
      ids[token] = (int) values[token];
    }
    return ids;
  }

  private byte[] indices(long row, String column, int tokens, int most) {
    if (!columns.contains(column)) {
      return null;
    }
    long[] values = matrices.integers(column, row, tokens);
    byte[] indices = new byte[tokens];
    for (int token = 0; token < tokens; token++) {
      if (values[token] < 0 || values[token] >= most) {
        throw matrices.wrong(
            row, column, "numbers from 0 to " + (most - 1), values[token] + " for token " + token);
      }
      indices[token] = (byte) values[token];
    }
    return indices;
  }

  /** Tells what the tokens of a row are. */
  @FunctionalInterface
  public interface Layout {
    /**
     * Describes a row.
     *
     * @param row its number, from 0
     * @param tokens how many tokens it has
     * @param ids its {@code token_ids}, one a token; empty if there is no such column
     * @return a sequence of as many tokens
     */
    TokenSequence sequence(long row, int tokens, int[] ids);
  }

  /** What to open. */
  public static final class Builder {

    private final Path path;
    private Optional<String> column = Optional.empty();
    private Layout layout;

    private Builder(Path path) {
      this.path = Objects.requireNonNull(path, "path");
    }

    /**
     * Names the column of activations; needed where there are several.
     *
     * @param name such as {@code "blocks.8.hook_resid_post"}
     * @return this builder
     */
    public Builder column(String name) {
      column = Optional.of(name);
      return this;
    }

    /**
     * Sets what the tokens are, instead of the columns {@code modality} and {@code role}.
     *
     * @param value called once for each example that is read, by the thread that reads
     * @return this builder
     */
    public Builder layout(Layout value) {
      layout = Objects.requireNonNull(value, "value");
      return this;
    }

    /**
     * Opens it.
     *
     * @return its rows
     * @throws FormatException if a file isn't as it must be
     * @throws SaevException if there are no such files, or Arrow isn't on the class path
     */
    public ArrowActivations open() {
      try {
        DatasetFiles dataset = DatasetFiles.at(path);
        ArrowMatrices matrices = ArrowMatrices.open(dataset.files(), column);
        SourceIdentity identity = new SourceIdentity("", matrices.column(), dataset.fingerprint());
        return new ArrowActivations(path, matrices, layout, identity);
      } catch (IOException e) {
        throw new SaevException("could not read the activations " + path + ": " + e, e);
      }
    }
  }
}
