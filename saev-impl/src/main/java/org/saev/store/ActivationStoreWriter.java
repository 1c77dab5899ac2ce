package org.saev.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.saev.SaevException;
import org.saev.activations.Example;
import org.saev.activations.Modality;
import org.saev.activations.TokenRole;
import org.saev.internal.io.AtomicFiles;
import org.saev.internal.io.FileChecksum;
import org.saev.internal.io.MappedFile;
import org.saev.internal.io.SafetensorsWriter;

/**
 * Writes activations to a folder, for {@link ActivationStore} or any reader of safetensors.
 *
 * <pre>{@code
 * try (ActivationStoreWriter writer =
 *     ActivationStoreWriter.to(folder).model("my-vlm").layer("blocks.16").create()) {
 *   for (Example example : examples) {
 *     writer.append(example);
 *   }
 * }
 * }</pre>
 *
 * <p>Examples are collected in memory and written a shard at a time; each shard, and after it the
 * manifest, is written whole or not at all. A writer that is killed therefore leaves a readable
 * store of all shards written before, and {@link Builder#resume} goes on behind them. Memory: the
 * size of a shard. Used by one thread.
 */
public final class ActivationStoreWriter implements AutoCloseable {

  private static final int FIRST_BUFFER_BYTES = 1 << 20;

  private final Path folder;
  private final long shardBytes;
  private StoreManifest manifest;
  private final List<ShardEntry> shards;
  private Optional<ActivationNorms> norms;
  private ShardBuilder shard;
  private boolean failed;
  private boolean closed;

  private ActivationStoreWriter(Builder builder, Optional<StoreManifest> existing) {
    folder = builder.folder;
    shardBytes = builder.shardBytes;
    manifest = existing.orElseGet(builder::manifest);
    shards = new ArrayList<>(manifest.shards());
    norms = manifest.norms();
  }

  /**
   * Starts the description of a store.
   *
   * @param folder where it is to be; made if it doesn't exist
   * @return a builder
   */
  public static Builder to(Path folder) {
    return new Builder(folder);
  }

  /**
   * Adds an example, behind those added before.
   *
   * @param example of the same width as all others
   * @throws IllegalArgumentException if it can't be stored: another width, a value that isn't
   *     finite or is beyond the dtype's range in a token that isn't padding, or text that isn't
   *     Unicode; the writer goes on as if it hadn't been called
   * @throws SaevException if the disk fails; the shards written before stay readable
   */
  public void append(Example example) {
    checkUsable();
    if (manifest.width() == 0) {
      manifest = withWidth(example.width());
    } else if (example.width() != manifest.width()) {
      throw new IllegalArgumentException(
          example + " doesn't fit into a store of width " + manifest.width());
    }
    long bytes = (long) example.activations().remaining() * manifest.dtype().bytes();
    if (shard != null && shard.examples() > 0 && shard.activationBytes() + bytes > shardBytes) {
      writeShard();
    }
    if (shard == null) {
      shard = new ShardBuilder(manifest, ByteBuffer.allocate(FIRST_BUFFER_BYTES));
    }
    ActivationNorms added = shard.add(example);
    norms = norms.map(before -> before.plus(added));
  }

  /**
   * Returns how many examples were added, those of a resumed store included; whoever resumes leaves
   * out as many.
   *
   * @return examples
   */
  public long exampleCount() {
    return manifest.examples() + (shard == null ? 0 : shard.examples());
  }

  /**
   * Writes what is left, and the manifest. If no example was ever added, there is no store.
   *
   * @throws SaevException if the disk fails; the shards written before stay readable
   */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (failed) {
      return;
    }
    if (shard != null && shard.examples() > 0) {
      writeShard();
    }
    if (!shards.isEmpty()) {
      publish(true);
    }
  }

  private void writeShard() {
    String name = String.format(Locale.ROOT, "shard-%05d.safetensors", shards.size());
    failed = true;
    try {
      FileChecksum checksum =
          AtomicFiles.write(
              folder.resolve(name),
              temporary -> SafetensorsWriter.write(temporary, Map.of(), shard.tensors()));
      shards.add(new ShardEntry(name, shard.examples(), shard.tokens(), checksum));
    } catch (IOException e) {
      throw cantWrite(e);
    }
    shard = new ShardBuilder(manifest, shard.reusable());
    publish(false);
    failed = false;
  }

  private void publish(boolean complete) {
    manifest = manifest.with(complete, norms, shards);
    try {
      manifest.write(folder);
    } catch (IOException e) {
      throw cantWrite(e);
    }
  }

  private SaevException cantWrite(IOException e) {
    return new SaevException(
        "could not write to the activation store "
            + folder
            + ": "
            + e
            + "; it holds the "
            + manifest.examples()
            + " examples written before, and can be resumed",
        e);
  }

  private void checkUsable() {
    if (closed || failed) {
      throw new IllegalStateException(
          "the writer of " + folder + (closed ? " was closed" : " has failed before"));
    }
  }

  private StoreManifest withWidth(int width) {
    return new StoreManifest(
        manifest.model(),
        manifest.layer(),
        width,
        manifest.dtype(),
        false,
        manifest.metadata(),
        manifest.modalities(),
        manifest.roles(),
        manifest.norms(),
        List.of());
  }

  /** Describes a store that is to be written. */
  public static final class Builder {

    private static final long DEFAULT_SHARD_BYTES = 64 << 20;

    private final Path folder;
    private String model = "";
    private String layer = "";
    private ActivationDtype dtype = ActivationDtype.FLOAT32;
    private long shardBytes = DEFAULT_SHARD_BYTES;
    private final Map<String, String> metadata = new TreeMap<>();

    private Builder(Path folder) {
      this.folder = Objects.requireNonNull(folder, "folder");
    }

    /**
     * Names the model that the activations come from; default empty.
     *
     * @param name such as {@code "llava-v1.6-mistral-7b"}
     * @return this builder
     */
    public Builder model(String name) {
      model = Objects.requireNonNull(name, "model");
      return this;
    }

    /**
     * Names the place in the model; default empty.
     *
     * @param name such as {@code "blocks.16.hook_resid_post"}
     * @return this builder
     */
    public Builder layer(String name) {
      layer = Objects.requireNonNull(name, "layer");
      return this;
    }

    /**
     * Sets the number format on disk; default float32.
     *
     * @param value 16-bit formats halve the size; values are rounded to nearest
     * @return this builder
     */
    public Builder dtype(ActivationDtype value) {
      dtype = Objects.requireNonNull(value, "dtype");
      return this;
    }

    /**
     * Sets how many bytes of activations a file has; default 64 MiB. Larger shards make fewer
     * files, and lose more when the writer is killed.
     *
     * @param value 1 to 2^30; an example that is larger has a shard of its own
     * @return this builder
     */
    public Builder shardBytes(long value) {
      if (value < 1 || value > MappedFile.MAX_SLICE) {
        throw new IllegalArgumentException(
            "shardBytes must be 1 to " + MappedFile.MAX_SLICE + ", but was " + value);
      }
      shardBytes = value;
      return this;
    }

    /**
     * Adds a fact to the manifest, such as the name of the data set.
     *
     * @param key its name
     * @param value its value
     * @return this builder
     */
    public Builder metadata(String key, String value) {
      metadata.put(Objects.requireNonNull(key, "key"), Objects.requireNonNull(value, "value"));
      return this;
    }

    /**
     * Starts a new store.
     *
     * @return its writer; close it after use
     * @throws SaevException if the folder holds a store already, or can't be made
     */
    public ActivationStoreWriter create() {
      if (Files.exists(folder.resolve(StoreManifest.FILE))) {
        throw new SaevException(
            folder + " holds an activation store already: resume() it, or use another folder");
      }
      return open(Optional.empty());
    }

    /**
     * Goes on with the store in the folder, or starts one if there is none. Append the examples
     * from number {@link ActivationStoreWriter#exampleCount} on.
     *
     * @return its writer; close it after use
     * @throws SaevException if the store there was described otherwise, or can't be read
     */
    public ActivationStoreWriter resume() {
      if (!Files.exists(folder.resolve(StoreManifest.FILE))) {
        return open(Optional.empty());
      }
      // Opening checks all shards: whoever adds to a damaged store learns it now.
      try (ActivationStore store = ActivationStore.open(folder)) {
        StoreManifest there = store.manifest();
        StoreManifest wanted = manifest();
        same("model", wanted.model(), there.model());
        same("layer", wanted.layer(), there.layer());
        same("dtype", wanted.dtype(), there.dtype());
        same("metadata", wanted.metadata(), there.metadata());
        same("modalities", wanted.modalities(), there.modalities());
        same("roles", wanted.roles(), there.roles());
        return open(Optional.of(there));
      }
    }

    private ActivationStoreWriter open(Optional<StoreManifest> existing) {
      try {
        Files.createDirectories(folder);
        try (Stream<Path> files = Files.list(folder)) {
          for (Path file : files.filter(AtomicFiles::isTemporary).toList()) {
            Files.delete(file);
          }
        }
      } catch (IOException e) {
        throw new SaevException("could not make the activation store " + folder + ": " + e, e);
      }
      return new ActivationStoreWriter(this, existing);
    }

    private StoreManifest manifest() {
      return new StoreManifest(
          model,
          layer,
          0,
          dtype,
          false,
          metadata,
          List.of(Modality.values()),
          List.of(TokenRole.values()),
          Optional.of(ActivationNorms.NONE),
          List.of());
    }

    private void same(String what, Object wanted, Object found) {
      if (!wanted.equals(found)) {
        throw new SaevException(
            "can't resume the store in "
                + folder
                + ": its "
                + what
                + " is "
                + found
                + ", but "
                + wanted
                + " was asked for");
      }
    }
  }
}
