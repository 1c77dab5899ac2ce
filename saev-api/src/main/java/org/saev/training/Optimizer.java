package org.saev.training;

/** The optimiser: {@link Adam}, the default, or {@link Signum}. */
public sealed interface Optimizer permits Adam, Signum {}
