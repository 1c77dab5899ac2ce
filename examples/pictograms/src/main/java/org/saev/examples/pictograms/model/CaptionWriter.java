package org.saev.examples.pictograms.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.saev.examples.pictograms.scene.Caption;
import org.saev.examples.pictograms.scene.Picture;

/** Describes pictures by taking the likeliest word again and again. */
public final class CaptionWriter {
  private final Inference inference;
  private final Vocabulary vocabulary = new Vocabulary();

  /**
   * Writes with a model.
   *
   * @param model a model that sees pictures, which must stay open
   */
  public CaptionWriter(VisionLanguageModel model) {
    this.inference = new Inference(model);
  }

  /**
   * Describes pictures.
   *
   * @param pictures some pictures; memory grows with their number, 64 at a time is plenty
   * @return for each, the words' tokens, at most {@value Caption#MAX_WORDS}
   */
  public List<List<String>> describe(List<Picture> pictures) {
    List<int[]> written = new ArrayList<>();
    pictures.forEach(picture -> written.add(new int[] {Vocabulary.BEGIN, Vocabulary.PAD}));
    for (int t = 0; t < Caption.MAX_WORDS && !allEnded(written); t++) {
      float[] logits = inference.logits(Batch.ofIds(pictures, written));
      for (int i = 0; i < written.size(); i++) {
        int[] ids = written.get(i);
        ids[t + 1] = ended(ids) ? Vocabulary.PAD : likeliest(logits, i * (t + 1) + t);
        written.set(i, Arrays.copyOf(ids, ids.length + 1));
      }
    }
    return written.stream().map(this::words).toList();
  }

  private int likeliest(float[] logits, int row) {
    int best = Vocabulary.END;
    for (int id = Vocabulary.END; id < vocabulary.size(); id++) {
      int size = vocabulary.size();
      best = logits[row * size + id] > logits[row * size + best] ? id : best;
    }
    return best;
  }

  private static boolean allEnded(List<int[]> written) {
    return written.stream().allMatch(CaptionWriter::ended);
  }

  private static boolean ended(int[] ids) {
    return Arrays.stream(ids).anyMatch(id -> id == Vocabulary.END);
  }

  private List<String> words(int[] ids) {
    return Arrays.stream(ids)
        .filter(id -> id > Vocabulary.MASK)
        .mapToObj(vocabulary::token)
        .toList();
  }
}
