package org.saev.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import org.saev.internal.djl.HostSae;
import org.saev.sae.SaeConfig;
import org.saev.sae.SparseAutoencoder;

/**
 * An autoencoder for programs that run on DJL: takes and returns {@link NDArray} on the device of
 * the program's own manager, without a copy to main memory. Results belong to the manager of the
 * array they were computed from, as is usual in DJL. Safe for use by several threads.
 *
 * <pre>{@code
 * try (DjlSae sae = DjlSae.of(Saev.load(Path.of("sae")), manager)) {
 *   NDArray reconstruction = sae.reconstruct(activations); // [batch, tokens, width]
 * }
 * }</pre>
 */
public final class DjlSae implements AutoCloseable {

  private static final int BLOCK_TOKENS = 4096;

  private final SaeConfig config;
  private final HostSae sae;

  private DjlSae(SaeConfig config, HostSae sae) {
    this.config = config;
    this.sae = sae;
  }

  /**
   * Copies an autoencoder to the device of a manager, in fp32.
   *
   * @param sae a TopK autoencoder; may be closed afterwards
   * @param manager of DJL's PyTorch engine
   * @return the copy; close it before the manager
   */
  public static DjlSae of(SparseAutoencoder sae, NDManager manager) {
    return of(sae, manager, Precision.FP32);
  }

  /**
   * Copies an autoencoder to the device of a manager.
   *
   * @param sae a TopK autoencoder; may be closed afterwards
   * @param manager of DJL's PyTorch engine
   * @param precision of products; {@link Precision#BF16} also holds the weights in half the memory
   * @return the copy; close it before the manager
   */
  public static DjlSae of(SparseAutoencoder sae, NDManager manager, Precision precision) {
    return new DjlSae(sae.config(), HostSae.of(sae, manager, precision, BLOCK_TOKENS));
  }

  /**
   * Returns what the autoencoder computes.
   *
   * @return its configuration
   */
  public SaeConfig config() {
    return config;
  }

  /**
   * Encodes.
   *
   * @param activations [..., width], of any floating-point type
   * @return codes of shape [..., k]
   */
  public DjlCodes encode(NDArray activations) {
    NDArray rows = rows(activations);
    List<NDArray[]> blocks = new ArrayList<>();
    for (long from = 0; from < tokens(rows); from += BLOCK_TOKENS) {
      NDArray block =
          rows.get(new NDIndex("{}:{}", from, Math.min(tokens(rows), from + BLOCK_TOKENS)));
      blocks.add(sae.encode(block));
    }
    Shape shape = activations.getShape().slice(0, activations.getShape().dimension() - 1);
    Shape codes = shape.add(config.k().orElseThrow());
    return new DjlCodes(
        joined(blocks.stream().map(b -> b[0]).toList()).reshape(codes),
        joined(blocks.stream().map(b -> b[1]).toList()).reshape(codes));
  }

  /**
   * Decodes.
   *
   * @param codes of this autoencoder; values may have been changed, to ablate or to strengthen
   * @return [..., width] in float32
   */
  public NDArray decode(DjlCodes codes) {
    Shape shape = codes.values().getShape();
    if (!shape.equals(codes.latents().getShape())) {
      throw new IllegalArgumentException(
          "values " + shape + " and latents " + codes.latents().getShape() + " differ in shape");
    }
    long k = shape.get(shape.dimension() - 1);
    NDArray values = codes.values().reshape(-1, k);
    NDArray latents = codes.latents().reshape(-1, k).toType(DataType.INT64, false);
    List<NDArray> blocks = new ArrayList<>();
    for (long from = 0; from < tokens(values); from += BLOCK_TOKENS) {
      NDIndex block = new NDIndex("{}:{}", from, Math.min(tokens(values), from + BLOCK_TOKENS));
      blocks.add(sae.decode(values.get(block), latents.get(block)));
    }
    return joined(blocks).reshape(shape.slice(0, shape.dimension() - 1).add(config.width()));
  }

  /**
   * Encodes and decodes.
   *
   * @param activations [..., width], of any floating-point type
   * @return the reconstruction, of the same shape and type
   */
  public NDArray reconstruct(NDArray activations) {
    NDArray reconstruction = decode(encode(activations));
    return sae.inTypeOf(reconstruction, activations);
  }

  private NDArray rows(NDArray activations) {
    Shape shape = activations.getShape();
    if (shape.dimension() < 1 || shape.get(shape.dimension() - 1) != config.width()) {
      throw new IllegalArgumentException(
          "activations must be [..., " + config.width() + "], but are " + shape);
    }
    if (shape.size() == 0) {
      throw new IllegalArgumentException("there are no tokens in activations of shape " + shape);
    }
    return activations.reshape(-1, config.width());
  }

  private static long tokens(NDArray rows) {
    return rows.getShape().get(0);
  }

  private static NDArray joined(List<NDArray> blocks) {
    return blocks.size() == 1 ? blocks.get(0) : NDArrays.concat(new NDList(blocks));
  }

  /** Frees the device's memory. */
  @Override
  public void close() {
    sae.close();
  }
}
