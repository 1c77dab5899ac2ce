package org.saev.scoring;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a filter chose.
 *
 * @param kept ids that were kept, in the order of the source
 * @param dropped ids that were dropped, in the order of the source
 * @param unscored ids that can't be scored; each is also in {@code kept} or {@code dropped}
 * @param lowestKept the lowest score kept; NaN if none was
 */
public record Selection(
    List<String> kept, List<String> dropped, List<String> unscored, double lowestKept) {

  /**
   * Copies the lists.
   *
   * @param kept as above
   * @param dropped as above
   * @param unscored as above
   * @param lowestKept as above
   */
  public Selection {
    kept = List.copyOf(kept);
    dropped = List.copyOf(dropped);
    unscored = List.copyOf(unscored);
  }

  /**
   * Returns how far two selections agree: the size of their intersection over the kept size, as in
   * the SAE-V paper's review.
   *
   * @param other a selection of the same examples
   * @return 1 if all that is kept here is kept there, too; NaN if nothing is kept here
   */
  public double agreement(Selection other) {
    Set<String> there = new HashSet<>(other.kept);
    long both = kept.stream().filter(there::contains).count();
    return (double) both / kept.size();
  }

  /**
   * Returns how far two selections agree: the size of their intersection over that of their union.
   *
   * @param other a selection of the same examples
   * @return 1 if both keep the same; NaN if neither keeps any
   */
  public double iou(Selection other) {
    Set<String> union = new HashSet<>(kept);
    union.addAll(other.kept);
    return (double) (kept.size() + other.kept.size() - union.size()) / union.size();
  }
}
