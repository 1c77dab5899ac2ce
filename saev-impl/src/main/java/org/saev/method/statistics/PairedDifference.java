package org.saev.method.statistics;

/**
 * How far two figures of the same data differ.
 *
 * @param difference the first less the second
 * @param pValue two-sided; from a bootstrap, twice the share of resamples in which the difference
 *     has the other sign, counting one resample more than there were, so that it is never 0
 */
public record PairedDifference(Interval difference, double pValue) {}
