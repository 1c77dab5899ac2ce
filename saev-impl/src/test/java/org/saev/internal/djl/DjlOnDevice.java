package org.saev.internal.djl;

import java.util.Optional;
import org.saev.sae.SparseAutoencoder;
import org.saev.spi.Backend;
import org.saev.spi.SaeWeights;
import org.saev.spi.TrainingSession;
import org.saev.training.TrainingConfig;

/** The back end with a default device that is there. */
record DjlOnDevice(String defaultDevice) implements Backend {

  private static final Backend DJL = new DjlBackend();

  @Override
  public String name() {
    return DJL.name();
  }

  @Override
  public boolean handles(String device) {
    return DJL.handles(device);
  }

  @Override
  public int rank() {
    return DJL.rank();
  }

  @Override
  public Optional<String> unavailableReason(String device) {
    return DJL.unavailableReason(device);
  }

  @Override
  public SparseAutoencoder open(SaeWeights weights, String device, int threads) {
    return DJL.open(weights, device, threads);
  }

  @Override
  public TrainingSession train(
      SaeWeights weights, TrainingConfig config, String device, int threads) {
    return DJL.train(weights, config, device, threads);
  }
}
