package org.saev.store;

import com.google.common.cache.CacheBuilder;
import com.google.common.cache.CacheLoader;
import com.google.common.cache.LoadingCache;
import com.google.common.util.concurrent.UncheckedExecutionException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.saev.FormatException;
import org.saev.SaevException;
import org.saev.activations.ActivationSource;
import org.saev.activations.Example;
import org.saev.activations.SourceIdentity;
import org.saev.internal.io.Uninterruptibly;

/**
 * A store of activations on disk, memory-mapped. Float32 activations are views of the map; those of
 * 16 bits are decoded an example at a time. The heap holds the manifest and one example for each
 * stream, so a store may be far larger than memory. Any number of threads may read.
 *
 * <p>Opening checks the manifest, and the size and header of every shard; {@link #verify()} reads
 * all data and checks that too. Offsets and numbers of an example are checked when it is read. A
 * file must not be cut short while the store is open: the JVM then reports an internal error.
 *
 * <p>Closing forgets the maps; the operating system gets their address space back when the garbage
 * collector finds that no example holds one, since Java 17 has no safe way to end a map sooner.
 * Mapped memory is the system's file cache, outside the heap, and is given up under pressure.
 */
public final class ActivationStore implements ActivationSource {

  /** Mapped at one time, beside those that examples still hold. */
  private static final int OPEN_SHARDS = 64;

  private final Path folder;
  private final StoreManifest manifest;
  private final SourceIdentity identity;

  /** Examples before each shard, and of all. */
  private final long[] exampleStarts;

  /** Tokens before each shard, and of all. */
  private final long[] tokenStarts;

  private final LoadingCache<Integer, Shard> shards;
  private volatile boolean closed;

  private ActivationStore(Path folder, StoreManifest manifest) {
    this.folder = folder;
    this.manifest = manifest;
    identity = new SourceIdentity(manifest.model(), manifest.layer(), manifest.fingerprint());
    int count = manifest.shards().size();
    exampleStarts = new long[count + 1];
    tokenStarts = new long[count + 1];
    for (int i = 0; i < count; i++) {
      exampleStarts[i + 1] = exampleStarts[i] + manifest.shards().get(i).examples();
      tokenStarts[i + 1] = tokenStarts[i] + manifest.shards().get(i).tokens();
    }
    shards =
        CacheBuilder.newBuilder()
            .maximumSize(OPEN_SHARDS)
            .build(
                new CacheLoader<>() {
                  @Override
                  public Shard load(Integer shard) throws IOException {
                    return Uninterruptibly.call(
                        () -> Shard.open(folder, manifest, manifest.shards().get(shard)));
                  }
                });
  }

  /**
   * Opens a store.
   *
   * @param folder the folder that holds {@code manifest.json}
   * @return the store; close it after use
   * @throws FormatException if the manifest, or the size or header of a shard, isn't as it must be
   * @throws SaevException if there is no store, or it can't be read
   */
  public static ActivationStore open(Path folder) {
    Objects.requireNonNull(folder, "folder");
    try {
      StoreManifest manifest = StoreManifest.read(folder);
      for (ShardEntry entry : manifest.shards()) {
        Shard.check(folder, manifest, entry);
      }
      return new ActivationStore(folder, manifest);
    } catch (IOException e) {
      throw new SaevException("could not read the activation store " + folder + ": " + e, e);
    }
  }

  @Override
  public int width() {
    return manifest.width();
  }

  /**
   * Returns the number format on disk.
   *
   * @return the format; {@link #examples} gives float32 in any case
   */
  public ActivationDtype dtype() {
    return manifest.dtype();
  }

  /**
   * Returns the activation scale {@code sqrt(width) / mean ||x||} over the ordinary tokens of all
   * modalities, as the writer measured it.
   *
   * @return the scale, or empty if it wasn't measured
   */
  public OptionalDouble activationScale() {
    return manifest
        .norms()
        .map(norms -> OptionalDouble.of(norms.scale(width())))
        .orElse(OptionalDouble.empty());
  }

  /**
   * Tells whether the writer was closed in order.
   *
   * @return false if it is still at work or was killed; the store then ends with its last whole
   *     shard
   */
  public boolean complete() {
    return manifest.complete();
  }

  /**
   * Returns facts that the writer was given.
   *
   * @return by name
   */
  public Map<String, String> metadata() {
    return manifest.metadata();
  }

  @Override
  public OptionalLong exampleCount() {
    return OptionalLong.of(manifest.examples());
  }

  @Override
  public OptionalLong tokenCount() {
    return OptionalLong.of(manifest.tokens());
  }

  @Override
  public SourceIdentity identity() {
    return identity;
  }

  @Override
  public Stream<Example> examples() {
    return examplesFrom(0);
  }

  /** {@inheritDoc} Takes the same time for any index. */
  @Override
  public Stream<Example> examplesFrom(long first) {
    return whole().examplesFrom(first);
  }

  @Override
  public List<ActivationSource> split(int parts) {
    return whole().split(parts);
  }

  /**
   * Reads one example.
   *
   * @param index from 0
   * @return the example; valid until the store is closed
   * @throws FormatException if the shard's data isn't as it must be
   */
  public Example example(long index) {
    Objects.checkIndex(index, manifest.examples());
    int shard = shardOf(index);
    return shard(shard).example((int) (index - exampleStarts[shard]));
  }

  /**
   * Reads all data, and checks the SHA-256 of every shard and that every example can be read.
   *
   * @throws FormatException if something isn't as it must be
   */
  public void verify() {
    try {
      for (int i = 0; i < manifest.shards().size(); i++) {
        ShardEntry entry = manifest.shards().get(i);
        entry.checksum().check(folder.resolve(entry.file()));
        Shard shard = shard(i);
        for (int example = 0; example < entry.examples(); example++) {
          shard.example(example);
        }
      }
    } catch (IOException e) {
      throw new SaevException("could not read the activation store " + folder + ": " + e, e);
    }
  }

  @Override
  public void close() {
    closed = true;
    shards.invalidateAll();
  }

  @Override
  public String toString() {
    return "ActivationStore["
        + folder
        + ", "
        + manifest.examples()
        + " examples, "
        + manifest.tokens()
        + " tokens x "
        + width()
        + ", "
        + dtype().jsonName()
        + "]";
  }

  /** The number of tokens before an example, or of all for the index after the last. */
  long tokensBefore(long index) {
    if (index == manifest.examples()) {
      return manifest.tokens();
    }
    int shard = shardOf(index);
    return tokenStarts[shard] + shard(shard).tokensBefore((int) (index - exampleStarts[shard]));
  }

  StoreManifest manifest() {
    return manifest;
  }

  private SourceRange whole() {
    return new SourceRange(this, this::example, this::tokensBefore, 0, manifest.examples());
  }

  private int shardOf(long index) {
    int found = Arrays.binarySearch(exampleStarts, index);
    return found >= 0 ? found : -found - 2;
  }

  private Shard shard(int shard) {
    if (closed) {
      throw new IllegalStateException("the activation store " + folder + " was closed");
    }
    try {
      return shards.get(shard);
    } catch (UncheckedExecutionException e) {
      if (e.getCause() instanceof SaevException cause) {
        throw cause;
      }
      throw e;
    } catch (ExecutionException e) {
      throw new SaevException(
          "could not read the activation store " + folder + ": " + e.getCause(), e.getCause());
    }
  }
}
