package org.saev.method.evaluation;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collector;
import org.saev.activations.Modality;
import org.saev.method.statistics.Bootstrap;
import org.saev.method.statistics.ResultTable;
import org.saev.sae.SparseAutoencoder;
import org.saev.scoring.EncodedExample;

/**
 * FVU, L0 and L1 with intervals, over all ordinary tokens and by modality, in one pass.
 *
 * <p>Tokens of one example are alike, so it is examples that are drawn: each counts in each
 * resample as often as a Poisson variable of mean 1 says, which comes from the example's id, the
 * seed and the number of the resample (the Poisson bootstrap, Hanley and MacGibbon 2006). So a
 * source of any length needs memory for {@code resamples · width} doubles a modality only, and the
 * result is the same bits for any number of threads. Immutable.
 *
 * <pre>{@code
 * ReconstructionReport report =
 *     Saev.encode(source, sae).collect(ReconstructionReport.collector(sae, Bootstrap.DEFAULT));
 * System.out.print(report.table().markdown());
 * }</pre>
 */
public final class ReconstructionReport {

  private final Fidelity all;
  private final Map<Modality, Fidelity> byModality;

  ReconstructionReport(Fidelity all, Map<Modality, Fidelity> byModality) {
    this.all = all;
    EnumMap<Modality, Fidelity> copy = new EnumMap<>(Modality.class);
    copy.putAll(byModality);
    this.byModality = Collections.unmodifiableMap(copy);
  }

  /**
   * Measures encoded examples.
   *
   * @param sae what they are encoded with
   * @param bootstrap how many resamples, and their seed
   * @return a collector, for {@link org.saev.scoring.EncodedPass#collect}
   */
  public static Collector<EncodedExample, ?, ReconstructionReport> collector(
      SparseAutoencoder sae, Bootstrap bootstrap) {
    return Collector.of(
        () -> new ReconstructionSums(sae, bootstrap),
        ReconstructionSums::add,
        ReconstructionSums::merge,
        ReconstructionSums::finish);
  }

  /**
   * Returns the figures over all ordinary tokens.
   *
   * @return the figures
   */
  public Fidelity all() {
    return all;
  }

  /**
   * Returns the figures by modality.
   *
   * @return an entry for each modality that the source has; immutable
   */
  public Map<Modality, Fidelity> byModality() {
    return byModality;
  }

  /**
   * Returns the figures as a table.
   *
   * @return a row for all tokens and one a modality
   */
  public ResultTable table() {
    ResultTable table = new ResultTable("tokens", "FVU", "L0", "L1");
    table.row("all", all.fvu(), all.l0(), all.l1());
    byModality.forEach(
        (modality, figures) ->
            table.row(
                modality.name().toLowerCase(Locale.ROOT),
                figures.fvu(),
                figures.l0(),
                figures.l1()));
    return table;
  }

  @Override
  public String toString() {
    return "ReconstructionReport[" + all + ", " + byModality + "]";
  }
}
