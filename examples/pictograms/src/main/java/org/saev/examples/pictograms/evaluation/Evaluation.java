package org.saev.examples.pictograms.evaluation;

import com.google.gson.GsonBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.saev.examples.pictograms.scene.Word;

/**
 * What was measured about the trained model.
 *
 * @param words accuracies, one for each split and number of things
 * @param losses caption losses, one for each split
 * @param layers what image and word tokens share, one for each layer
 */
record Evaluation(List<Words> words, List<Loss> losses, List<Layer> layers) {
  /**
   * Accuracy on scenes of a split.
   *
   * @param split the split's name
   * @param entities number of things in each scene
   * @param scenes number of scenes
   * @param accuracy share of right words by kind, given the words before
   * @param trueCaptions share of the captions that the model writes by itself that are true
   */
  record Words(
      String split,
      int entities,
      int scenes,
      Map<Word.Kind, Double> accuracy,
      double trueCaptions) {}

  /**
   * Mean next-token cross-entropy of true captions.
   *
   * @param split the split's name
   * @param scenes number of scenes
   * @param text of the text-only stage, nats a token
   * @param multimodal of the multimodal stage, nats a token
   */
  record Loss(String split, int scenes, double text, double multimodal) {}

  /**
   * Areas under the ROC curve at a layer.
   *
   * @param layer the layer; 0 is before the first
   * @param samePicture names against patches, within a picture
   * @param acrossPictures names against patches, between scenes
   * @param swappedCaptions true against swapped captions, by raw cosines
   */
  record Layer(int layer, double samePicture, double acrossPictures, double swappedCaptions) {}

  String toJson() {
    return new GsonBuilder().setPrettyPrinting().create().toJson(this) + "\n";
  }

  String toMarkdown() {
    List<String> lines = new ArrayList<>();
    lines.add("| scenes | things | name | colour | size | relation | whole caption true |");
    lines.add("|---|---|---|---|---|---|---|");
    for (Words row : words) {
      lines.add(
          "| %s | %d | %s | %s | %s | %s | %s |"
              .formatted(
                  row.split(),
                  row.entities(),
                  percent(row.accuracy().get(Word.Kind.NAME)),
                  percent(row.accuracy().get(Word.Kind.COLOR)),
                  percent(row.accuracy().get(Word.Kind.SIZE)),
                  percent(row.accuracy().get(Word.Kind.RELATION)),
                  percent(row.trueCaptions())));
    }
    lines.add("");
    lines.add("| scenes | caption loss, text only | multimodal |");
    lines.add("|---|---|---|");
    for (Loss row : losses) {
      lines.add(
          String.format(
              Locale.ROOT, "| %s | %.3f | %.3f |", row.split(), row.text(), row.multimodal()));
    }
    lines.add("");
    lines.add("| layer | same picture | across pictures | swapped captions |");
    lines.add("|---|---|---|---|");
    for (Layer row : layers) {
      lines.add(
          String.format(
              Locale.ROOT,
              "| %d | %.3f | %.3f | %.3f |",
              row.layer(),
              row.samePicture(),
              row.acrossPictures(),
              row.swappedCaptions()));
    }
    return String.join("\n", lines) + "\n";
  }

  private static String percent(Double share) {
    return share == null ? "-" : String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }
}
