package org.saev.internal.djl;

import java.util.Optional;
import org.saev.DeviceUnavailableException;
import org.saev.sae.SaeConfig;
import org.saev.sae.SparseAutoencoder;
import org.saev.spi.Backend;
import org.saev.spi.SaeWeights;
import org.saev.spi.TrainingSession;
import org.saev.training.TrainingConfig;

/**
 * PyTorch through DJL as a back end. This class can be loaded without DJL: what needs it is behind
 * {@link Availability}.
 */
public final class DjlBackend implements Backend {

  /** For the service loader. */
  public DjlBackend() {}

  @Override
  public String name() {
    return "djl";
  }

  @Override
  public boolean handles(String device) {
    return DeviceName.isOurs(device);
  }

  @Override
  public String defaultDevice() {
    return "cuda:0";
  }

  @Override
  public int rank() {
    return 100;
  }

  @Override
  public Optional<String> unavailableReason(String device) {
    DeviceName name;
    try {
      name = DeviceName.of(device);
    } catch (IllegalArgumentException e) {
      return Optional.of(e.getMessage());
    }
    return Availability.problem(name);
  }

  @Override
  public Optional<String> unsupportedReason(SaeConfig config) {
    return Supported.problem(config);
  }

  @Override
  public Optional<String> unsupportedReason(TrainingConfig config) {
    return Supported.problem(config);
  }

  @Override
  public SparseAutoencoder open(SaeWeights weights, String device, int threads) {
    return new DjlAutoencoder(weights, checked(device), threads);
  }

  @Override
  public TrainingSession train(
      SaeWeights weights, TrainingConfig config, String device, int threads) {
    return new DjlTrainingSession(weights, config, checked(device), threads);
  }

  private DeviceName checked(String device) {
    Optional<String> reason = unavailableReason(device);
    if (reason.isPresent()) {
      throw new DeviceUnavailableException(device, reason.get());
    }
    return DeviceName.of(device);
  }
}
