package org.saev.store;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.saev.FormatException;
import org.saev.internal.io.Dtype;
import org.saev.internal.io.SafetensorsHeader;
import org.saev.internal.io.TensorInfo;

/** The tensors of a shard: their names, and the check that a header has what the manifest says. */
final class ShardLayout {

  static final String ACTIVATIONS = "activations";
  static final String TOKEN_STARTS = "token_starts";
  static final String MODALITY = "modality";
  static final String ROLE = "role";
  static final String POSITION = "position";
  static final String PATCH = "patch";
  static final String TEXT = "text";
  static final String GRID_STARTS = "grid_starts";
  static final String GRIDS = "grids";
  static final String GRID_SCALE = "grid_scale";
  static final String ID = "id";
  static final String IMAGE_STARTS = "image_starts";
  static final String IMAGES = "images";
  static final String EXTRA_STARTS = "extra_starts";
  static final String EXTRA_NAME = "extra_name";
  static final String EXTRA_VALUE_STARTS = "extra_value_starts";
  static final String EXTRA_VALUES = "extra_values";
  static final String STRING_STARTS = "string_starts";
  static final String STRINGS = "strings";

  /** The number that stands for no string, and for no grid. */
  static final int NONE = -1;

  private static final List<Set<String>> OPTIONAL =
      List.of(
          Set.of(ROLE),
          Set.of(POSITION),
          Set.of(TEXT),
          Set.of(PATCH, GRID_STARTS, GRIDS, GRID_SCALE),
          Set.of(IMAGE_STARTS, IMAGES),
          Set.of(EXTRA_STARTS, EXTRA_NAME, EXTRA_VALUE_STARTS, EXTRA_VALUES));

  private ShardLayout() {}

  /** Checks names, dtypes and shapes of all tensors. */
  static void check(Path file, SafetensorsHeader header, StoreManifest manifest, ShardEntry entry) {
    long examples = entry.examples();
    long tokens = entry.tokens();
    Set<String> left = new LinkedHashSet<>(header.tensors().keySet());
    left.removeAll(Set.of(ACTIVATIONS, TOKEN_STARTS, MODALITY, ID, STRING_STARTS, STRINGS));
    header.tensor(ACTIVATIONS, manifest.dtype().tensorDtype(), tokens, manifest.width());
    header.tensor(TOKEN_STARTS, Dtype.I64, examples + 1);
    header.tensor(MODALITY, Dtype.U8, tokens);
    header.tensor(ID, Dtype.I32, examples);
    header.tensor(STRINGS, Dtype.U8, length(header, STRINGS));
    header.tensor(STRING_STARTS, Dtype.I64, Math.max(1, length(header, STRING_STARTS)));
    for (Set<String> group : OPTIONAL) {
      if (group.stream().anyMatch(header.tensors()::containsKey)) {
        group.stream().sorted().forEach(name -> checkOptional(header, name, examples, tokens));
        left.removeAll(group);
      }
    }
    if (!left.isEmpty()) {
      throw new FormatException(
          file, "tensor " + left.iterator().next(), "none of that name", "one");
    }
  }

  private static void checkOptional(
      SafetensorsHeader header, String name, long examples, long tokens) {
    switch (name) {
      case ROLE -> header.tensor(name, Dtype.U8, tokens);
      case POSITION, TEXT -> header.tensor(name, Dtype.I32, tokens);
      case PATCH -> header.tensor(name, Dtype.I32, tokens, 3);
      case GRID_STARTS, IMAGE_STARTS, EXTRA_STARTS -> header.tensor(name, Dtype.I64, examples + 1);
      case GRIDS -> header.tensor(name, Dtype.I32, length(header, GRID_SCALE), 3);
      case GRID_SCALE -> header.tensor(name, Dtype.F64, length(header, name));
      case IMAGES, EXTRA_NAME -> header.tensor(name, Dtype.I32, length(header, name));
      case EXTRA_VALUE_STARTS -> header.tensor(name, Dtype.I64, length(header, EXTRA_NAME) + 1);
      case EXTRA_VALUES -> header.tensor(name, Dtype.F32, length(header, name));
      default -> throw new AssertionError(name);
    }
  }

  private static long length(SafetensorsHeader header, String name) {
    TensorInfo info = header.tensor(name);
    return info.elements();
  }
}
