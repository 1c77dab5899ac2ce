package org.saev.examples.pictograms.job;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.saev.Saev;
import org.saev.activations.ActivationSource;
import org.saev.atlas.LatentAtlas;
import org.saev.examples.pictograms.scene.Picture;
import org.saev.examples.pictograms.scene.SceneRenderer;
import org.saev.method.TokenScorers;
import org.saev.report.LatentReport;
import org.saev.report.TokenScoreTable;
import org.saev.sae.SparseAutoencoder;
import org.saev.scoring.DataFilter;

/** Pages that show what the latents of SAE-V fire on in the scored pairs. */
public final class LatentPages {

  /** The folder of the pages, in the output folder. */
  public static final String FOLDER = "latents";

  private static final double KEPT = 0.4;

  private LatentPages() {}

  /**
   * Writes the pages.
   *
   * @param result of a {@link SwapJob}, whose stores and autoencoders are still in its folder
   * @param progress is told how it goes
   * @return the page to open
   */
  public static Path write(JobResult result, Progress progress) {
    Path folder = result.output().resolve(FOLDER);
    try (ActivationSource scored = Saev.open(result.output().resolve(SwapJob.SCORED));
        SparseAutoencoder sae = Saev.load(result.output().resolve(SwapJob.SAE_V))) {
      progress.begin("looking at the latents", "pairs");
      LatentAtlas atlas =
          Saev.encode(scored, sae)
              .listener(p -> progress.at(p.examples(), result.pairs().size(), ""))
              .collect(LatentAtlas.collector(sae));
      TokenScoreTable patches =
          Saev.encode(scored, sae)
              .collect(
                  TokenScoreTable.collector(
                      TokenScorers.cosine(result.saeVWeights(), result.settings().bound())));
      progress.end(String.format(Locale.ROOT, "%,d latents", atlas.latents()));
      progress.begin("drawing the latents", "parts");
      report(result, atlas, patches)
          .listener((done, total) -> progress.at(done, total, ""))
          .writeFolder(folder);
      progress.end("open " + folder.resolve("index.html"));
    }
    return folder.resolve("index.html");
  }

  private static LatentReport report(JobResult result, LatentAtlas atlas, TokenScoreTable patches) {
    Map<String, Picture> pictures =
        result.pairs().stream()
            .collect(Collectors.toMap(Pair::id, pair -> pair.example().picture()));
    LatentReport report =
        LatentReport.of(atlas)
            .title("Pictograms: the latents of SAE-V")
            .fact("model", "pictograms, residual stream after layer " + result.settings().layer())
            .fact("autoencoder", "TopK, k = " + result.settings().k())
            .images((example, image) -> pictures.get(example.id()).toImage())
            .labeller(new SceneLabeller(result.pairs(), new SceneRenderer()))
            .evaluation(result.saeV())
            .training(result.training())
            .scores(result.scores())
            .notes(
                result.pairs().stream()
                    .filter(pair -> !pair.matched())
                    .collect(Collectors.toMap(Pair::id, pair -> "swapped")))
            .tokenScores(patches);
    for (String score : new String[] {ScoreSuite.CHOSEN, ScoreSuite.RAW, "random"}) {
      report.filter(score, DataFilter.top(KEPT).apply(result.scores(), score));
    }
    return report;
  }
}
