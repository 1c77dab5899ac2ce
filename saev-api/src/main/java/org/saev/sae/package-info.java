/**
 * Sparse autoencoders: {@link org.saev.sae.SparseAutoencoder}, the {@link org.saev.sae.SparseCodes}
 * that they encode activations to, and what describes them.
 */
package org.saev.sae;
