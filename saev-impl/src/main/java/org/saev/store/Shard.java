package org.saev.store;

import static org.saev.store.ShardLayout.NONE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.saev.FormatException;
import org.saev.activations.Example;
import org.saev.activations.Modality;
import org.saev.activations.PatchGrid;
import org.saev.activations.TokenRole;
import org.saev.activations.TokenSequence;
import org.saev.internal.io.MappedFile;
import org.saev.internal.io.MappedTensor;
import org.saev.internal.io.SafetensorsHeader;
import org.saev.internal.io.SafetensorsReader;

/**
 * A memory-mapped shard. Holds no data on the heap; what an example needs is checked and decoded
 * when it is asked for. Safe to use from many threads.
 */
final class Shard {

  private final Path file;
  private final StoreManifest manifest;
  private final MappedTensor activations;
  private final RaggedTensor tokens;
  private final MappedTensor modality;
  private final MappedTensor id;
  private final RaggedTensor stringRanges;
  private final MappedTensor stringBytes;
  private final MappedTensor role;
  private final MappedTensor position;
  private final MappedTensor text;
  private final MappedTensor patch;
  private final RaggedTensor gridRanges;
  private final MappedTensor grids;
  private final MappedTensor gridScale;
  private final RaggedTensor imageRanges;
  private final MappedTensor images;
  private final RaggedTensor extraRanges;
  private final MappedTensor extraName;
  private final RaggedTensor extraValueRanges;
  private final MappedTensor extraValues;

  private Shard(Path file, StoreManifest manifest, Tensors tensors) {
    this.file = file;
    this.manifest = manifest;
    activations = tensors.get(ShardLayout.ACTIVATIONS);
    modality = tensors.get(ShardLayout.MODALITY);
    tokens = tensors.ragged(ShardLayout.TOKEN_STARTS, modality);
    id = tensors.get(ShardLayout.ID);
    stringBytes = tensors.get(ShardLayout.STRINGS);
    stringRanges = tensors.ragged(ShardLayout.STRING_STARTS, stringBytes);
    role = tensors.get(ShardLayout.ROLE);
    position = tensors.get(ShardLayout.POSITION);
    text = tensors.get(ShardLayout.TEXT);
    patch = tensors.get(ShardLayout.PATCH);
    grids = tensors.get(ShardLayout.GRIDS);
    gridScale = tensors.get(ShardLayout.GRID_SCALE);
    gridRanges = tensors.ragged(ShardLayout.GRID_STARTS, gridScale);
    images = tensors.get(ShardLayout.IMAGES);
    imageRanges = tensors.ragged(ShardLayout.IMAGE_STARTS, images);
    extraName = tensors.get(ShardLayout.EXTRA_NAME);
    extraRanges = tensors.ragged(ShardLayout.EXTRA_STARTS, extraName);
    extraValues = tensors.get(ShardLayout.EXTRA_VALUES);
    extraValueRanges = tensors.ragged(ShardLayout.EXTRA_VALUE_STARTS, extraValues);
  }

  /** Checks size and header of a shard. */
  static SafetensorsHeader check(Path folder, StoreManifest manifest, ShardEntry entry)
      throws IOException {
    Path file = folder.resolve(entry.file());
    if (!Files.isRegularFile(file)) {
      throw new FormatException(file, "file", entry.checksum().bytes() + " bytes", "no file");
    }
    long size = Files.size(file);
    if (size != entry.checksum().bytes()) {
      throw new FormatException(
          file, "file size", entry.checksum().bytes() + " bytes, by the manifest", size + " bytes");
    }
    try (SafetensorsReader reader = SafetensorsReader.open(file)) {
      ShardLayout.check(file, reader.header(), manifest, entry);
      return reader.header();
    }
  }

  /** Checks and maps a shard. */
  static Shard open(Path folder, StoreManifest manifest, ShardEntry entry) throws IOException {
    SafetensorsHeader header = check(folder, manifest, entry);
    Path file = folder.resolve(entry.file());
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return new Shard(file, manifest, new Tensors(file, header, new MappedFile(channel)));
    }
  }

  /** The number of tokens before an example, or of all for the index after the last. */
  long tokensBefore(int example) {
    return tokens.start(example);
  }

  Example example(int index) {
    int count = tokens.count(index);
    long first = tokens.start(index);
    long bytes = (long) count * manifest.width() * manifest.dtype().bytes();
    if (count == 0 || bytes > MappedFile.MAX_SLICE) {
      throw wrong(
          index, "1 token or more, at most " + MappedFile.MAX_SLICE + " bytes", bytes + " bytes");
    }
    ExampleStrings strings = new ExampleStrings(file, stringRanges, stringBytes);
    try {
      Example.Builder builder =
          Example.builder(strings.get(id.getInt(index)))
              .tokens(sequence(index, first, count, strings))
              .activations(rows(first, count));
      addImages(builder, index, strings);
      addExtras(builder, index, strings);
      return builder.build();
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw wrong(index, "tokens, grids and extras that fit together", e.getMessage());
    }
  }

  private FloatBuffer rows(long first, int count) {
    int width = manifest.width();
    ByteBuffer bytes = activations.slice(first * width, count * width);
    return manifest.dtype() == ActivationDtype.FLOAT32
        ? bytes.asFloatBuffer()
        : FloatBuffer.wrap(manifest.dtype().decode(bytes));
  }

  private TokenSequence sequence(int index, long first, int count, ExampleStrings strings) {
    TokenSequence.Builder builder = TokenSequence.builder();
    if (gridRanges != null) {
      int owned = gridRanges.count(index);
      for (long g = gridRanges.start(index); owned > 0; g++, owned--) {
        builder.grid(
            new PatchGrid(
                grids.getInt(3 * g),
                grids.getInt(3 * g + 1),
                grids.getInt(3 * g + 2),
                gridScale.getDouble(g)));
      }
    }
    ByteBuffer modalities = modality.slice(first, count);
    ByteBuffer roles = role == null ? null : role.slice(first, count);
    for (int token = 0; token < count; token++) {
      long entry = first + token;
      Modality kind = code(manifest.modalities(), modalities.get(token), "modality", index);
      TokenRole does =
          roles == null
              ? TokenRole.ORDINARY
              : code(manifest.roles(), roles.get(token), "role", index);
      int grid = patch == null ? NONE : patch.getInt(3 * entry);
      int string = text == null ? NONE : text.getInt(entry);
      if (grid == NONE) {
        builder.token(kind, does, string == NONE ? null : strings.get(string));
      } else if (string == NONE) {
        int row = patch.getInt(3 * entry + 1);
        builder.patch(grid, row, patch.getInt(3 * entry + 2), kind, does);
      } else {
        throw wrong(index, "a patch to have no text", '"' + strings.get(string) + '"');
      }
      if (position != null) {
        builder.at(position.getInt(entry));
      }
    }
    return builder.build();
  }

  private void addImages(Example.Builder builder, int index, ExampleStrings strings) {
    if (imageRanges != null) {
      int owned = imageRanges.count(index);
      for (long i = imageRanges.start(index); owned > 0; i++, owned--) {
        builder.image(strings.get(images.getInt(i)));
      }
    }
  }

  private void addExtras(Example.Builder builder, int index, ExampleStrings strings) {
    if (extraRanges == null) {
      return;
    }
    int owned = extraRanges.count(index);
    String before = null;
    for (int x = (int) extraRanges.start(index); owned > 0; x++, owned--) {
      String name = strings.get(extraName.getInt(x));
      if (before != null && name.compareTo(before) <= 0) {
        throw wrong(index, "extras in the order of their names", before + ", then " + name);
      }
      before = name;
      int length = extraValueRanges.count(x);
      float[] values = new float[length];
      extraValues.slice(extraValueRanges.start(x), length).asFloatBuffer().get(values);
      builder.extra(name, values);
    }
  }

  private <E> E code(List<E> names, byte code, String field, int index) {
    int number = code & 0xff;
    if (number >= names.size()) {
      throw wrong(index, field + " 0 to " + (names.size() - 1), Integer.toString(number));
    }
    return names.get(number);
  }

  private FormatException wrong(int index, String expected, String found) {
    return new FormatException(file, "example " + index + " of the shard", expected, found);
  }

  /** Tensors by name; null for one that the shard leaves out. */
  private record Tensors(Path file, SafetensorsHeader header, MappedFile map) {

    MappedTensor get(String name) {
      return header.tensors().containsKey(name) ? new MappedTensor(map, header.tensor(name)) : null;
    }

    RaggedTensor ragged(String name, MappedTensor entries) {
      MappedTensor starts = get(name);
      return starts == null ? null : new RaggedTensor(file, name, starts, entries.size());
    }
  }
}
