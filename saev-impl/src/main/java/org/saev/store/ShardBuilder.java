package org.saev.store;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.saev.activations.Example;
import org.saev.activations.PatchGrid;
import org.saev.activations.TokenRole;
import org.saev.activations.TokenSequence;
import org.saev.internal.io.Dtype;
import org.saev.internal.io.MappedFile;
import org.saev.internal.io.Tensor;

/** Collects examples in memory until they are written as one shard. */
final class ShardBuilder {

  private final StoreManifest manifest;
  private final int width;
  private final ActivationDtype dtype;
  private final float[] row;
  private ByteBuffer rows;

  private final StringPool strings = new StringPool();
  private final IntStream.Builder id = IntStream.builder();
  private final Ragged tokens = new Ragged();
  private final ByteArrayOutputStream modality = new ByteArrayOutputStream();
  private final ByteArrayOutputStream role = new ByteArrayOutputStream();
  private final IntStream.Builder position = IntStream.builder();
  private final IntStream.Builder patch = IntStream.builder();
  private final IntStream.Builder text = IntStream.builder();
  private final Ragged grids = new Ragged();
  private final IntStream.Builder grid = IntStream.builder();
  private final DoubleStream.Builder gridScale = DoubleStream.builder();
  private final Ragged images = new Ragged();
  private final IntStream.Builder image = IntStream.builder();
  private final Ragged extras = new Ragged();
  private final IntStream.Builder extraName = IntStream.builder();
  private final Ragged extraValues = new Ragged();
  private final IntStream.Builder extraValueBits = IntStream.builder();

  ShardBuilder(StoreManifest manifest, ByteBuffer reusable) {
    this.manifest = manifest;
    width = manifest.width();
    dtype = manifest.dtype();
    row = new float[width];
    rows = reusable.clear().order(ByteOrder.LITTLE_ENDIAN);
  }

  int examples() {
    return (int) tokens.entries();
  }

  long tokens() {
    return tokens.end();
  }

  long activationBytes() {
    return rows.position();
  }

  /** The buffer that held the activations, for the next shard. */
  ByteBuffer reusable() {
    return rows;
  }

  /**
   * Adds an example.
   *
   * @return norms of its ordinary tokens
   * @throws IllegalArgumentException if it can't be stored; nothing is added then
   */
  ActivationNorms add(Example example) {
    numberStrings(example);
    int before = rows.position();
    ActivationNorms norms;
    try {
      norms = addRows(example);
    } catch (IllegalArgumentException e) {
      rows.position(before);
      throw e;
    }
    addTokens(example.tokens());
    id.add(strings.number(example.id()));
    for (String reference : example.images()) {
      image.add(strings.number(reference));
    }
    images.add(example.images().size());
    for (String name : example.extraNames()) {
      float[] values = example.extra(name).orElseThrow();
      extraName.add(strings.number(name));
      extraValues.add(values.length);
      for (float value : values) {
        extraValueBits.add(Float.floatToRawIntBits(value));
      }
    }
    extras.add(example.extraNames().size());
    return norms;
  }

  List<Tensor> tensors() {
    long count = tokens.end();
    List<Tensor> result = new ArrayList<>();
    result.add(
        Tensor.of(
            ShardLayout.ACTIVATIONS, dtype.tensorDtype(), rows.duplicate().flip(), count, width));
    result.add(tokens.tensor(ShardLayout.TOKEN_STARTS));
    result.add(bytes(ShardLayout.MODALITY, modality));
    result.add(bytes(ShardLayout.ROLE, role));
    result.add(Tensor.of(ShardLayout.POSITION, position.build().toArray(), count));
    result.add(Tensor.of(ShardLayout.PATCH, patch.build().toArray(), count, 3));
    result.add(Tensor.of(ShardLayout.TEXT, text.build().toArray(), count));
    result.add(grids.tensor(ShardLayout.GRID_STARTS));
    result.add(Tensor.of(ShardLayout.GRIDS, grid.build().toArray(), grids.end(), 3));
    result.add(Tensor.of(ShardLayout.GRID_SCALE, gridScale.build().toArray(), grids.end()));
    result.add(Tensor.of(ShardLayout.ID, id.build().toArray(), examples()));
    result.add(images.tensor(ShardLayout.IMAGE_STARTS));
    result.add(Tensor.of(ShardLayout.IMAGES, image.build().toArray(), images.end()));
    result.add(extras.tensor(ShardLayout.EXTRA_STARTS));
    result.add(Tensor.of(ShardLayout.EXTRA_NAME, extraName.build().toArray(), extras.end()));
    result.add(extraValues.tensor(ShardLayout.EXTRA_VALUE_STARTS));
    result.add(Tensor.of(ShardLayout.EXTRA_VALUES, floats(extraValueBits), extraValues.end()));
    result.addAll(strings.tensors());
    return result;
  }

  /** Puts all strings into the pool, since one of them may be refused. */
  private void numberStrings(Example example) {
    strings.number(example.id());
    example.images().forEach(strings::number);
    example.extraNames().forEach(strings::number);
    for (int token = 0; token < example.tokens().size(); token++) {
      example.tokens().text(token).ifPresent(strings::number);
    }
  }

  private ActivationNorms addRows(Example example) {
    reserve(example);
    FloatBuffer activations = example.activations();
    TokenSequence sequence = example.tokens();
    long ordinary = 0;
    double norms = 0;
    for (int token = 0; token < sequence.size(); token++) {
      activations.get(token * width, row);
      double square = 0;
      boolean inRange = true;
      for (float value : row) {
        square += (double) value * value;
        inRange &= Math.abs(value) < dtype.limit();
      }
      if (!inRange && sequence.role(token) != TokenRole.PADDING) {
        throw outOfRange(example, token);
      }
      if (sequence.role(token) == TokenRole.ORDINARY) {
        ordinary++;
        norms += Math.sqrt(square);
      }
      dtype.encode(row, rows);
    }
    return new ActivationNorms(ordinary, norms);
  }

  private void reserve(Example example) {
    long bytes = (long) example.tokens().size() * width * dtype.bytes();
    if (bytes > MappedFile.MAX_SLICE) {
      throw new IllegalArgumentException(
          example + " has " + bytes + " bytes; one example may have " + MappedFile.MAX_SLICE);
    }
    long needed = rows.position() + bytes;
    if (needed > rows.capacity()) {
      int capacity = (int) Math.min(Integer.MAX_VALUE - 8L, Math.max(needed, 2L * rows.capacity()));
      rows = ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN).put(rows.flip());
    }
  }

  private IllegalArgumentException outOfRange(Example example, int token) {
    int column = 0;
    while (Math.abs(row[column]) < dtype.limit()) {
      column++;
    }
    float value = row[column];
    return new IllegalArgumentException(
        "activation "
            + column
            + " of token "
            + token
            + " of "
            + example
            + (Float.isFinite(value)
                ? " is beyond the range of " + dtype.jsonName() + ": use bfloat16 or float32"
                : " is not finite")
            + ", but was "
            + value);
  }

  private void addTokens(TokenSequence sequence) {
    for (int token = 0; token < sequence.size(); token++) {
      modality.write(manifest.modalities().indexOf(sequence.modality(token)));
      role.write(manifest.roles().indexOf(sequence.role(token)));
      position.add(sequence.position(token));
      patch.add(sequence.grid(token));
      patch.add(sequence.row(token));
      patch.add(sequence.column(token));
      text.add(sequence.text(token).map(strings::number).orElse(ShardLayout.NONE));
    }
    tokens.add(sequence.size());
    for (PatchGrid each : sequence.grids()) {
      grid.add(each.image());
      grid.add(each.rows());
      grid.add(each.columns());
      gridScale.add(each.scale());
    }
    grids.add(sequence.grids().size());
  }

  private static Tensor bytes(String name, ByteArrayOutputStream values) {
    return Tensor.of(name, Dtype.U8, ByteBuffer.wrap(values.toByteArray()), values.size());
  }

  private static float[] floats(IntStream.Builder bits) {
    int[] all = bits.build().toArray();
    float[] values = new float[all.length];
    for (int i = 0; i < all.length; i++) {
      values[i] = Float.intBitsToFloat(all[i]);
    }
    return values;
  }

  /** Where the entries of each owner start, and the last ones end. */
  private static final class Ragged {

    private final LongStream.Builder starts = LongStream.builder().add(0);
    private long entries;
    private long end;

    void add(long count) {
      end += count;
      entries++;
      starts.add(end);
    }

    long entries() {
      return entries;
    }

    long end() {
      return end;
    }

    Tensor tensor(String name) {
      return Tensor.of(name, starts.build().toArray(), entries + 1);
    }
  }
}
