package org.saev.method;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.saev.activations.Modality;
import org.saev.internal.TokenHash;
import org.saev.scoring.EncodedExample;

/** The method as it is written down: dense codes, lists that are sorted whole, loops over pairs. */
final class SlowMethod {

  /** A token that a latent fires on. */
  record Firing(double activation, long hash, boolean image, double[] row) {}

  private SlowMethod() {}

  static double[] row(EncodedExample example, int token) {
    int width = example.example().width();
    double[] row = new double[width];
    for (int i = 0; i < width; i++) {
      row[i] = example.example().activations().get(token * width + i);
    }
    return row;
  }

  static double cosine(double[] a, double[] b) {
    double dot = 0;
    for (int i = 0; i < a.length; i++) {
      dot += a[i] * b[i];
    }
    double norms = norm(a) * norm(b);
    return norms == 0 ? 0 : dot / norms;
  }

  private static double norm(double[] a) {
    double squares = 0;
    for (double x : a) {
      squares += x * x;
    }
    return Math.sqrt(squares);
  }

  static List<Integer> tokens(EncodedExample example, Modality modality) {
    List<Integer> tokens = new ArrayList<>();
    for (int token = 0; token < example.tokens().size(); token++) {
      if (example.tokens().isOrdinary(token, modality)) {
        tokens.add(token);
      }
    }
    return tokens;
  }

  /** F_t or F_v. */
  static Set<Integer> active(EncodedExample example, Modality modality, double bound) {
    int latents = example.codes().latents();
    float[] dense = example.codes().toDense();
    Set<Integer> active = new TreeSet<>();
    for (int token : tokens(example, modality)) {
      for (int latent = 0; latent < latents; latent++) {
        if (dense[token * latents + latent] > bound) {
          active.add(latent);
        }
      }
    }
    return active;
  }

  /** All ordinary tokens that a latent fires on, strongest first. */
  static List<Firing> firings(List<EncodedExample> examples, int latent, int latentsPerToken) {
    List<Firing> firings = new ArrayList<>();
    for (EncodedExample example : examples) {
      long hash = TokenHash.ofExample(example.id());
      for (Modality modality : List.of(Modality.TEXT, Modality.IMAGE)) {
        for (int token : tokens(example, modality)) {
          for (int rank = 0; rank < example.codes().count(token); rank++) {
            if (rank < latentsPerToken && example.codes().latent(token, rank) == latent) {
              firings.add(
                  new Firing(
                      example.codes().value(token, rank),
                      TokenHash.of(hash, token),
                      modality == Modality.IMAGE,
                      row(example, token)));
            }
          }
        }
      }
    }
    firings.sort(
        Comparator.comparingDouble(Firing::activation).reversed().thenComparingLong(Firing::hash));
    return firings;
  }

  /** Equation 7. */
  static double rankPaired(List<EncodedExample> examples, int latent, int k) {
    List<Firing> firings = firings(examples, latent, Integer.MAX_VALUE);
    List<Firing> text = firings.stream().filter(f -> !f.image()).limit(k).toList();
    List<Firing> image = firings.stream().filter(Firing::image).limit(k).toList();
    if (text.size() < k || image.size() < k) {
      return Double.NaN;
    }
    double sum = 0;
    for (int i = 0; i < k; i++) {
      sum += cosine(text.get(i).row(), image.get(i).row());
    }
    return sum / k;
  }

  /** The released code. */
  static double allPairs(List<EncodedExample> examples, int latent, int k, int per, int most) {
    List<Firing> firings = firings(examples, latent, per).stream().limit(most).toList();
    List<Firing> text = firings.stream().filter(f -> !f.image()).limit(k).toList();
    List<Firing> image = firings.stream().filter(Firing::image).limit(k).toList();
    if (text.size() < k || image.size() < k) {
      return Double.NaN;
    }
    double sum = 0;
    for (Firing t : text) {
      for (Firing v : image) {
        sum += cosine(t.row(), v.row());
      }
    }
    return sum / (k * k);
  }

  static LatentModality modality(List<Firing> firings) {
    boolean image = firings.stream().anyMatch(Firing::image);
    boolean text = firings.stream().anyMatch(f -> !f.image());
    return LatentModality.of(text, image);
  }
}
