package org.saev.internal.cpu;

/**
 * The few numerical loops that training and encoding spend their time in, on plain arrays.
 *
 * <p>Every operation pins its order of rounding, so that all implementations return the same bits
 * on every machine, for any number of threads and wherever a token stands in its batch:
 *
 * <ul>
 *   <li>a pre-activation is ONE chain of fused multiply-adds over the width in index order, begun
 *       at the latent's bias ({@link #multiply});
 *   <li>a weighted sum of rows is one chain of fused multiply-adds an element, in list order
 *       ({@link #addRows});
 *   <li>a reduction over the width has {@value #LANES} chains, element {@code c} going to chain
 *       {@code c mod 16}; the chains are added pairwise, halves first ({@link #fold});
 *   <li>everything else is element by element.
 * </ul>
 *
 * <p>Offsets count elements. Nothing here checks sizes: callers have done so. Implementations keep
 * no state and are safe for use by many threads.
 */
public interface Kernel {
  /** Chains of a reduction over the width: the floats of the widest vector in common use. */
  int LANES = 16;

  /** Returns a short name for logs and reports, such as {@code vector-512}. */
  String name();

  /** Returns the most tokens of one panel; a multiple of {@link #tokenStep}. */
  int panelTokens();

  /**
   * Returns the number of tokens that are computed together: a panel's count is rounded up to it.
   */
  int tokenStep();

  /** Returns the number of latents of one tile. */
  int tileLatents();

  /** Returns how many arrays of {@link #panelTokens} floats are wanted as scratch. */
  int scratchRows();

  /**
   * Returns how many floats {@link #pack} writes.
   *
   * @param latents number of latents, a multiple of {@link #tileLatents}
   * @param width width of a row
   */
  int packedLength(int latents, int width);

  /**
   * Packs a block of rows for {@link #multiply}, tile by tile.
   *
   * @param weights rows of weights
   * @param rows where the row of each latent begins in {@code weights}
   * @param latents number of latents, a multiple of {@link #tileLatents}
   * @param width width of a row
   * @param packed receives the block
   */
  void pack(float[] weights, int[] rows, int latents, int width, float[] packed);

  /**
   * Continues the pre-activations of a block of latents over the columns {@code from} to {@code
   * to}: {@code sums[r·panelTokens + t] = fma(panel[c·panelTokens + t], weights[r][c],
   * sums[r·panelTokens + t])} for {@code c} rising.
   *
   * @param panel packed activations {@code [width, panelTokens]}
   * @param panelOffset where the panel begins
   * @param tokens tokens to compute, a multiple of {@link #tokenStep}
   * @param packed weights of the block, as {@link #pack} writes them
   * @param latents number of latents, a multiple of {@link #tileLatents}
   * @param width width of a row
   * @param from first column
   * @param to column after the last
   * @param sums sums {@code [latents, panelTokens]}
   * @param scratch {@link #scratchRows} arrays of {@link #panelTokens} floats
   */
  void multiply(
      float[] panel,
      int panelOffset,
      int tokens,
      float[] packed,
      int latents,
      int width,
      int from,
      int to,
      float[] sums,
      float[][] scratch);

  /** Returns how products of rows of a width are to be cut. */
  Blocking blocking(int width);

  /**
   * Lists the pre-activations that reach the bound of their token: the positions {@code
   * r·panelTokens + t} with {@code sums[r·panelTokens + t] >= bounds[boundsOffset + t]}, those of
   * one latent in rising order. A NaN on either side is never listed.
   *
   * @param sums pre-activations {@code [latents, panelTokens]}
   * @param from first latent to look at
   * @param to latent after the last
   * @param tokens tokens to look at, a multiple of {@link #tokenStep}
   * @param bounds smallest values that are wanted, one a token
   * @param boundsOffset where they begin
   * @param hits receives the positions; as long as all of the sums
   * @param scratch {@link #scratchRows} arrays of {@link #panelTokens} floats
   * @return how many there are
   */
  int atLeast(
      float[] sums,
      int from,
      int to,
      int tokens,
      float[] bounds,
      int boundsOffset,
      int[] hits,
      float[][] scratch);

  /**
   * Adds weighted rows: {@code sum[c] = fma(weights[q], rows[index[q]·width + c], sum[c])} for
   * {@code q} from {@code from} to {@code to}.
   *
   * @param rows row-major matrix of row length {@code width}
   * @param index rows to add
   * @param weights weight of each
   * @param from first entry
   * @param to entry after the last
   * @param sum receives the sum
   * @param sumOffset where it begins
   * @param width length of a row
   */
  void addRows(
      float[] rows,
      int[] index,
      float[] weights,
      int from,
      int to,
      float[] sum,
      int sumOffset,
      int width);

  /**
   * Takes the inner product of one vector with several rows: {@code out[q] = Σ_c vector[c] ·
   * rows[index[q]·width + c]}.
   *
   * @param vector the vector
   * @param offset where it begins
   * @param rows row-major matrix of row length {@code width}
   * @param index rows to use
   * @param from first entry
   * @param to entry after the last
   * @param out receives the products at {@code from} to {@code to}
   * @param width length of a row
   * @param lanes scratch of {@link #LANES} floats
   */
  void dotRows(
      float[] vector,
      int offset,
      float[] rows,
      int[] index,
      int from,
      int to,
      float[] out,
      int width,
      float[] lanes);

  /**
   * Returns the inner product of two vectors.
   *
   * @param a first vector
   * @param aOffset where it begins
   * @param b second vector
   * @param bOffset where it begins
   * @param width length of both
   * @param lanes scratch of {@link #LANES} floats
   * @return {@code Σ_c a[c]·b[c]}
   */
  float dot(float[] a, int aOffset, float[] b, int bOffset, int width, float[] lanes);

  /**
   * Subtracts and returns the squared length of what is left: {@code out[c] = a[c] - b[c]}.
   *
   * @param a minuend
   * @param aOffset where it begins
   * @param b subtrahend
   * @param bOffset where it begins
   * @param out receives the difference; may be {@code a}
   * @param outOffset where it begins
   * @param width length of all
   * @param lanes scratch of {@link #LANES} floats
   * @return {@code Σ_c out[c]²}
   */
  float subtract(
      float[] a,
      int aOffset,
      float[] b,
      int bOffset,
      float[] out,
      int outOffset,
      int width,
      float[] lanes);

  /**
   * Returns the squared distance of two vectors.
   *
   * @param a first vector
   * @param aOffset where it begins
   * @param b second vector
   * @param bOffset where it begins
   * @param width length of both
   * @param lanes scratch of {@link #LANES} floats
   * @return {@code Σ_c (a[c] - b[c])²}
   */
  float squaredDistance(float[] a, int aOffset, float[] b, int bOffset, int width, float[] lanes);

  /**
   * Adds a multiple of a vector: {@code sum[c] = fma(factor, a[c], sum[c])}.
   *
   * @param factor the multiple
   * @param a the vector
   * @param aOffset where it begins
   * @param sum receives the sum
   * @param sumOffset where it begins
   * @param width length of both
   */
  void addScaled(float factor, float[] a, int aOffset, float[] sum, int sumOffset, int width);

  /**
   * Sets numbers: {@code a[c] = value}.
   *
   * @param a the array
   * @param offset first element to set
   * @param length how many
   * @param value what they are set to
   */
  void fill(float[] a, int offset, int length, float value);

  /**
   * Multiplies by a number: {@code a[c] = a[c]·factor}.
   *
   * @param a the vector
   * @param offset where it begins
   * @param width its length
   * @param factor the number
   */
  void scale(float[] a, int offset, int width, float factor);

  /**
   * Takes one step of Adam (Kingma and Ba 2015, with the bias corrections and the place of epsilon
   * that PyTorch has) for a row.
   *
   * @param w parameters
   * @param m first moments
   * @param v second moments
   * @param offset where the row begins in all three
   * @param g gradient, from its element 0
   * @param width length of the row
   * @param adam coefficients of this step
   */
  void adam(float[] w, float[] m, float[] v, int offset, float[] g, int width, AdamStep adam);

  /**
   * Adds {@link #LANES} chains pairwise, the upper half to the lower one until one is left.
   *
   * @param lanes the chains; overwritten
   * @return their sum
   */
  static float fold(float[] lanes) {
    for (int half = LANES / 2; half > 0; half /= 2) {
      for (int l = 0; l < half; l++) {
        lanes[l] += lanes[l + half];
      }
    }
    return lanes[0];
  }
}
