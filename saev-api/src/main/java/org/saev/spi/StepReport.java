package org.saev.spi;

/**
 * Figures of one step, before its update.
 *
 * @param loss the whole loss, auxiliary part included
 * @param fvu fraction of variance unexplained of the batch
 * @param l0 mean active latents a token
 * @param auxLoss the auxiliary loss before weighting; 0 where no latent is dead
 * @param deadLatents latents that count as dead
 */
public record StepReport(double loss, double fvu, double l0, double auxLoss, int deadLatents) {}
