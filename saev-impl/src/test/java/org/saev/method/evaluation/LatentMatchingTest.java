package org.saev.method.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.saev.method.statistics.Bootstrap;
import org.saev.sae.SparseAutoencoder;

class LatentMatchingTest {

  /** Slow: tries every way to give each row a column of its own or none. */
  private static double best(float[][] weights, int row, Set<Integer> used) {
    if (row == weights.length) {
      return 0;
    }
    double best = best(weights, row + 1, used);
    for (int column = 0; column < weights[row].length; column++) {
      if (!Float.isNaN(weights[row][column]) && used.add(column)) {
        best = Math.max(best, weights[row][column] + best(weights, row + 1, used));
        used.remove(column);
      }
    }
    return best;
  }

  @Property(tries = 300)
  void assignment_isTheBestOfAll(@ForAll long seed) {
    Random random = new Random(seed);
    int rows = 1 + random.nextInt(6);
    int columns = 1 + random.nextInt(6);
    float[][] weights = new float[rows][columns];
    int[] starts = new int[rows + 1];
    List<Integer> indices = new ArrayList<>();
    List<Float> values = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        boolean missing = random.nextInt(4) == 0;
        float weight = random.nextInt(12) - 3;
        weights[row][column] = missing ? Float.NaN : weight;
        if (!missing) {
          indices.add(column);
          values.add(weight);
        }
      }
      starts[row + 1] = indices.size();
    }
    float[] flat = new float[values.size()];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = values.get(i);
    }
    int[] match =
        Assignment.of(
            columns, starts, indices.stream().mapToInt(Integer::intValue).toArray(), flat);
    double sum = 0;
    Set<Integer> used = new HashSet<>();
    for (int row = 0; row < rows; row++) {
      if (match[row] != Assignment.ALONE) {
        assertThat(used.add(match[row])).isTrue();
        assertThat(weights[row][match[row]]).isNotNaN();
        sum += weights[row][match[row]];
      }
    }
    assertThat(sum).isCloseTo(best(weights, 0, new HashSet<>()), within(1e-9));
  }

  @Test
  void matching_findsAPermutation_throughScaleAndNoise() {
    int width = 16;
    int latents = 60;
    Random random = new Random(2);
    float[] weights = new float[latents * width];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) random.nextGaussian();
    }
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < latents; i++) {
      order.add(i);
    }
    Collections.shuffle(order, random);
    float[] moved = new float[weights.length];
    for (int latent = 0; latent < latents; latent++) {
      for (int i = 0; i < width; i++) {
        moved[order.get(latent) * width + i] =
            3 * weights[latent * width + i] + 0.05f * (float) random.nextGaussian();
      }
    }
    SparseAutoencoder first = RandomAutoencoders.of(width, 4, weights, new float[width]);
    SparseAutoencoder second = RandomAutoencoders.of(width, 4, moved, new float[width]);
    for (int candidates : new int[] {1, 5, 1000}) {
      LatentMatching matching = LatentMatching.between(first, second, candidates);
      for (int latent = 0; latent < latents; latent++) {
        assertThat(matching.match(latent)).isEqualTo(order.get(latent));
        assertThat(matching.cosine(latent)).isBetween(0.99f, 1.00001f);
      }
      assertThat(matching.shareAbove(0.9, Bootstrap.DEFAULT).low()).isEqualTo(1);
      assertThat(matching).hasToString("LatentMatching[60 latents]");
    }
    LatentMatching floor = LatentMatching.withRandom(first, 5);
    assertThat(floor.mean(Bootstrap.DEFAULT).estimate()).isBetween(0.3, 0.8);
    assertThat(floor.latents()).isEqualTo(latents);
  }

  @Test
  void cosines_areThoseOfTheDecoderRows_andNoMatchIsNegative() {
    SparseAutoencoder first = RandomAutoencoders.of(3, 20, 2, 1);
    SparseAutoencoder second = RandomAutoencoders.of(3, 7, 2, 9);
    LatentMatching matching = LatentMatching.between(first, second);
    int matched = 0;
    for (int latent = 0; latent < 20; latent++) {
      if (matching.match(latent) == -1) {
        assertThat(matching.cosine(latent)).isZero();
      } else {
        matched++;
        float[] a = first.decoderRow(latent);
        float[] b = second.decoderRow(matching.match(latent));
        double dot = 0;
        double aa = 0;
        double bb = 0;
        for (int i = 0; i < 3; i++) {
          dot += a[i] * b[i];
          aa += a[i] * a[i];
          bb += b[i] * b[i];
        }
        assertThat(matching.cosine(latent)).isPositive();
        assertThat((double) matching.cosine(latent))
            .isCloseTo(dot / Math.sqrt(aa * bb), within(1e-5));
      }
    }
    assertThat(matched).isBetween(1, 7);
  }

  @Test
  void matching_ofBadInput_isRefused() {
    SparseAutoencoder narrow = RandomAutoencoders.of(3, 5, 2, 1);
    assertThatThrownBy(() -> LatentMatching.between(narrow, RandomAutoencoders.of(4, 5, 2, 1)))
        .hasMessageContaining("width 3 and 4");
    assertThatThrownBy(() -> LatentMatching.between(narrow, narrow, 0))
        .hasMessageContaining("but was 0");
    float[] zeros = new float[15];
    Arrays.fill(zeros, 0, 3, 1);
    SparseAutoencoder dead = RandomAutoencoders.of(3, 2, zeros, new float[3]);
    assertThat(LatentMatching.between(dead, dead).match(4)).isEqualTo(-1);
  }
}
