/** What is left when scores choose which patches or words of an example the model may see. */
package org.saev.examples.pictograms.experiments.masking;
