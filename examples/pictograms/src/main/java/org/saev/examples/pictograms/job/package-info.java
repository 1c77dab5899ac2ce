/**
 * The main job: captures activations of pairs of which some have a swapped caption, trains sparse
 * autoencoders on them, and shows how well each score finds the swapped ones.
 */
package org.saev.examples.pictograms.job;
