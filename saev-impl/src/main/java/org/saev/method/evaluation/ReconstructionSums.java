package org.saev.method.evaluation;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.saev.activations.Modality;
import org.saev.activations.TokenSequence;
import org.saev.method.statistics.Bootstrap;
import org.saev.method.statistics.Interval;
import org.saev.sae.SparseAutoencoder;
import org.saev.sae.SparseCodes;
import org.saev.scoring.EncodedExample;

/**
 * Collects figures of examples, and adds them to the resamples when batches are combined: batches
 * that wait hold a few numbers an example, and only the combined sums have resamples.
 */
final class ReconstructionSums {

  private final SparseAutoencoder sae;
  private final Bootstrap bootstrap;
  private final float[] centre;
  private final List<Pending> pending = new ArrayList<>();
  private final EnumMap<Modality, Resampled> byModality = new EnumMap<>(Modality.class);
  private long examples;

  private record Pending(String id, EnumMap<Modality, ExampleFigures> figures) {}

  ReconstructionSums(SparseAutoencoder sae, Bootstrap bootstrap) {
    this.sae = sae;
    this.bootstrap = bootstrap;
    centre = sae.decoderBias();
  }

  void add(EncodedExample encoded) {
    SparseCodes codes = encoded.codes();
    TokenSequence tokens = encoded.tokens();
    float[] reconstruction = sae.decode(codes);
    float[] activations = new float[reconstruction.length];
    encoded.example().activations().get(activations);
    EnumMap<Modality, ExampleFigures> figures = new EnumMap<>(Modality.class);
    for (int token = 0; token < tokens.size(); token++) {
      Modality modality = tokens.modality(token);
      if (tokens.isOrdinary(token, modality)) {
        figures
            .computeIfAbsent(modality, any -> new ExampleFigures(sae.width()))
            .add(activations, reconstruction, centre, token, codes);
      }
    }
    if (!figures.isEmpty()) {
      pending.add(new Pending(encoded.id(), figures));
    }
  }

  ReconstructionSums merge(ReconstructionSums later) {
    flush();
    pending.addAll(later.pending);
    flush();
    return this;
  }

  private void flush() {
    for (Pending example : pending) {
      int[] weights = Resampled.weights(example.id(), bootstrap.resamples(), bootstrap.seed());
      examples++;
      example
          .figures()
          .forEach(
              (modality, figures) ->
                  byModality
                      .computeIfAbsent(
                          modality, any -> new Resampled(bootstrap.resamples(), sae.width()))
                      .add(figures, weights));
    }
    pending.clear();
  }

  ReconstructionReport finish() {
    flush();
    Resampled all = new Resampled(bootstrap.resamples(), sae.width());
    EnumMap<Modality, Fidelity> figures = new EnumMap<>(Modality.class);
    for (Map.Entry<Modality, Resampled> entry : byModality.entrySet()) {
      figures.put(entry.getKey(), fidelity(entry.getValue(), entry.getValue().examples()));
      all.merge(entry.getValue());
    }
    return new ReconstructionReport(fidelity(all, examples), figures);
  }

  private Fidelity fidelity(Resampled sums, long count) {
    return new Fidelity(
        count, sums.tokens(), interval(sums::fvu), interval(sums::l0), interval(sums::l1));
  }

  private Interval interval(IntToDoubleFunction figure) {
    double[] drawn = IntStream.rangeClosed(1, bootstrap.resamples()).mapToDouble(figure).toArray();
    return bootstrap.interval(figure.applyAsDouble(0), drawn);
  }
}
