/**
 * The method of SAE-V (arXiv 2502.17514): which latents mean the same in image and text, how well
 * the image and the text of an example agree, what to keep of a data set, an image or a text, and
 * what else a score must be compared with.
 *
 * <h2>The idea, for a reader from either field</h2>
 *
 * <p>A vision-language model turns the patches of an image and the words of a text into tokens of
 * one sequence. At a layer in its middle every token is a vector {@code h} of some thousands of
 * numbers: its activation in the residual stream. A sparse autoencoder writes each such vector as a
 * sum of few directions out of many, {@code h ~ sum_k z_k · W_dec[k] + b_dec}; the index k is
 * called a latent, {@code z_k >= 0} its activation on the token, and most of them are 0. A latent
 * mostly stands for something that can be named, such as "dog" or "red". Trained on both
 * modalities, many latents fire on text tokens only, or on image tokens only, and some on both.
 * These are of use: if the caption and the image of an example make the same latents fire, they
 * speak of the same thing.
 *
 * <h2>The fit phase: a weight a latent</h2>
 *
 * <p>That a latent fires in both modalities doesn't yet say that it means the same in both. {@link
 * org.saev.method.CrossModalFit} therefore looks at the K tokens of a reference set that latent k
 * fires on most strongly in each modality, {@code T_k} in text and {@code V_k} in images, and takes
 * the mean cosine of the model's own vectors (not of reconstructions):
 *
 * <pre>
 *   w_k = 1/K · sum_{i=1..K} cos(h[T_k(i)], h[V_k(i)])          [paper, equation 7]
 *   w_k = 1/K² · sum_{i=1..K} sum_{j=1..K} cos(h[T_k(i)], h[V_k(j)])     [code]
 * </pre>
 *
 * <p>K = 5. A latent with fewer than K tokens of either modality has no weight. Text and image
 * vectors of a model tend to lie in a common cone, so that random pairs have a cosine well above 0:
 * compare weights with that {@linkplain org.saev.method.CrossModalWeights#floor() floor}. {@link
 * org.saev.method.CrossModalWeights#modality} says which latents are text-only, image-only, shared
 * or never fire.
 *
 * <h2>The score phase</h2>
 *
 * <p>Needs codes only. With {@code F_t} and {@code F_v} the latents whose activation exceeds a
 * bound (1 in the paper; it has the unit of the codes, so choose it for your autoencoder) on any
 * text or image token of an example, and {@code C = F_t ∩ F_v}, {@link org.saev.method.Scorers} has
 *
 * <pre>
 *   L0                = mean active latents a token
 *   L1                = mean sum of activations a token
 *   co-occurring L0   = |C|
 *   cosine            = sum of w_k over C                       [code; the default]
 *   cosine over union = sum of w_k over F_t ∪ F_v               [paper, Algorithm 1]
 * </pre>
 *
 * <p>Long examples have more latents and so win; {@link org.saev.method.Normalization} divides by
 * tokens or latents. {@link org.saev.method.TokenScorers} are the same on single tokens, and {@link
 * org.saev.method.PatchScores} averages them over the tokens of a patch.
 *
 * <pre>{@code
 * CrossModalWeights weights = Saev.encode(reference, sae).fit(CrossModalFit.rankPaired());
 * Scores scores = Saev.encode(source, sae).score("cosine", Scorers.cosine(weights));
 * Selection best = DataFilter.top(0.4).apply(scores, "cosine");
 * }</pre>
 *
 * <h2>Which token is which patch</h2>
 *
 * <p>{@link org.saev.method.TokenLayouts} and {@link org.saev.method.AnyResolution} lay out the
 * image tokens of LLaVA-1.5, LLaVA-NeXT and Chameleon; the builder of {@link
 * org.saev.activations.TokenSequence} those of any other model. Ordinary text and image tokens are
 * used everywhere; special, padding and newline tokens never.
 *
 * <h2>Filters</h2>
 *
 * <p>{@link org.saev.scoring.DataFilter} keeps examples, {@link org.saev.method.PatchFilter}
 * patches of an image, {@link org.saev.method.TextFilter} words of a text. How much of a data set
 * to keep is found by {@link org.saev.method.ShareSweep}, which tries shares on a small subset, or
 * read off a {@link org.saev.method.RankCurve}.
 *
 * <h2>Controls</h2>
 *
 * <p>A score means something only beside others: {@link org.saev.method.Baselines} scores at
 * random, by raw activations without any autoencoder, by attention, CLIP embeddings or
 * instruction-following difficulty; {@link org.saev.method.ShuffledPairs} gives every text the
 * image of another example, and a score of agreement should rank these lower. {@link
 * org.saev.method.statistics} puts an interval to every figure, {@link org.saev.method.evaluation}
 * measures the autoencoder itself.
 *
 * <h2>Where paper and code differ</h2>
 *
 * <p>Documentation says [paper] for what the paper states, [code] for what its authors' released
 * program computes, [review] for what they said in its open review. Where these differ both are
 * offered by name. Where the code is in error (it takes the last column of patches for newlines,
 * and forgets to rescale {@code b_dec}) the corrected form is what runs here.
 *
 * <h2>Size</h2>
 *
 * <p>All passes stream: they hold a batch of about 2,000 tokens a thread, the weights or the
 * summary of the fit (whose bound {@link org.saev.method.CrossModalFit} states), and for each
 * example its id and 8 bytes a score. Results are the same bits for any number of threads.
 */
package org.saev.method;
