package org.saev.internal.pass;

import java.util.List;
import org.saev.activations.Example;

/**
 * Whole examples that are encoded in one call.
 *
 * @param number from 0, in the order of the source
 * @param examples at least one
 * @param tokens of all of them
 */
record Batch(long number, List<Example> examples, int tokens) {}
