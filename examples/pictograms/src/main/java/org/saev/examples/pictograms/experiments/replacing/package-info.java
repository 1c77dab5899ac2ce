/** What of the model's loss survives when autoencoders' reconstructions replace activations. */
package org.saev.examples.pictograms.experiments.replacing;
