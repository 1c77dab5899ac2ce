/** How well an autoencoder reconstructs, over all tokens and by modality. */
package org.saev.evaluation;
