package org.saev.method.evaluation;

import org.saev.method.statistics.Interval;

/**
 * How well some tokens are reconstructed.
 *
 * @param examples that have such tokens
 * @param tokens how many
 * @param fvu fraction of variance unexplained, {@code sum (x - x^)² / sum (x - mean(x))²}, the mean
 *     taken over all these tokens; undefined without variance
 * @param l0 mean active latents a token
 * @param l1 mean sum of activations a token
 */
public record Fidelity(long examples, long tokens, Interval fvu, Interval l0, Interval l1) {}
