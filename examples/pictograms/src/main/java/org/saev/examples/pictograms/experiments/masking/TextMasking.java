package org.saev.examples.pictograms.experiments.masking;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.saev.activations.TokenSequence;
import org.saev.examples.pictograms.experiments.Experiment;
import org.saev.examples.pictograms.experiments.HeldOut;
import org.saev.examples.pictograms.experiments.Section;
import org.saev.examples.pictograms.experiments.Workplace;
import org.saev.examples.pictograms.job.Pair;
import org.saev.examples.pictograms.scene.Caption;
import org.saev.examples.pictograms.scene.Scene;
import org.saev.examples.pictograms.training.Example;
import org.saev.method.TextFilter;
import org.saev.method.TextMask;

/**
 * The paper's text masking: the words with the lowest scores are replaced by {@code <mask>}, and
 * what is left must still do the text's work.
 *
 * <p>The paper masks questions and counts right answers. This model answers no questions: its text
 * is a caption, whose work is to say which picture it belongs to. So what is measured is whether
 * the masked caption still tells its picture from {@linkplain NearPictures near ones}, each of
 * which differs in the name or the colour of one thing, by the loss of the kept words: it is lower
 * with the picture that they are true of. The losses of masked words don't count. Words that were
 * kept say no more than they say, so keeping "we see a" leaves the choice to chance. The model
 * wasn't trained with {@code <mask>}; all pictures are given the same masked words.
 *
 * @param heldOut the pairs that it is measured on
 * @param scenes how many of them
 */
public record TextMasking(HeldOut heldOut, int scenes) implements Experiment {

  static final String KNOWN = "names and colours";

  /** Patches and {@code <begin>} come before the words. */
  private static final int FIRST_WORD = Scene.PATCHES + 1;

  @Override
  public String name() {
    return "text-masking";
  }

  @Override
  public String title() {
    return "Text masking";
  }

  @Override
  public Object settings() {
    return this;
  }

  @Override
  public List<Section> run(Workplace workplace) throws IOException {
    List<Example> examples =
        heldOut.pairs(workplace).stream().limit(scenes).map(Pair::example).toList();
    MaskedCaptions captions =
        new MaskedCaptions(workplace.models().model(), examples, workplace.renderer());
    Retrieval[] whole =
        workplace.cached(
            "text-masking-whole",
            settings(),
            Retrieval[].class,
            () -> retrieve(workplace, captions, "whole captions", allKept(examples)));
    Map<String, Retrieval[][]> byChoice = new LinkedHashMap<>();
    for (Map.Entry<String, List<double[]>> choice : choices(workplace, examples).entrySet()) {
      String name = choice.getKey();
      byChoice.put(
          name,
          workplace.cached(
              "text-masking-" + name.toLowerCase(Locale.ROOT).replace(' ', '-'),
              settings(),
              Retrieval[][].class,
              () -> masked(workplace, captions, name, choice.getValue())));
    }
    return new RetrievalSections(whole, byChoice).sections();
  }

  private Retrieval[][] masked(
      Workplace workplace, MaskedCaptions captions, String choice, List<double[]> scores)
      throws IOException {
    List<TokenSequence> tokens = new ArrayList<>();
    try (Stream<org.saev.activations.Example> captured = heldOut.store(workplace).examples()) {
      captured.limit(scenes).forEach(example -> tokens.add(example.tokens()));
    }
    Retrieval[][] retrievals = new Retrieval[Shares.count()][];
    for (int share = 0; share < retrievals.length; share++) {
      TextFilter filter = TextFilter.top(Shares.kept(share));
      List<boolean[]> kept = new ArrayList<>();
      for (int i = 0; i < tokens.size(); i++) {
        kept.add(words(filter.apply(tokens.get(i), scores.get(i))));
      }
      String what = Shares.heads().get(share) + " by " + choice;
      retrievals[share] = retrieve(workplace, captions, what, kept);
    }
    return retrievals;
  }

  private static Retrieval[] retrieve(
      Workplace workplace, MaskedCaptions captions, String what, List<boolean[]> kept) {
    workplace.progress().begin("telling pictures apart, " + what, "captions");
    Retrieval[] retrievals =
        captions.retrieve(kept, done -> workplace.progress().at(done, kept.size(), ""));
    workplace.progress().end(kept.size() + " captions");
    return retrievals;
  }

  private Map<String, List<double[]>> choices(Workplace workplace, List<Example> examples)
      throws IOException {
    Map<String, List<double[]>> choices =
        new LinkedHashMap<>(TokenChoices.of(workplace, heldOut.store(workplace), examples.size()));
    choices.put(KNOWN, examples.stream().map(example -> known(example.caption())).toList());
    return choices;
  }

  /** A score a token: names and colours first, as these are what near pictures differ in. */
  private static double[] known(Caption caption) {
    DoubleStream words =
        caption.words().stream()
            .mapToDouble(
                word ->
                    switch (word.kind()) {
                      case NAME, COLOR -> 2;
                      case SIZE, RELATION -> 1;
                      case COUNT, FUNCTION -> 0;
                    });
    return DoubleStream.concat(DoubleStream.generate(() -> 0).limit(FIRST_WORD), words).toArray();
  }

  private static boolean[] words(TextMask mask) {
    boolean[] kept = new boolean[mask.size() - FIRST_WORD];
    for (int word = 0; word < kept.length; word++) {
      kept[word] = mask.keeps(FIRST_WORD + word);
    }
    return kept;
  }

  private static List<boolean[]> allKept(List<Example> examples) {
    return examples.stream()
        .map(
            example -> {
              boolean[] all = new boolean[example.caption().words().size()];
              Arrays.fill(all, true);
              return all;
            })
        .toList();
  }
}
