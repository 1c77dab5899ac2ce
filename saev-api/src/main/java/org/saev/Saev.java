package org.saev;

import java.nio.file.Path;
import java.util.Objects;
import java.util.ServiceLoader;
import org.saev.activations.ActivationSource;
import org.saev.sae.SparseAutoencoder;
import org.saev.scoring.EncodedPass;
import org.saev.spi.Engine;
import org.saev.training.Trainer;

/**
 * The entry point: open activations, train or load a sparse autoencoder, send activations through
 * it to score, fit or evaluate.
 *
 * <pre>{@code
 * try (ActivationSource source = Saev.open(Path.of("activations"));
 *     SparseAutoencoder sae = Saev.trainer().latents(4096).k(32).train(source)) {
 *   Scores scores = Saev.encode(source, sae).score("active", e -> e.codes().entries());
 *   Selection best = DataFilter.top(0.4).apply(scores, "active");
 * }
 * }</pre>
 */
public final class Saev {

  private static volatile Engine engine;

  private Saev() {}

  /**
   * Opens activations on disk; what they are is told by their files: a store of this library (a
   * folder with {@code manifest.json}), a data set of Hugging Face or SAELens ({@code state.json},
   * or an {@code .arrow} file), arrays of numpy ({@code activations.npy}, or an {@code .npz} file).
   *
   * @param path the folder or file
   * @return the activations; close them after use
   * @throws FormatException if a file isn't what its format demands
   */
  public static ActivationSource open(Path path) {
    return engine().open(Objects.requireNonNull(path, "path"));
  }

  /**
   * Starts a training.
   *
   * @return a trainer with all defaults
   */
  public static Trainer trainer() {
    return new Trainer(engine());
  }

  /**
   * Loads an autoencoder, on the fastest device that is there.
   *
   * @param path its folder or file, of this library or of another tool; told apart by content
   * @return the autoencoder, equal to the bit to the one that was saved
   * @throws FormatException if a file isn't what its format demands
   */
  public static SparseAutoencoder load(Path path) {
    return load(path, "auto");
  }

  /**
   * Loads an autoencoder.
   *
   * @param path its folder
   * @param device {@code "auto"}, {@code "cpu"}, {@code "cuda:0"}, ...
   * @return the autoencoder, equal to the bit to the one that was saved
   * @throws FormatException if a file isn't what its format demands
   * @throws DeviceUnavailableException if the device isn't there
   */
  public static SparseAutoencoder load(Path path, String device) {
    return engine().load(Objects.requireNonNull(path, "path"), device);
  }

  /**
   * Sends a source through an autoencoder, to score, fit, evaluate or collect.
   *
   * @param source what is read
   * @param sae what encodes it, of the same width
   * @return a pass with all defaults
   */
  public static EncodedPass encode(ActivationSource source, SparseAutoencoder sae) {
    return new EncodedPass(engine(), source, sae);
  }

  /** Looks the engine up when it is first needed; two threads may both look, and find the same. */
  private static Engine engine() {
    Engine found = engine;
    if (found == null) {
      // The second is for hosts that load an application's libraries apart from their own.
      found =
          ServiceLoader.load(Engine.class, Saev.class.getClassLoader())
              .findFirst()
              .or(() -> ServiceLoader.load(Engine.class).findFirst())
              .orElseThrow(
                  () ->
                      new SaevException(
                          "no implementation of saev was found: add org.saev:saev-impl to the class path"));
      engine = found;
    }
    return found;
  }
}
