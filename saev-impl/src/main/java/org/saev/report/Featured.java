package org.saev.report;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.saev.activations.Modality;
import org.saev.atlas.LatentAtlas;
import org.saev.atlas.TopExample;

/**
 * Chooses latents to look at first: shared, with a label, of a weight above the floor; highest
 * weight first, and no label twice.
 */
final class Featured {

  private static final int SHOWN = 8;

  /** A latent that fired in few examples may have a high weight by chance. */
  private static final int LEAST_EXAMPLES = 5;

  private final ReportData data;

  Featured(ReportData data) {
    this.data = data;
  }

  List<Integer> latents() {
    LatentAtlas atlas = data.atlas;
    Set<String> labels = new HashSet<>();
    List<Integer> chosen = new ArrayList<>();
    IntStream.range(0, atlas.latents())
        .filter(latent -> atlas.weight(latent) > atlas.floor())
        .filter(
            latent ->
                Math.min(
                        atlas.exampleFirings(latent, Modality.TEXT),
                        atlas.exampleFirings(latent, Modality.IMAGE))
                    >= LEAST_EXAMPLES)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer latent) -> -atlas.weight(latent)))
        .takeWhile(latent -> chosen.size() < SHOWN)
        .forEach(
            latent -> {
              Optional<String> label = data.labeller.label(atlas, latent);
              if (label.isPresent() && labels.add(label.get())) {
                chosen.add(latent);
              }
            });
    return chosen;
  }

  /** Each with the example that shows it best: where the weaker of its two sides is strongest. */
  void write(JsonWriter json) throws IOException {
    json.beginArray();
    for (int latent : latents()) {
      TopExample best =
          Stream.of(Modality.TEXT, Modality.IMAGE)
              .flatMap(modality -> data.atlas.topExamples(latent, modality).stream())
              .max(
                  Comparator.comparingDouble(
                      top -> Math.min(top.trace().text(), top.trace().image())))
              .orElseThrow();
      json.beginArray().value(latent).value(data.number(best.example().id()));
      Numbers.write(json, Math.max(best.trace().text(), best.trace().image()));
      LatentChunks.trace(json, best.trace());
      json.endArray();
    }
    json.endArray();
  }
}
