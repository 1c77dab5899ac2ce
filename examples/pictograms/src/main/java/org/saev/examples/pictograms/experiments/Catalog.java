package org.saev.examples.pictograms.experiments;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.saev.examples.pictograms.experiments.controls.RandomModel;
import org.saev.examples.pictograms.experiments.controls.Scaling;
import org.saev.examples.pictograms.experiments.filtering.DataFiltering;
import org.saev.examples.pictograms.experiments.filtering.SubsetShare;
import org.saev.examples.pictograms.experiments.masking.PatchMasking;
import org.saev.examples.pictograms.experiments.masking.TextMasking;
import org.saev.examples.pictograms.experiments.replacing.ReconstructionExperiment;
import org.saev.examples.pictograms.experiments.replacing.TransferExperiment;

/** All experiments, in the order of the report. */
public final class Catalog {

  /** Stands for all experiments. */
  public static final String ALL = "all";

  private static final int MASKED_SCENES = 500;
  private static final long RANDOM_MODEL_SEED = 1;

  private final List<Experiment> experiments;

  /**
   * A catalogue.
   *
   * @param experiments with names of their own
   */
  public Catalog(List<Experiment> experiments) {
    this.experiments = List.copyOf(experiments);
  }

  /**
   * The experiments with the settings of the figures in the example's documentation.
   *
   * @return the catalogue
   */
  public static Catalog standard() {
    return new Catalog(
        List.of(
            new ReconstructionExperiment(HeldOut.STANDARD),
            new TransferExperiment(HeldOut.STANDARD),
            new PatchMasking(HeldOut.STANDARD, MASKED_SCENES),
            new TextMasking(HeldOut.STANDARD, MASKED_SCENES),
            new DataFiltering(DataFiltering.Settings.standard()),
            new SubsetShare(SubsetShare.Settings.standard()),
            new RandomModel(new RandomModel.Settings(RANDOM_MODEL_SEED)),
            new Scaling(Scaling.Settings.standard())));
  }

  /**
   * All experiments.
   *
   * @return in the order of the report
   */
  public List<Experiment> all() {
    return experiments;
  }

  /**
   * Finds experiments by name.
   *
   * @param names names, or {@value #ALL}; none means all
   * @return each once, in the order of the names
   * @throws IllegalArgumentException if there is no such experiment; says which there are
   */
  public List<Experiment> named(List<String> names) {
    Set<Experiment> chosen = new LinkedHashSet<>();
    for (String name : names.isEmpty() ? List.of(ALL) : names) {
      List<Experiment> found = new ArrayList<>(experiments);
      found.removeIf(e -> !name.equals(ALL) && !name.equals(e.name()));
      if (found.isEmpty()) {
        throw new IllegalArgumentException(
            "there is no experiment '%s'; choose among %s, or %s for all of them"
                .formatted(
                    name,
                    experiments.stream().map(Experiment::name).collect(Collectors.joining(", ")),
                    ALL));
      }
      chosen.addAll(found);
    }
    return List.copyOf(chosen);
  }
}
