package org.saev.internal.cpu;

/**
 * What one training step saw, before its update.
 *
 * @param step number of the step, from 1
 * @param tokens tokens of the batch
 * @param squaredError {@code Σ ||x - x^||²} over the batch
 * @param totalVariation {@code Σ ||x - mean(x)||²} over the batch
 * @param fvu fraction of variance unexplained, their ratio
 * @param l0 mean number of latents that fired a token
 * @param loss the reconstruction loss that was asked for
 * @param auxLoss the auxiliary loss, not weighted; 0 if no latent is dead
 * @param penalty the sparsity penalty, weighted; 0 for architectures without one
 * @param deadLatents latents that were dead when the step began
 */
public record StepStats(
    long step,
    int tokens,
    double squaredError,
    double totalVariation,
    double fvu,
    double l0,
    double loss,
    double auxLoss,
    double penalty,
    int deadLatents) {}
