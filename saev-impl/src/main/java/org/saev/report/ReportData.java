package org.saev.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.saev.atlas.AtlasExample;
import org.saev.atlas.LatentAtlas;
import org.saev.evaluation.Evaluation;
import org.saev.scoring.Scores;
import org.saev.scoring.Selection;
import org.saev.training.TrainingProgress;

/** Everything that a report shows. */
final class ReportData {

  final LatentAtlas atlas;
  final List<AtlasExample> examples;
  private final Map<String, Integer> numbers = new HashMap<>();

  String title = "Latents";
  final Map<String, String> facts = new LinkedHashMap<>();
  Evaluation evaluation;
  List<TrainingProgress> training = List.of();
  Scores scores;
  final Map<String, Selection> filters = new LinkedHashMap<>();
  Map<String, String> notes = Map.of();
  TokenScoreTable tokenScores;
  LatentLabeller labeller = LatentLabeller.commonWord();
  ImageProvider images = (example, image) -> null;
  int imagePixels = 224;
  ReportListener listener = (done, total) -> {};
  final Map<String, Integer> scoreRows = new HashMap<>();

  ReportData(LatentAtlas atlas) {
    this.atlas = atlas;
    examples = new ArrayList<>(atlas.examples());
    for (int i = 0; i < examples.size(); i++) {
      numbers.put(examples.get(i).id(), i);
    }
  }

  /** The number of an example, or -1 if the atlas didn't keep it. */
  int number(String id) {
    return numbers.getOrDefault(id, -1);
  }
}
