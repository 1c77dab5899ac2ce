/**
 * Filters a noisy training set by a score, trains on what was kept and measures what was learned.
 */
package org.saev.examples.pictograms.experiments.filtering;
