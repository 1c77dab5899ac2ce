package org.saev.method;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.OptionalLong;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.saev.activations.ActivationSource;
import org.saev.activations.Example;
import org.saev.activations.Modality;
import org.saev.activations.SourceIdentity;
import org.saev.internal.TokenHash;

/**
 * The control of shuffled pairs: every example keeps its text and is given the image of another
 * one. A score of agreement should rank these below the true pairs. Examples keep their ids and
 * their order, so that row by row the scores of a source and of its shuffled pairs belong together.
 *
 * <p>Images are exchanged among windows of examples that follow each other, so memory is bounded by
 * the window; who gets whose image depends on ids and seed. Examples that lack a modality pass
 * unchanged.
 *
 * <p>Activations are exchanged, not inputs: in a model whose text tokens attend to the image, the
 * text's vectors still know the image that they came with. A score that ranks these pairs low
 * compares the modalities; it can't have read the mismatch off the text alone.
 *
 * <p>Of the extras (see {@link org.saev.activations.Extras}) the embeddings go with their modality,
 * attention goes with its tokens, and the conditioned loss, which nobody measured for the new pair,
 * is left out; any other extra stays with the text.
 *
 * <pre>{@code
 * Scores control = Saev.encode(ShuffledPairs.of(source, 7), sae).score("cosine", scorer);
 * }</pre>
 */
public final class ShuffledPairs implements ActivationSource {

  private static final int WINDOW = 256;

  private final ActivationSource source;
  private final int window;
  private final long seed;

  private ShuffledPairs(ActivationSource source, int window, long seed) {
    this.source = source;
    this.window = window;
    this.seed = seed;
  }

  /**
   * Shuffles among windows of 256 examples.
   *
   * @param source the true pairs; stays open when this is closed
   * @param seed any
   * @return as many examples, in the same order
   */
  public static ShuffledPairs of(ActivationSource source, long seed) {
    return of(source, WINDOW, seed);
  }

  /**
   * Shuffles among windows of a given size.
   *
   * @param source the true pairs; stays open when this is closed
   * @param window examples that exchange images; at least 2; larger mixes a sorted source better
   * @param seed any
   * @return as many examples, in the same order
   */
  public static ShuffledPairs of(ActivationSource source, int window, long seed) {
    if (window < 2) {
      throw new IllegalArgumentException("window must be at least 2, but was " + window);
    }
    return new ShuffledPairs(source, window, seed);
  }

  @Override
  public int width() {
    return source.width();
  }

  @Override
  public OptionalLong exampleCount() {
    return source.exampleCount();
  }

  @Override
  public SourceIdentity identity() {
    return source.identity();
  }

  @Override
  public Stream<Example> examples() {
    Stream<Example> examples = source.examples();
    Iterator<Example> shuffled = new Windows(examples.iterator());
    return StreamSupport.stream(
            Spliterators.spliteratorUnknownSize(shuffled, Spliterator.ORDERED), false)
        .onClose(examples::close);
  }

  private static boolean isPair(Example example) {
    return example.tokens().count(Modality.TEXT) > 0 && example.tokens().count(Modality.IMAGE) > 0;
  }

  /** Pairs up window by window; builds each new example only when it is asked for. */
  private final class Windows implements Iterator<Example> {

    private final Iterator<Example> examples;
    private final ArrayDeque<Example> texts = new ArrayDeque<>();
    private final ArrayDeque<Example> images = new ArrayDeque<>();

    /** Lends its image to a window that has only one pair. */
    private Example earlier;

    Windows(Iterator<Example> examples) {
      this.examples = examples;
    }

    @Override
    public boolean hasNext() {
      return !texts.isEmpty() || examples.hasNext();
    }

    @Override
    public Example next() {
      if (texts.isEmpty()) {
        fill();
      }
      Example text = texts.remove();
      return isPair(text) ? new JoinedPair(text, images.remove()).example() : text;
    }

    private void fill() {
      List<Example> pairs = new ArrayList<>();
      while (texts.size() < window && examples.hasNext()) {
        Example example = examples.next();
        texts.add(example);
        if (isPair(example)) {
          pairs.add(example);
        }
      }
      if (texts.isEmpty()) {
        throw new NoSuchElementException();
      }
      if (pairs.size() == 1) {
        images.add(lender(pairs.get(0)));
      } else {
        images.addAll(donors(pairs));
      }
      earlier = pairs.isEmpty() ? earlier : pairs.get(0);
    }

    private Example lender(Example alone) {
      if (earlier == null) {
        throw new IllegalArgumentException(
            "example '"
                + alone.id()
                + "' is the only pair of image and text among "
                + texts.size()
                + " examples; widen the window, or give more pairs");
      }
      return earlier;
    }

    /** One cycle through all pairs, in the order of their seeded hashes: none keeps its image. */
    private List<Example> donors(List<Example> pairs) {
      List<Integer> cycle = new ArrayList<>();
      for (int i = 0; i < pairs.size(); i++) {
        cycle.add(i);
      }
      cycle.sort(
          Comparator.comparingLong(
              i -> TokenHash.seeded(TokenHash.ofExample(pairs.get(i).id()), seed)));
      Example[] donors = new Example[pairs.size()];
      for (int i = 0; i < donors.length; i++) {
        donors[cycle.get(i)] = pairs.get(cycle.get((i + 1) % donors.length));
      }
      return List.of(donors);
    }
  }
}
