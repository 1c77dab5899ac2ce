package org.saev.examples.pictograms.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import org.saev.examples.pictograms.model.ModelConfig;
import org.saev.examples.pictograms.model.VisionLanguageModel;
import org.saev.examples.pictograms.scene.SceneRenderer;

/**
 * Trains both stages and writes {@code text.safetensors} and {@code multimodal.safetensors}.
 *
 * <p>Stopped and started again with the same folder, it goes on from the last checkpoint.
 */
public final class TrainModel {
  private static final long SEED = 1;
  private static final long REFINEMENT_SEED = 3;
  private static final String PLAN = "plan";

  private final Path folder;
  private final SceneRenderer renderer = new SceneRenderer();

  private TrainModel(Path folder) {
    this.folder = folder;
  }

  /**
   * Runs the training.
   *
   * @param args the folder to write to, {@code target/training} if it isn't given
   * @throws IOException if the weights can't be written
   */
  public static void main(String[] args) throws IOException {
    Path folder = args.length > 0 ? Path.of(args[0]) : Path.of("target", "training");
    TrainModel program = new TrainModel(folder);
    try (var fresh = VisionLanguageModel.random(ModelConfig.standard(false), SEED);
        var base = program.train(fresh, TrainingPlan.standard(Stage.TEXT, SEED), "text");
        var seeing = VisionLanguageModel.withEyes(base, SEED);
        var coarse =
            program.train(
                seeing, TrainingPlan.standard(Stage.MULTIMODAL, SEED), "multimodal-coarse")) {
      program.train(coarse, TrainingPlan.refinement(REFINEMENT_SEED), "multimodal").close();
    }
  }

  /** The trained model, as it is on disk. */
  private VisionLanguageModel train(VisionLanguageModel model, TrainingPlan plan, String name)
      throws IOException {
    Path file = folder.resolve(name + ".safetensors");
    if (Files.exists(file)) {
      VisionLanguageModel trained = VisionLanguageModel.load(file);
      if (plan.toString().equals(trained.notes().get(PLAN))) {
        System.out.println(file + " is there already");
        return trained;
      }
      trained.close();
      throw new IOException(
          file + " is of another training: delete it, or give another folder than " + folder);
    }
    Path checkpoint = folder.resolve(name + ".checkpoint.safetensors");
    Consumer<String> print = line -> System.out.println(line);
    try (Trainer trainer = new Trainer(model, plan, renderer, checkpoint, print)) {
      trainer.run();
    }
    model.save(file, Map.of(PLAN, plan.toString()));
    Files.deleteIfExists(checkpoint);
    System.out.println("wrote " + file);
    return VisionLanguageModel.load(file);
  }
}
