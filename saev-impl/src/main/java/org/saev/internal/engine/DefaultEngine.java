package org.saev.internal.engine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collector;
import org.saev.activations.ActivationSource;
import org.saev.evaluation.Evaluation;
import org.saev.internal.arrow.DatasetFiles;
import org.saev.internal.model.ModelFiles;
import org.saev.internal.pass.Passes;
import org.saev.internal.training.TrainingRun;
import org.saev.sae.SparseAutoencoder;
import org.saev.scoring.EncodedExample;
import org.saev.scoring.PassJob;
import org.saev.spi.Engine;
import org.saev.spi.SaeWeights;
import org.saev.store.ActivationStore;
import org.saev.store.ArrowActivations;
import org.saev.store.NumpyActivations;
import org.saev.training.TrainingJob;

/** Hands each request of the entry point to the part that does it. */
public final class DefaultEngine implements Engine {

  private final Backends backends;

  /** For the service loader. */
  public DefaultEngine() {
    this(Backends.find());
  }

  DefaultEngine(Backends backends) {
    this.backends = backends;
  }

  @Override
  public SparseAutoencoder train(TrainingJob job, ActivationSource source) {
    Backends.Choice choice =
        backends.choose(job.device(), backend -> backend.unsupportedReason(job.config()));
    return new TrainingRun(job, source, choice.backend(), choice.device()).train();
  }

  @Override
  public SparseAutoencoder load(Path path, String device) {
    SaeWeights weights = ModelFiles.load(path);
    Backends.Choice choice =
        backends.choose(device, backend -> backend.unsupportedReason(weights.config()));
    return choice.backend().open(weights, choice.device(), 0);
  }

  @Override
  public ActivationSource open(Path path) {
    if (Files.exists(path.resolve("manifest.json"))) {
      return ActivationStore.open(path);
    }
    if (DatasetFiles.isAt(path)) {
      return ArrowActivations.open(path);
    }
    boolean numpy = Files.exists(path.resolve("activations.npy"));
    return numpy || path.toString().endsWith(".npz")
        ? NumpyActivations.open(path)
        : ActivationStore.open(path);
  }

  @Override
  public <R> R collect(PassJob job, Collector<EncodedExample, ?, R> collector) {
    return Passes.collect(job, collector);
  }

  @Override
  public Evaluation evaluate(PassJob job) {
    return Passes.evaluate(job);
  }
}
