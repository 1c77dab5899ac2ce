package org.saev.internal.backend;

import java.util.Optional;
import java.util.function.Supplier;
import org.saev.internal.cpu.Kernel;
import org.saev.internal.cpu.Kernels;
import org.saev.internal.cpu.Workers;
import org.saev.sae.SparseAutoencoder;
import org.saev.spi.Backend;
import org.saev.spi.SaeWeights;
import org.saev.spi.TrainingSession;
import org.saev.training.TrainingConfig;

/** The fused CPU kernels as a back end: always there, one device. */
public final class CpuBackend implements Backend {

  static final String DEVICE = "cpu";

  private final Supplier<Kernel> kernel;

  /** For the service loader. */
  public CpuBackend() {
    this(Kernels::chosen);
  }

  CpuBackend(Supplier<Kernel> kernel) {
    this.kernel = kernel;
  }

  @Override
  public String name() {
    return DEVICE;
  }

  @Override
  public boolean handles(String device) {
    return device.equals(DEVICE);
  }

  @Override
  public String defaultDevice() {
    return DEVICE;
  }

  @Override
  public int rank() {
    return 0;
  }

  @Override
  public Optional<String> unavailableReason(String device) {
    return Optional.empty();
  }

  @Override
  public SparseAutoencoder open(SaeWeights weights, String device, int threads) {
    return new CpuAutoencoder(weights, kernel.get(), workers(threads));
  }

  @Override
  public TrainingSession train(
      SaeWeights weights, TrainingConfig config, String device, int threads) {
    return new CpuTrainingSession(weights, config, kernel.get(), workers(threads));
  }

  private static Workers workers(int threads) {
    return threads == 0 ? Workers.shared() : new Workers(threads);
  }
}
