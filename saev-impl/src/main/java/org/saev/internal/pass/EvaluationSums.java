package org.saev.internal.pass;

import java.util.EnumMap;
import java.util.Map;
import org.saev.activations.Modality;
import org.saev.evaluation.Evaluation;
import org.saev.evaluation.Reconstruction;
import org.saev.sae.SparseAutoencoder;
import org.saev.sae.SparseCodes;
import org.saev.scoring.EncodedExample;

/** Sums of an evaluation, by modality: ordinary tokens only. */
final class EvaluationSums {

  private final SparseAutoencoder sae;
  private final EnumMap<Modality, TokenSums> byModality = new EnumMap<>(Modality.class);

  EvaluationSums(SparseAutoencoder sae) {
    this.sae = sae;
  }

  void add(EncodedExample encoded) {
    SparseCodes codes = encoded.codes();
    float[] reconstruction = sae.decode(codes);
    float[] activations = new float[reconstruction.length];
    encoded.example().activations().get(activations);
    for (int token = 0; token < codes.tokens(); token++) {
      Modality modality = encoded.tokens().modality(token);
      if (encoded.tokens().isOrdinary(token, modality)) {
        sums(modality).add(activations, reconstruction, token, codes);
      }
    }
  }

  EvaluationSums merge(EvaluationSums later) {
    later.byModality.forEach((modality, sums) -> sums(modality).merge(sums));
    return this;
  }

  Evaluation finish() {
    TokenSums all = new TokenSums(sae.width(), sae.latents());
    EnumMap<Modality, Reconstruction> figures = new EnumMap<>(Modality.class);
    EnumMap<Modality, long[]> firings = new EnumMap<>(Modality.class);
    for (Map.Entry<Modality, TokenSums> entry : byModality.entrySet()) {
      figures.put(entry.getKey(), entry.getValue().figures());
      firings.put(entry.getKey(), entry.getValue().firings());
      all.merge(entry.getValue());
    }
    return new Evaluation(all.figures(), figures, sae.latents(), firings);
  }

  private TokenSums sums(Modality modality) {
    return byModality.computeIfAbsent(modality, any -> new TokenSums(sae.width(), sae.latents()));
  }
}
