/** Controls that the paper lacks: a model with random weights, and autoencoders of other sizes. */
package org.saev.examples.pictograms.experiments.controls;
