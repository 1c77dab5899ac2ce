/**
 * The paper's experiments, replayed with the small model: an {@link
 * org.saev.examples.pictograms.experiments.Experiment} finds tables of figures with intervals, the
 * {@link org.saev.examples.pictograms.experiments.ExperimentRunner} keeps them as files, so that
 * what is finished isn't run again, and a {@link
 * org.saev.examples.pictograms.experiments.Workplace} shares between experiments what is costly to
 * make.
 */
package org.saev.examples.pictograms.experiments;
