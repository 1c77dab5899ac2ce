package org.saev.examples.pictograms.evaluation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.saev.examples.pictograms.model.Batch;
import org.saev.examples.pictograms.model.CaptionWriter;
import org.saev.examples.pictograms.model.Inference;
import org.saev.examples.pictograms.model.TrainedModels;
import org.saev.examples.pictograms.model.VisionLanguageModel;
import org.saev.examples.pictograms.model.Vocabulary;
import org.saev.examples.pictograms.scene.CaptionCheck;
import org.saev.examples.pictograms.scene.SceneGenerator;
import org.saev.examples.pictograms.scene.SceneRenderer;
import org.saev.examples.pictograms.scene.Split;
import org.saev.examples.pictograms.training.Example;

/** Measures trained weights and writes {@code evaluation.json} and {@code evaluation.md}. */
public final class EvaluateModel {
  private static final long SEED = 2;
  private static final int SCENES = 512;
  private static final int BATCH = 64;
  private static final List<Split> SPLITS = List.of(Split.VALIDATION, Split.HELD_OUT);

  private final SceneGenerator generator = new SceneGenerator(SEED);
  private final SceneRenderer renderer = new SceneRenderer();
  private final Vocabulary vocabulary = new Vocabulary();
  private final VisionLanguageModel base;
  private final VisionLanguageModel model;

  private EvaluateModel(VisionLanguageModel base, VisionLanguageModel model) {
    this.base = base;
    this.model = model;
  }

  /**
   * Runs the evaluation.
   *
   * @param args the folder of the weights, {@code weights} if it isn't given, and the folder to
   *     write to, {@code target/evaluation} if it isn't given
   * @throws IOException if the weights can't be read or the results not be written
   */
  public static void main(String[] args) throws IOException {
    Path weights = args.length > 0 ? Path.of(args[0]) : Path.of("weights");
    Path output = args.length > 1 ? Path.of(args[1]) : Path.of("target", "evaluation");
    try (TrainedModels models = TrainedModels.load(weights)) {
      Evaluation evaluation = new EvaluateModel(models.base(), models.model()).run();
      System.out.print(evaluation.toMarkdown());
      Files.createDirectories(output);
      Files.writeString(output.resolve("evaluation.json"), evaluation.toJson());
      Files.writeString(output.resolve("evaluation.md"), evaluation.toMarkdown());
    }
  }

  private Evaluation run() {
    List<Evaluation.Words> words = new ArrayList<>();
    List<Evaluation.Loss> losses = new ArrayList<>();
    for (Split split : SPLITS) {
      List<Example> all = new ArrayList<>();
      for (int entities = 1; entities <= 3; entities++) {
        List<Example> examples = Example.list(generator, renderer, split, entities, SCENES);
        words.add(words(split, entities, examples));
        all.addAll(examples);
      }
      losses.add(loss(split, all));
    }
    return new Evaluation(words, losses, layers());
  }

  private Evaluation.Words words(Split split, int entities, List<Example> examples) {
    var accuracy = new WordAccuracy().of(new Inference(model), examples);
    CaptionWriter writer = new CaptionWriter(model);
    int correct = 0;
    for (int start = 0; start < examples.size(); start += BATCH) {
      List<Example> part = examples.subList(start, Math.min(start + BATCH, examples.size()));
      var captions = writer.describe(part.stream().map(Example::picture).toList());
      for (int i = 0; i < part.size(); i++) {
        correct += CaptionCheck.isTrue(part.get(i).scene(), captions.get(i)) ? 1 : 0;
      }
    }
    double share = (double) correct / examples.size();
    return new Evaluation.Words(split.label(), entities, examples.size(), accuracy, share);
  }

  private Evaluation.Loss loss(Split split, List<Example> examples) {
    double text = 0;
    double multimodal = 0;
    int tokens = 0;
    for (int start = 0; start < examples.size(); start += BATCH) {
      List<Example> part = examples.subList(start, Math.min(start + BATCH, examples.size()));
      Batch seeing = Example.batch(part, vocabulary);
      Batch blind = Batch.of(vocabulary, null, part.stream().map(Example::caption).toList());
      multimodal += sum(new Inference(model).losses(seeing));
      text += sum(new Inference(base).losses(blind));
      tokens += part.stream().mapToInt(e -> e.caption().words().size() + 1).sum();
    }
    return new Evaluation.Loss(split.label(), examples.size(), text / tokens, multimodal / tokens);
  }

  private List<Evaluation.Layer> layers() {
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < SCENES; i++) {
      examples.add(Example.of(generator.scene(Split.VALIDATION, i), renderer));
    }
    Inference inference = new Inference(model);
    int width = model.config().width();
    List<Double> swapped = new SwapProbe(inference, width).measure(examples);
    return new SharingProbe(inference, renderer, width)
        .measure(examples).stream()
            .map(
                s ->
                    new Evaluation.Layer(
                        s.layer(), s.samePicture(), s.acrossPictures(), swapped.get(s.layer())))
            .toList();
  }

  private static double sum(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum;
  }
}
