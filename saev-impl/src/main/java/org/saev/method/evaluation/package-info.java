/**
 * How good an autoencoder is, with intervals: what it reconstructs ({@link
 * org.saev.method.evaluation.ReconstructionReport}), what of the model's loss its reconstruction
 * keeps ({@link org.saev.method.evaluation.LossRecovered}), and whether another training finds the
 * same latents ({@link org.saev.method.evaluation.LatentMatching}).
 *
 * <p>Point figures of a training come faster from {@link org.saev.scoring.EncodedPass#evaluate}.
 * How well an autoencoder transfers to the base text model that a multimodal model was made of is
 * seen by measuring it on a source of that model's activations as well.
 */
package org.saev.method.evaluation;
