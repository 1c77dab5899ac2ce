package org.saev.store;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.saev.FormatException;
import org.saev.SaevException;
import org.saev.activations.ActivationSource;
import org.saev.activations.Example;
import org.saev.activations.Modality;
import org.saev.activations.TokenRole;
import org.saev.activations.TokenSequence;
import org.saev.internal.io.MappedFile;
import org.saev.internal.io.NpyArchive;
import org.saev.internal.io.StoredTensor;

/**
 * Activations that numpy saved, as a source: an {@code .npz} file, or a folder of {@code .npy}
 * files, with the arrays
 *
 * <ul>
 *   <li>{@code activations}: float32, float16 or float64, [examples, tokens, width], or [tokens,
 *       width] with {@code token_starts};
 *   <li>{@code token_starts}: whole numbers [examples + 1], the first token of each example and
 *       then the end;
 *   <li>{@code modality}: whole numbers, one a token, 0 text, 1 image, 2 audio, 3 video;
 *   <li>{@code role}, if not all are ordinary: one a token, 0 ordinary, 1 special, 2 padding, 3
 *       newline.
 * </ul>
 *
 * <p>Examples are named by their number, from {@code "0"}. A float32 {@code activations.npy} in C
 * order is mapped; anything else is read into memory. For larger sets, and for text, patches and
 * images of tokens, copy a source into a store with {@link ActivationStoreWriter}.
 */
public final class NumpyActivations implements ActivationSource {

  private static final String ACTIVATIONS = "activations";
  private static final String STARTS = "token_starts";
  private static final String MODALITY = "modality";
  private static final String ROLE = "role";

  private final int width;
  private final long[] starts;
  private final byte[] modality;
  private final byte[] role;
  private final Rows rows;
  private final SourceRange all;

  private NumpyActivations(int width, long[] starts, byte[] modality, byte[] role, Rows rows) {
    this.width = width;
    this.starts = starts;
    this.modality = modality;
    this.role = role;
    this.rows = rows;
    all = new SourceRange(this, this::example, index -> starts[(int) index], 0, starts.length - 1L);
  }

  /**
   * Opens a file or folder.
   *
   * @param path an {@code .npz} file, or a folder of {@code activations.npy}, {@code modality.npy}
   *     and so on
   * @return its examples
   * @throws FormatException if an array is missing, or not as it has to be
   */
  public static NumpyActivations open(Path path) {
    try {
      if (Files.isDirectory(path)) {
        return openFolder(path);
      }
      if (!Files.isRegularFile(path)) {
        throw new SaevException("no activations in " + path + ": there is no such file or folder");
      }
      try (NpyArchive archive = NpyArchive.open(path)) {
        return of(path, archive.tensors(), null);
      }
    } catch (IOException e) {
      throw new SaevException("could not read the activations " + path + ": " + e, e);
    }
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public Stream<Example> examples() {
    return examplesFrom(0);
  }

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

  private Example example(long index) {
    long first = starts[(int) index];
    int tokens = (int) (starts[(int) index + 1] - first);
    TokenSequence.Builder sequence = TokenSequence.builder();
    for (int token = 0; token < tokens; token++) {
      int at = (int) first + token;
      sequence.token(
          Modality.values()[modality[at]],
          role == null ? TokenRole.ORDINARY : TokenRole.values()[role[at]],
          null);
    }
    return Example.of(Long.toString(index), sequence.build(), rows.slice(first, tokens));
  }

  private static NumpyActivations openFolder(Path folder) throws IOException {
    Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    for (String name : List.of(ACTIVATIONS, STARTS, MODALITY, ROLE)) {
      Path file = folder.resolve(name + ".npy");
      if (Files.isRegularFile(file)) {
        tensors.put(name, NpyArchive.single(file));
      }
    }
    return of(folder, tensors, folder.resolve(ACTIVATIONS + ".npy"));
  }

  private static NumpyActivations of(Path path, Map<String, StoredTensor> tensors, Path file)
      throws IOException {
    StoredTensor activations = needed(path, tensors, ACTIVATIONS);
    List<Long> shape = activations.shape();
    int dimensions = shape.size();
    boolean right = dimensions == 2 || dimensions == 3;
    if (!right || shape.contains(0L) || shape.get(dimensions - 1) > Integer.MAX_VALUE) {
      throw activations.wrong("[examples, tokens, width] or [tokens, width], none of them 0");
    }
    int width = Math.toIntExact(shape.get(dimensions - 1));
    long tokens = dimensions == 2 ? shape.get(0) : Math.multiplyExact(shape.get(0), shape.get(1));
    byte[] modality = indices(needed(path, tensors, MODALITY), tokens, Modality.values().length);
    byte[] role =
        tensors.containsKey(ROLE)
            ? indices(tensors.get(ROLE), tokens, TokenRole.values().length)
            : null;
    long[] starts =
        dimensions == 3
            ? even(shape.get(0), shape.get(1))
            : starts(needed(path, tensors, STARTS), tokens);
    Rows rows = rows(activations, file, width);
    return new NumpyActivations(width, starts, modality, role, rows);
  }

  private static StoredTensor needed(Path path, Map<String, StoredTensor> tensors, String name) {
    StoredTensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new FormatException(
          path, "array " + name, "an array of that name", "none, but " + tensors.keySet());
    }
    return tensor;
  }

  private static byte[] indices(StoredTensor tensor, long tokens, int most) throws IOException {
    long[] values = tensor.longs();
    if (values.length != tokens) {
      throw tensor.wrong("one number for each of " + tokens + " tokens");
    }
    byte[] indices = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      if (values[i] < 0 || values[i] >= most) {
        throw tensor.wrong(
            "numbers from 0 to " + (most - 1) + ", but token " + i + " has " + values[i]);
      }
      indices[i] = (byte) values[i];
    }
    return indices;
  }

  private static long[] starts(StoredTensor tensor, long tokens) throws IOException {
    long[] starts = tensor.longs();
    boolean right = starts.length >= 2 && starts[0] == 0 && starts[starts.length - 1] == tokens;
    for (int i = 1; right && i < starts.length; i++) {
      right = starts[i] > starts[i - 1];
    }
    if (!right) {
      throw tensor.wrong("numbers that rise from 0 to the " + tokens + " tokens");
    }
    return starts;
  }

  private static long[] even(long examples, long tokens) {
    long[] starts = new long[Math.toIntExact(examples + 1)];
    for (int i = 0; i < starts.length; i++) {
      starts[i] = i * tokens;
    }
    return starts;
  }

  private static Rows rows(StoredTensor activations, Path file, int width) throws IOException {
    OptionalLong mapped = file == null ? OptionalLong.empty() : activations.mappedFrom();
    if (mapped.isEmpty()) {
      FloatBuffer all = FloatBuffer.wrap(activations.floats()).asReadOnlyBuffer();
      return (token, count) ->
          all.slice(Math.toIntExact(token * width), Math.multiplyExact(count, width));
    }
    MappedFile map;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      map = new MappedFile(channel);
    }
    long begin = mapped.getAsLong();
    return (token, count) ->
        map.slice(
                begin + token * width * Float.BYTES,
                Math.multiplyExact(Math.multiplyExact(count, width), Float.BYTES))
            .asFloatBuffer();
  }

  /** Gives the activations of neighbouring tokens. */
  private interface Rows {
    FloatBuffer slice(long token, int count);
  }
}
