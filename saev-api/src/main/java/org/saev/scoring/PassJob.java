package org.saev.scoring;

import org.saev.Cancellation;
import org.saev.activations.ActivationSource;
import org.saev.sae.SparseAutoencoder;

/**
 * A pass over a source and how it is to be run.
 *
 * @param source what is read
 * @param sae what encodes it
 * @param threads at most this many; 0 for all cores
 * @param listener is told how it goes
 * @param cancellation stops it
 * @param codesReused whether codes may be overwritten once the collector has taken in their example
 */
public record PassJob(
    ActivationSource source,
    SparseAutoencoder sae,
    int threads,
    PassListener listener,
    Cancellation cancellation,
    boolean codesReused) {}
