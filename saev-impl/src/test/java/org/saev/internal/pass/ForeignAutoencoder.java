package org.saev.internal.pass;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import org.saev.sae.SaeConfig;
import org.saev.sae.SparseAutoencoder;
import org.saev.sae.SparseCodes;

/** Hides that an autoencoder is one of the library's own. */
record ForeignAutoencoder(SparseAutoencoder sae) implements SparseAutoencoder {

  @Override
  public SaeConfig config() {
    return sae.config();
  }

  @Override
  public SparseCodes encode(FloatBuffer activations) {
    return sae.encode(activations);
  }

  @Override
  public float[] decode(SparseCodes codes) {
    return sae.decode(codes);
  }

  @Override
  public float[] encoderRow(int latent) {
    return sae.encoderRow(latent);
  }

  @Override
  public float[] decoderRow(int latent) {
    return sae.decoderRow(latent);
  }

  @Override
  public float[] encoderBias() {
    return sae.encoderBias();
  }

  @Override
  public float[] decoderBias() {
    return sae.decoderBias();
  }

  @Override
  public void save(Path folder) {
    sae.save(folder);
  }
}
