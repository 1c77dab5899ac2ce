package org.saev.internal.djl;

import java.nio.file.Path;
import java.util.stream.Collector;
import org.saev.activations.ActivationSource;
import org.saev.evaluation.Evaluation;
import org.saev.sae.SparseAutoencoder;
import org.saev.scoring.EncodedExample;
import org.saev.scoring.PassJob;
import org.saev.spi.Engine;
import org.saev.training.TrainingJob;

/** Stands behind a trainer that only makes configurations. */
final class NoEngine implements Engine {

  @Override
  public SparseAutoencoder train(TrainingJob job, ActivationSource source) {
    throw new AssertionError("not to be called");
  }

  @Override
  public SparseAutoencoder load(Path path, String device) {
    throw new AssertionError("not to be called");
  }

  @Override
  public ActivationSource open(Path path) {
    throw new AssertionError("not to be called");
  }

  @Override
  public <R> R collect(PassJob job, Collector<EncodedExample, ?, R> collector) {
    throw new AssertionError("not to be called");
  }

  @Override
  public Evaluation evaluate(PassJob job) {
    throw new AssertionError("not to be called");
  }
}
