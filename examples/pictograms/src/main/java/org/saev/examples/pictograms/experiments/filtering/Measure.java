package org.saev.examples.pictograms.experiments.filtering;

import java.util.List;
import org.saev.examples.pictograms.evaluation.SceneQuality;
import org.saev.examples.pictograms.scene.Word;

/** A figure of a trained model that the tables show. */
record Measure(String name, SeedSpread.Metric metric) {

  static final Measure LOSS = new Measure("caption loss, nats a token", SceneQuality::meanLoss);

  static final List<Measure> ALL =
      List.of(
          LOSS,
          new Measure("names right", (q, scenes) -> q.accuracy(Word.Kind.NAME, scenes)),
          new Measure("colours right", (q, scenes) -> q.accuracy(Word.Kind.COLOR, scenes)),
          new Measure("relations right", (q, scenes) -> q.accuracy(Word.Kind.RELATION, scenes)));
}
