/**
 * What each latent of a sparse autoencoder fires on: the examples, patches and words that it fires
 * on most strongly, how often and how strongly it fires in text and image, and which latents go
 * with it.
 *
 * <p>All of it comes from one pass in bounded memory:
 *
 * <pre>{@code
 * LatentAtlas atlas = Saev.encode(source, sae).collect(LatentAtlas.collector(sae));
 * for (TopExample top : atlas.topExamples(latent, Modality.IMAGE)) {
 *   System.out.println(top.example().id() + " " + top.activation());
 * }
 * }</pre>
 */
package org.saev.atlas;
