/**
 * How well training finds directions that are known: synthetic multimodal activations made of known
 * directions, and what share of them the decoder's rows recover.
 */
package org.saev.benchmarks.quality;
