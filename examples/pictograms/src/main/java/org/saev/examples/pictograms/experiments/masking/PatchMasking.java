package org.saev.examples.pictograms.experiments.masking;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.saev.examples.pictograms.evaluation.WordAccuracy;
import org.saev.examples.pictograms.evaluation.WordOutcome;
import org.saev.examples.pictograms.experiments.Experiment;
import org.saev.examples.pictograms.experiments.HeldOut;
import org.saev.examples.pictograms.experiments.Section;
import org.saev.examples.pictograms.experiments.Workplace;
import org.saev.examples.pictograms.job.Pair;
import org.saev.examples.pictograms.model.Inference;
import org.saev.examples.pictograms.scene.Picture;
import org.saev.examples.pictograms.scene.Scene;
import org.saev.examples.pictograms.training.Example;
import org.saev.method.PatchFilter;
import org.saev.method.PatchScores;

/**
 * The paper's patch masking: patches with the lowest scores are painted over, and the model still
 * has to tell what the picture shows. What it tells are the words of the caption that the picture
 * determines, given the true words before; only the model that then looks at what is left is asked,
 * while the scores saw the whole picture beside its caption.
 *
 * @param heldOut the pairs that it is measured on
 * @param scenes how many of them
 */
public record PatchMasking(HeldOut heldOut, int scenes) implements Experiment {

  static final String ATTENTION = "attention";
  static final String OBJECTS = "the things themselves";

  @Override
  public String name() {
    return "patch-masking";
  }

  @Override
  public String title() {
    return "Patch masking";
  }

  @Override
  public Object settings() {
    return this;
  }

  @Override
  public List<Section> run(Workplace workplace) throws IOException {
    List<Example> examples =
        heldOut.pairs(workplace).stream().limit(scenes).map(Pair::example).toList();
    WordOutcome[] whole =
        workplace.cached(
            "patch-masking-whole",
            settings(),
            WordOutcome[].class,
            () -> outcomes(workplace, examples));
    Map<String, List<PatchScores>> choices = choices(workplace, examples);
    Map<Fill, MaskedWords> results = new LinkedHashMap<>();
    for (Fill fill : Fill.values()) {
      Map<String, WordOutcome[][]> outcomes = new LinkedHashMap<>();
      for (Map.Entry<String, List<PatchScores>> choice : choices.entrySet()) {
        String key = "patch-masking-" + fill.label() + "-" + choice.getKey().replace(' ', '-');
        outcomes.put(
            choice.getKey(),
            workplace.cached(
                key.toLowerCase(Locale.ROOT),
                settings(),
                WordOutcome[][].class,
                () -> masked(workplace, examples, choice.getKey(), choice.getValue(), fill)));
      }
      results.put(fill, new MaskedWords(whole, outcomes));
    }
    return MaskedWordSections.of(results, scenes);
  }

  private Map<String, List<PatchScores>> choices(Workplace workplace, List<Example> examples)
      throws IOException {
    Map<String, List<PatchScores>> choices = new LinkedHashMap<>();
    TokenChoices.of(workplace, heldOut.store(workplace), examples.size())
        .forEach(
            (name, scores) ->
                choices.put(
                    name,
                    // Patches are the first tokens of every pair.
                    scores.stream().map(all -> grid(Arrays.copyOf(all, Scene.PATCHES))).toList()));
    choices.put(
        ATTENTION,
        Attention.of(workplace.models().model(), examples).stream()
            .map(PatchMasking::grid)
            .toList());
    choices.put(
        OBJECTS,
        examples.stream()
            .map(example -> grid(covered(workplace.renderer().coverage(example.scene()))))
            .toList());
    return choices;
  }

  private static PatchScores grid(double[] scores) {
    return PatchScores.of(0, Scene.GRID, Scene.GRID, scores);
  }

  /** The share of each patch that any thing covers. */
  private static double[] covered(float[][] coverage) {
    return IntStream.range(0, Scene.PATCHES)
        .mapToDouble(patch -> Arrays.stream(coverage).mapToDouble(thing -> thing[patch]).sum())
        .toArray();
  }

  private static WordOutcome[][] masked(
      Workplace workplace,
      List<Example> examples,
      String choice,
      List<PatchScores> scores,
      Fill fill)
      throws IOException {
    workplace.progress().begin("masking patches by " + choice + ", " + fill.label(), "shares");
    WordOutcome[][] outcomes = new WordOutcome[Shares.count()][];
    for (int share = 0; share < outcomes.length; share++) {
      PatchFilter filter = PatchFilter.top(Shares.kept(share));
      List<Example> masked = new ArrayList<>(examples.size());
      for (int i = 0; i < examples.size(); i++) {
        Example example = examples.get(i);
        Picture left = fill.apply(filter.apply(scores.get(i)), example.picture());
        masked.add(new Example(example.scene(), left, example.caption()));
      }
      outcomes[share] = outcomes(workplace, masked);
      workplace.progress().at(share + 1L, outcomes.length, "");
    }
    workplace.progress().end(examples.size() + " pairs each");
    return outcomes;
  }

  private static WordOutcome[] outcomes(Workplace workplace, List<Example> examples)
      throws IOException {
    Inference inference = new Inference(workplace.models().model());
    return new WordAccuracy().outcomes(inference, examples).toArray(WordOutcome[]::new);
  }
}
