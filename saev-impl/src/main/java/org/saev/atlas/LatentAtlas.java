package org.saev.atlas;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collector;
import java.util.stream.IntStream;
import org.saev.activations.Modality;
import org.saev.method.LatentModality;
import org.saev.method.statistics.Monosemanticity;
import org.saev.sae.SparseAutoencoder;
import org.saev.scoring.EncodedExample;

/**
 * What each latent fires on, from one pass in bounded memory. Ordinary text and image tokens only.
 *
 * <pre>{@code
 * LatentAtlas atlas = Saev.encode(source, sae).collect(LatentAtlas.collector(sae));
 * }</pre>
 *
 * <p>For each latent and modality it holds the strongest examples with the activations of all their
 * tokens, and the strongest tokens with their vectors of {@code 4 · width} bytes, each vector once:
 * never more than the source has tokens, nor more than {@code 2 · tokens · latents + 2000}; and 1.2
 * KB a latent and thread. Equal activations are ordered by a hash of example id and token index, so
 * that the atlas is the same for any order of the source and any number of threads.
 *
 * <p>Immutable.
 */
public final class LatentAtlas {

  private static final Modality[] SIDES = {Modality.TEXT, Modality.IMAGE};

  private final AtlasSummary summary;
  private final DecoderNeighbours neighbours;
  private final double[] weights;
  private final double[] monosemanticity;
  private final double floor;
  private final Map<String, AtlasExample> examples;

  LatentAtlas(AtlasSummary summary, DecoderNeighbours neighbours) {
    this.summary = summary;
    this.neighbours = neighbours;
    weights =
        IntStream.range(0, summary.latents).parallel().mapToDouble(this::meanCosine).toArray();
    monosemanticity =
        IntStream.range(0, 2 * summary.latents).parallel().mapToDouble(this::alike).toArray();
    floor =
        IntStream.range(0, Math.min(summary.floor.count(0), summary.floor.count(1)))
            .mapToDouble(i -> cosine(summary.floor.item(0, i), summary.floor.item(1, i)))
            .average()
            .orElse(Double.NaN);
    examples = new TreeMap<>();
    collectExamples();
  }

  /**
   * Collects an atlas with all defaults.
   *
   * @param sae the autoencoder that the pass is made with
   * @return for {@link org.saev.scoring.EncodedPass#collect}
   */
  public static Collector<EncodedExample, ?, LatentAtlas> collector(SparseAutoencoder sae) {
    return options().collector(sae);
  }

  /**
   * Starts options for an atlas that remembers more or less.
   *
   * @return all defaults
   */
  public static AtlasOptions options() {
    return AtlasOptions.DEFAULT;
  }

  /**
   * Returns the number of latents.
   *
   * @return those that never fired included
   */
  public int latents() {
    return summary.latents;
  }

  /**
   * Counts the examples that were read.
   *
   * @return all, whether they were kept or not
   */
  public long exampleCount() {
    return summary.exampleCount;
  }

  /**
   * Counts the ordinary tokens of a modality that were read.
   *
   * @param modality text or image
   * @return tokens
   */
  public long tokenCount(Modality modality) {
    return summary.tokenCount[side(modality)];
  }

  /**
   * Returns the examples that were kept: a sample of the source and all that a latent refers to.
   *
   * @return by id
   */
  public List<AtlasExample> examples() {
    return List.copyOf(examples.values());
  }

  /**
   * Finds an example that was kept.
   *
   * @param id its name
   * @return the example, or empty
   */
  public Optional<AtlasExample> example(String id) {
    return Optional.ofNullable(examples.get(id));
  }

  /**
   * Counts the tokens that a latent fired on.
   *
   * @param latent from 0
   * @param modality text or image
   * @return tokens with an activation above 0
   */
  public long firings(int latent, Modality modality) {
    return summary.firings[list(latent, modality)];
  }

  /**
   * Counts the examples that a latent fired on.
   *
   * @param latent from 0
   * @param modality text or image
   * @return examples with a token of that modality that has an activation above 0
   */
  public long exampleFirings(int latent, Modality modality) {
    return summary.exampleFirings[list(latent, modality)];
  }

  /**
   * Returns how often a latent fires.
   *
   * @param latent from 0
   * @param modality text or image
   * @return the share of the tokens of that modality; NaN if there are none
   */
  public double frequency(int latent, Modality modality) {
    return (double) firings(latent, modality) / tokenCount(modality);
  }

  /**
   * Returns which modalities a latent fires on.
   *
   * @param latent from 0
   * @return its modality
   */
  public LatentModality modality(int latent) {
    boolean text = firings(latent, Modality.TEXT) > 0;
    boolean image = firings(latent, Modality.IMAGE) > 0;
    if (text) {
      return image ? LatentModality.SHARED : LatentModality.TEXT_ONLY;
    }
    return image ? LatentModality.IMAGE_ONLY : LatentModality.NEVER;
  }

  /**
   * Returns the largest activation of a latent.
   *
   * @param latent from 0
   * @param modality text or image
   * @return 0 if it never fired
   */
  public float maximum(int latent, Modality modality) {
    int list = list(latent, modality);
    return summary.examples.count(list) == 0 ? 0 : summary.examples.value(list, 0);
  }

  /**
   * Returns the cross-modal weight of a latent: the mean cosine between the vectors of its five
   * strongest text tokens and its five strongest image tokens, rank by rank, as {@link
   * org.saev.method.CrossModalFit#rankPaired} computes it.
   *
   * @param latent from 0
   * @return in [-1, 1]; NaN if it fired on fewer than five tokens of either modality
   */
  public double weight(int latent) {
    return weights[latent];
  }

  /**
   * Returns what a weight must be compared with: the mean cosine of a thousand random text-image
   * token pairs.
   *
   * @return in [-1, 1]; NaN if the source lacked a modality
   */
  public double floor() {
    return floor;
  }

  /**
   * Returns how much alike the tokens are that a latent fires on most strongly: {@link
   * Monosemanticity} over those that were kept, with their activation vectors as embeddings. An
   * activation of 0 counts as the lowest.
   *
   * @param latent from 0
   * @param modality text or image
   * @return in [-1, 1]; NaN for fewer than two tokens
   */
  public double monosemanticity(int latent, Modality modality) {
    return monosemanticity[list(latent, modality)];
  }

  /**
   * Returns the examples that a latent fires on most strongly.
   *
   * @param latent from 0
   * @param modality of the tokens that count: text or image
   * @return strongest first
   */
  public List<TopExample> topExamples(int latent, Modality modality) {
    int list = list(latent, modality);
    List<TopExample> top = new ArrayList<>();
    for (int rank = 0; rank < summary.examples.count(list); rank++) {
      AtlasSummary.Trace item = summary.examples.item(list, rank);
      top.add(new TopExample(item.example(), summary.examples.value(list, rank), item.trace()));
    }
    return top;
  }

  /**
   * Returns the tokens that a latent fires on most strongly.
   *
   * @param latent from 0
   * @param modality text or image
   * @return strongest first
   */
  public List<TokenPlace> topTokens(int latent, Modality modality) {
    int list = list(latent, modality);
    return IntStream.range(0, summary.tokens.count(list))
        .mapToObj(rank -> place(list, rank))
        .toList();
  }

  /**
   * Returns the strongest words beside the strongest patches of a latent.
   *
   * @param latent from 0
   * @return rank by rank; as many as the rarer modality has
   */
  public List<TokenPair> pairs(int latent) {
    int text = list(latent, Modality.TEXT);
    int image = list(latent, Modality.IMAGE);
    int count = Math.min(summary.tokens.count(text), summary.tokens.count(image));
    return IntStream.range(0, count)
        .mapToObj(
            rank -> new TokenPair(place(text, rank), place(image, rank), pairCosine(latent, rank)))
        .toList();
  }

  /**
   * Returns how strongly a latent fires how often.
   *
   * @param latent from 0
   * @param modality text or image
   * @return over all tokens of that modality that it fired on
   */
  public ActivationHistogram histogram(int latent, Modality modality) {
    int from = list(latent, modality) * ActivationHistogram.BINS;
    return new ActivationHistogram(
        Arrays.copyOfRange(summary.histogram, from, from + ActivationHistogram.BINS));
  }

  /**
   * Returns the latents that write the most similar directions.
   *
   * @param latent from 0
   * @return those of positive cosine, most similar first
   */
  public List<Neighbour> neighbours(int latent) {
    return neighbours.of(Objects.checkIndex(latent, latents()));
  }

  /**
   * Returns the latents that fire where a latent fires most strongly: of the strongest tokens that
   * were kept, on what share they fire, too. Ordered by how far that share exceeds their frequency,
   * so that latents that fire everywhere don't come first.
   *
   * @param latent from 0
   * @return those that fire on at least two of the tokens
   */
  public List<CoFiring> coFiring(int latent) {
    Map<Integer, Integer> counts = new HashMap<>();
    int rows = 0;
    for (Modality modality : SIDES) {
      int list = list(latent, modality);
      for (int rank = 0; rank < summary.tokens.count(list); rank++) {
        rows++;
        for (int other : summary.tokens.item(list, rank).latents()) {
          counts.merge(other, 1, Integer::sum);
        }
      }
    }
    counts.remove(latent);
    int all = rows;
    return counts.entrySet().stream()
        .filter(e -> e.getValue() > 1)
        .map(e -> new CoFiring(e.getKey(), (double) e.getValue() / all, frequency(e.getKey())))
        .sorted(
            Comparator.comparingDouble((CoFiring c) -> c.frequency() - c.share())
                .thenComparingInt(CoFiring::latent))
        .limit(summary.options.coFiring())
        .toList();
  }

  @Override
  public String toString() {
    return "LatentAtlas["
        + latents()
        + " latents, "
        + exampleCount()
        + " examples, "
        + examples.size()
        + " kept]";
  }

  private double frequency(int latent) {
    long fired = firings(latent, Modality.TEXT) + firings(latent, Modality.IMAGE);
    return (double) fired / (summary.tokenCount[0] + summary.tokenCount[1]);
  }

  private TokenPlace place(int list, int rank) {
    TokenRow row = summary.tokens.item(list, rank);
    return new TokenPlace(row.example(), row.token(), summary.tokens.value(list, rank));
  }

  private double meanCosine(int latent) {
    int pairs = AtlasOptions.WEIGHT_PAIRS;
    boolean enough =
        summary.tokens.count(2 * latent) >= pairs && summary.tokens.count(2 * latent + 1) >= pairs;
    return enough
        ? IntStream.range(0, pairs).mapToDouble(rank -> pairCosine(latent, rank)).sum() / pairs
        : Double.NaN;
  }

  private double pairCosine(int latent, int rank) {
    return cosine(summary.tokens.item(2 * latent, rank), summary.tokens.item(2 * latent + 1, rank));
  }

  private static double cosine(TokenRow a, TokenRow b) {
    return Vectors.cosine(a.vector(), b.vector());
  }

  /** A last embedding of 0 with activation 0 stands for all tokens that the latent is silent on. */
  private double alike(int list) {
    int count = summary.tokens.count(list);
    float[] embeddings = new float[(count + 1) * summary.width];
    float[] activations = new float[count + 1];
    for (int rank = 0; rank < count; rank++) {
      float[] vector = summary.tokens.item(list, rank).vector();
      System.arraycopy(vector, 0, embeddings, rank * summary.width, summary.width);
      activations[rank] = summary.tokens.value(list, rank);
    }
    return Monosemanticity.score(embeddings, summary.width, activations);
  }

  private void collectExamples() {
    for (int rank = 0; rank < summary.sample.count(0); rank++) {
      keep(summary.sample.item(0, rank));
    }
    for (int list = 0; list < summary.examples.lists(); list++) {
      for (int rank = 0; rank < summary.examples.count(list); rank++) {
        keep(summary.examples.item(list, rank).example());
      }
      for (int rank = 0; rank < summary.tokens.count(list); rank++) {
        keep(summary.tokens.item(list, rank).example());
      }
    }
  }

  @SuppressWarnings("ReferenceEquality") // Two equal examples are two as well.
  private void keep(AtlasExample example) {
    AtlasExample known = examples.putIfAbsent(example.id(), example);
    if (known != null && known != example) {
      throw new IllegalArgumentException(
          "two examples are named '" + example.id() + "'; ids must be unique in a source");
    }
  }

  private int list(int latent, Modality modality) {
    return 2 * Objects.checkIndex(latent, latents()) + side(modality);
  }

  private static int side(Modality modality) {
    return switch (modality) {
      case TEXT -> 0;
      case IMAGE -> 1;
      case AUDIO, VIDEO ->
          throw new IllegalArgumentException(
              "an atlas is of text and image tokens, but was asked for " + modality);
    };
  }
}
