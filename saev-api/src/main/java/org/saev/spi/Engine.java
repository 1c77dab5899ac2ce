package org.saev.spi;

import java.nio.file.Path;
import java.util.stream.Collector;
import org.saev.activations.ActivationSource;
import org.saev.evaluation.Evaluation;
import org.saev.sae.SparseAutoencoder;
import org.saev.scoring.EncodedExample;
import org.saev.scoring.PassJob;
import org.saev.training.TrainingJob;

/** The implementation behind {@link org.saev.Saev}. */
public interface Engine {

  /**
   * Trains an autoencoder.
   *
   * @param job what and how
   * @param source the data
   * @return the trained autoencoder
   */
  SparseAutoencoder train(TrainingJob job, ActivationSource source);

  /**
   * Loads an autoencoder.
   *
   * @param path a folder or file
   * @param device where it is to run
   * @return the autoencoder
   */
  SparseAutoencoder load(Path path, String device);

  /**
   * Opens activations on disk; their files tell what they are.
   *
   * @param path a folder or file
   * @return the source
   */
  ActivationSource open(Path path);

  /**
   * Encodes every example and gives it to a collector, as {@link
   * org.saev.scoring.EncodedPass#collect} promises.
   *
   * @param <R> the result
   * @param job what is read and how
   * @param collector what is done with it
   * @return the result
   */
  <R> R collect(PassJob job, Collector<EncodedExample, ?, R> collector);

  /**
   * Measures how well an autoencoder reconstructs.
   *
   * @param job what is read and how
   * @return the figures
   */
  Evaluation evaluate(PassJob job);
}
