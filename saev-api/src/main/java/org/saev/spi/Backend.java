package org.saev.spi;

import java.util.Optional;
import org.saev.sae.SaeConfig;
import org.saev.sae.SparseAutoencoder;
import org.saev.training.TrainingConfig;

/** Computes on one kind of device. */
public interface Backend {

  /**
   * Returns the name of the back end.
   *
   * @return such as {@code "cpu"}
   */
  String name();

  /**
   * Tells whether a device is of this back end's kind, there or not.
   *
   * @param device such as {@code "cuda:0"}; never {@code "auto"}
   * @return true if the name is one of this back end's
   */
  boolean handles(String device);

  /**
   * Returns the device that {@code "auto"} means for this back end.
   *
   * @return a device that this back end handles
   */
  String defaultDevice();

  /**
   * Returns the rank for {@code "auto"}: the back end of highest rank that is available is taken.
   *
   * @return higher is faster; the CPU has 0
   */
  int rank();

  /**
   * Returns why a device can't be used.
   *
   * @param device one that {@link #handles} accepts
   * @return the reason and what to do, or empty if it can be used
   */
  Optional<String> unavailableReason(String device);

  /**
   * Returns why an autoencoder can't be run by this back end, on any of its devices. {@code "auto"}
   * then goes on to the next one.
   *
   * @param config of the autoencoder
   * @return what it can't do, or empty if it can; by default empty
   */
  default Optional<String> unsupportedReason(SaeConfig config) {
    return Optional.empty();
  }

  /**
   * Returns why a training can't be done by this back end, on any of its devices. {@code "auto"}
   * then goes on to the next one.
   *
   * @param config the mathematics
   * @return what it can't do, or empty if it can; by default empty
   */
  default Optional<String> unsupportedReason(TrainingConfig config) {
    return Optional.empty();
  }

  /**
   * Makes an autoencoder of weights.
   *
   * @param weights taken over: the caller doesn't use the arrays any more
   * @param device one that is available
   * @param threads at most this many; 0 for all cores
   * @return the autoencoder
   */
  SparseAutoencoder open(SaeWeights weights, String device, int threads);

  /**
   * Starts a training.
   *
   * @param weights to start from; taken over and changed
   * @param config the mathematics
   * @param device one that is available
   * @param threads at most this many; 0 for all cores
   * @return a session at step 0
   */
  TrainingSession train(SaeWeights weights, TrainingConfig config, String device, int threads);
}
