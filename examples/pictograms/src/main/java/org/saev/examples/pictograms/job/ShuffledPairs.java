package org.saev.examples.pictograms.job;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.saev.activations.ActivationSource;
import org.saev.activations.Example;
import org.saev.activations.Modality;
import org.saev.activations.PatchGrid;
import org.saev.activations.TokenSequence;
import org.saev.examples.pictograms.scene.Corruption;
import org.saev.examples.pictograms.scene.Scene;
import org.saev.store.ActivationStore;

/**
 * A control: the patches of each true pair with the words of another one, whose scene has nothing
 * in common with it.
 *
 * <p>Captions are swapped after the model has run, so unlike in a pair with a swapped caption no
 * word token knows of the picture it is put beside: a score that ranks these low compares the
 * modalities, and doesn't read the model's surprise off the words.
 */
final class ShuffledPairs implements ActivationSource {

  private final ActivationStore store;
  private final int[] pictures;
  private final int[] captions;

  /**
   * Pairs each picture with the next caption that fits nothing in it.
   *
   * @param store has an example a pair, in order
   * @param pairs the pairs, of which the true ones are taken
   */
  ShuffledPairs(ActivationStore store, List<Pair> pairs) {
    this.store = store;
    pictures = IntStream.range(0, pairs.size()).filter(i -> pairs.get(i).matched()).toArray();
    captions = new int[pictures.length];
    for (int i = 0; i < pictures.length; i++) {
      Scene scene = pairs.get(pictures[i]).example().scene();
      int other = i + 1;
      while (Corruption.shareConcept(
          scene, pairs.get(pictures[other % pictures.length]).example().scene())) {
        other++;
        if (other > i + pictures.length) {
          throw new IllegalArgumentException(
              "no caption is about other things than " + scene.id() + ": give more pairs");
        }
      }
      captions[i] = pictures[other % pictures.length];
    }
  }

  @Override
  public int width() {
    return store.width();
  }

  @Override
  public OptionalLong exampleCount() {
    return OptionalLong.of(pictures.length);
  }

  @Override
  public Stream<Example> examples() {
    return IntStream.range(0, pictures.length).mapToObj(this::example);
  }

  private Example example(int index) {
    Example picture = store.example(pictures[index]);
    Example caption = store.example(captions[index]);
    int images = Scene.PATCHES * width();
    FloatBuffer words = caption.activations().position(images);
    FloatBuffer activations = FloatBuffer.allocate(images + words.remaining());
    activations.put(picture.activations().limit(images)).put(words).flip();
    return Example.of(picture.id() + "+" + caption.id(), tokens(caption.tokens()), activations);
  }

  private static TokenSequence tokens(TokenSequence caption) {
    TokenSequence.Builder tokens =
        TokenSequence.builder().patches(PatchGrid.of(Scene.GRID, Scene.GRID));
    for (int token = Scene.PATCHES; token < caption.size(); token++) {
      tokens.token(Modality.TEXT, caption.role(token), caption.text(token).orElse(null));
    }
    return tokens.build();
  }
}
