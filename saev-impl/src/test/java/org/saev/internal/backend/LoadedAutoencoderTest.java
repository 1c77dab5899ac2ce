package org.saev.internal.backend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.saev.Saev;
import org.saev.internal.model.ModelFiles;
import org.saev.sae.SparseAutoencoder;
import org.saev.spi.SaeWeights;

/** An autoencoder that was saved and loaded. */
final class LoadedAutoencoderTest extends SparseAutoencoderContract {

  @TempDir Path saved;

  @Override
  protected SparseAutoencoder open(SaeWeights weights) {
    try {
      Path own = Files.createTempDirectory(saved, "sae");
      ModelFiles.save(weights, own);
      return Saev.load(own);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
