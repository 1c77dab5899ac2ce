/**
 * The method of SAE-V (arXiv 2502.17514): which latents mean the same in image and text, how well
 * the image and the text of an example agree, and what else a score must be compared with.
 *
 * <h2>In two passes</h2>
 *
 * <p>With {@code h} the activation vectors of the tokens and {@code z} their codes, the fit phase
 * sends a reference set through {@link org.saev.method.CrossModalFit}, which gives each latent k
 * the weight {@code w_k}: the mean cosine between the {@code h} of the text tokens and of the image
 * tokens that k fires on most strongly (equation 7 of the paper). Near 1, the latent fires on the
 * same content in both modalities; compare it with the {@linkplain
 * org.saev.method.CrossModalWeights#floor() floor}, the mean cosine of random text-image pairs.
 *
 * <p>The score phase needs codes only. With {@code F_t} and {@code F_v} the latents that exceed a
 * bound on any text or image token of an example, {@link org.saev.method.Scorers#cosine} is {@code
 * sum of w_k over F_t ∩ F_v}: how much of what the text and the image say is the same thing.
 *
 * <pre>{@code
 * CrossModalWeights weights = Saev.encode(reference, sae).fit(CrossModalFit.rankPaired());
 * Scores scores = Saev.encode(source, sae).score("cosine", Scorers.cosine(weights));
 * }</pre>
 *
 * <h2>Where paper and code differ</h2>
 *
 * <p>Documentation says [paper] for what the paper states and [code] for what its authors' released
 * program computes. Both are offered by name. Ordinary text and image tokens are used everywhere;
 * special, padding and newline tokens never.
 */
package org.saev.method;
