package org.saev.internal.djl;

import org.saev.djl.Precision;
import org.saev.sae.InputNormalization;

/**
 * The TorchScript that runs on the device: what encoding needs, alone or as part of a training; see
 * {@link TrainingSource}. Shapes: x [tokens, width]; weights are W_enc [latents, width], b_enc
 * [latents], W_dec [latents, width], b_dec [width]; codes are values and latents, [tokens, k], in
 * which 0 means that nothing is active.
 *
 * <p>Only operators that exist on the CPU and on CUDA are used, and none that waits for the device:
 * every size is known to the caller. Sums over tokens follow a stable sort, so no result depends on
 * the order in which threads come.
 */
final class ProgramSource {

  private ProgramSource() {}

  /**
   * What differs between two programs.
   *
   * @param chunk latents that are encoded at a time
   * @param subtractBias whether b_dec is subtracted before encoding
   */
  record Settings(
      int chunk,
      Precision precision,
      int width,
      boolean subtractBias,
      InputNormalization normalization) {

    boolean normalizes() {
      return normalization != InputNormalization.NONE;
    }

    String fill(String source) {
      return source
          .replace("self:", "self: " + TorchArchive.CLASS)
          .replace("$CENTRED", subtractBias ? "torch.sub(t[0], bd)" : "t[0]")
          .replace("$WIDTH", Integer.toString(width))
          .replace("$DEGREES", Integer.toString(Math.max(1, width - 1)))
          .replace("$CHUNK", Integer.toString(chunk));
    }
  }

  /** Methods {@code encode} and {@code decode}. */
  static String encoding(Settings settings) {
    String dots = settings.precision() == Precision.BF16 ? DOTS_BF16 : DOTS;
    return settings
        .fill(
            dots
                + codes(settings)
                + ENCODE.replace("$SCALES", settings.normalizes() ? ", t[1], t[2]" : ""))
        .replace("$NORMS", "None");
  }

  /** What a training needs of encoding; its tensor {@code $NORMS} is left open. */
  static String forTraining(Settings settings) {
    return DOTS + codes(settings);
  }

  private static String codes(Settings settings) {
    String products = settings.precision() == Precision.BF16 ? PRODUCTS_BF16 : PRODUCTS_FP32;
    String inputs =
        switch (settings.normalization()) {
          case NONE -> AS_IT_IS;
          case LAYER_NORM -> LAYER_NORM;
          case CONSTANT_NORM -> CONSTANT_NORM;
        };
    return products + inputs + TOP + CODES;
  }

  /**
   * fp32 and TF32 (which is PyTorch's own setting): {@code product}, and {@code screen}, which
   * yields the pre-activations that the top-k chooses by. Not {@code addmm}: the compiler would
   * make a product and an addition of it, which passes over the result twice more.
   */
  private static final String PRODUCTS_FP32 =
      """
        def product(self:, a: Tensor, b: Tensor) -> Tensor:
          return torch.mm(a, b)
        def screened(self:, x: Tensor) -> Tensor:
          return x
        def screen(self:, x: Tensor, we: Tensor, be: Tensor) -> Tensor:
          return torch.linear(x, we, be)
        def candidates(self:, k: int, latents: int) -> int:
          return k
        def score(self:, xc: Tensor, we: Tensor, be: Tensor, norms: Optional[Tensor], v: Tensor, i: Tensor, k: int) -> List[Tensor]:
          if norms is not None:
            s = (self).unscaled(v, torch.take(norms, i))
          else:
            s = v
          return [torch.relu_(s), i]
      """;

  /**
   * bf16 products with fp32 sums. Their results have 8 bits, too few to choose and to train by: so
   * twice as many candidates are kept, and scored again in fp32.
   */
  private static final String PRODUCTS_BF16 =
      """
        def product(self:, a: Tensor, b: Tensor) -> Tensor:
          return torch.to(torch.mm(torch.to(a, 15), torch.to(b, 15)), 6)
        def screened(self:, x: Tensor) -> Tensor:
          return torch.to(x, 15)
        def screen(self:, x: Tensor, we: Tensor, be: Tensor) -> Tensor:
          return torch.linear(x, torch.to(we, 15), torch.to(be, 15))
        def candidates(self:, k: int, latents: int) -> int:
          return ops.prim.min([2 * k, latents])
        def score(self:, xc: Tensor, we: Tensor, be: Tensor, norms: Optional[Tensor], v: Tensor, i: Tensor, k: int) -> List[Tensor]:
          exact = torch.add(torch.reshape((self).dots(xc, we, i), torch.size(i)), torch.take(be, i))
          exact = torch.where(torch.gt(v, 0), torch.relu(exact), torch.zeros_like(exact))
          if norms is not None:
            rank = torch.mul(exact, torch.take(norms, i))
          else:
            rank = exact
          best, p = torch.topk(rank, k, 1, True, True)
          return [torch.gather(exact, 1, p), torch.gather(i, 1, p)]
      """;

  /** {@code inputs}: what is encoded, and where it is normalised scale and shift, [tokens, 1]. */
  private static final String AS_IT_IS =
      """
        def inputs(self:, x: Tensor) -> List[Tensor]:
          return [x]
      """;

  private static final String LAYER_NORM =
      """
        def inputs(self:, x: Tensor) -> List[Tensor]:
          mean = torch.mean(x, [1], True)
          c = torch.sub(x, mean)
          s = torch.sqrt(torch.div(torch.sum(torch.square(c), [1], True), $DEGREES))
          return [torch.div(c, torch.add(s, 1.0e-05)), s, mean]
      """;

  private static final String CONSTANT_NORM =
      """
        def inputs(self:, x: Tensor) -> List[Tensor]:
          s = torch.sqrt(torch.div(torch.sum(torch.square(x), [1], True), $WIDTH))
          return [torch.div(x, torch.where(torch.gt(s, 0), s, torch.ones_like(s))), s, torch.zeros_like(s)]
      """;

  /**
   * {@code top}: the k largest pre-activations, chunk of latents by chunk, of all latents or of
   * {@code rows} only, as positions in that list; chosen by their product with {@code norms}, where
   * given, and not yet divided by them.
   */
  private static final String TOP =
      """
        def unscaled(self:, v: Tensor, norms: Tensor) -> Tensor:
          return torch.where(torch.gt(norms, 0), torch.div(v, norms), torch.zeros_like(v))
        def top(self:, xc: Tensor, we: Tensor, be: Tensor, norms: Optional[Tensor], rows: Optional[Tensor], count: int, kept: int) -> List[Tensor]:
          n = torch.size(xc, 0)
          xs = (self).screened(xc)
          v = torch.zeros([n, 0], dtype=ops.prim.dtype(xs), device=ops.prim.device(xc))
          i = torch.zeros([n, 0], dtype=4, device=ops.prim.device(xc))
          start = 0
          while start < count:
            m = ops.prim.min([$CHUNK, count - start])
            if rows is not None:
              chosen = torch.narrow(rows, 0, start, m)
              pre = (self).screen(xs, torch.index_select(we, 0, chosen), torch.index_select(be, 0, chosen))
              if norms is not None:
                pre = torch.mul_(pre, torch.index_select(norms, 0, chosen))
            else:
              pre = (self).screen(xs, torch.narrow(we, 0, start, m), torch.narrow(be, 0, start, m))
              if norms is not None:
                pre = torch.mul_(pre, torch.narrow(norms, 0, start, m))
            a, b = torch.topk(pre, ops.prim.min([kept, m]), 1, True, False)
            if start > 0:
              both = torch.cat([v, a], 1)
              c, p = torch.topk(both, ops.prim.min([kept, torch.size(both, 1)]), 1, True, False)
              i = torch.gather(torch.cat([i, torch.add(b, start)], 1), 1, p)
              v = c
            else:
              v = a
              i = b
            start = start + m
          return [v, i]
      """;

  /** Inner products of x with rows of w: {@code x[t]·w[i[t]]}, as a flat list. */
  private static final String DOTS =
      """
        def dots(self:, x: Tensor, w: Tensor, i: Tensor) -> Tensor:
          n = torch.size(i, 0)
          k = torch.size(i, 1)
          starts = torch.arange(0, n * k, k, dtype=4, device=ops.prim.device(x))
          bags = torch.floor_divide(torch.arange(n * k, dtype=4, device=ops.prim.device(x)), k)
          return torch._embedding_bag_per_sample_weights_backward(x, w, torch.reshape(i, [-1]), starts, bags, 0)
        def bags(self:, w: Tensor, v: Tensor, i: Tensor) -> Tensor:
          n = torch.size(i, 0)
          k = torch.size(i, 1)
          starts = torch.arange(0, n * k, k, dtype=4, device=ops.prim.device(v))
          x, o, b, m = torch.embedding_bag(w, torch.reshape(i, [-1]), starts, False, 0, False, torch.reshape(v, [-1]), False)
          return x
      """;

  /** The same for weights that are held in bf16: a few tokens at a time, their rows in fp32. */
  private static final String DOTS_BF16 =
      """
        def gathered(self:, w: Tensor, i: Tensor, start: int, m: int) -> Tensor:
          at = torch.reshape(torch.narrow(i, 0, start, m), [-1])
          return torch.view(torch.to(torch.index_select(w, 0, at), 6), [m, torch.size(i, 1), torch.size(w, 1)])
        def dots(self:, x: Tensor, w: Tensor, i: Tensor) -> Tensor:
          out = annotate(List[Tensor], [])
          start = 0
          while start < torch.size(i, 0):
            m = ops.prim.min([16, torch.size(i, 0) - start])
            d = torch.bmm((self).gathered(w, i, start, m), torch.unsqueeze(torch.narrow(x, 0, start, m), 2))
            out = torch.add(out, [torch.reshape(d, [-1])])
            start = start + m
          return torch.cat(out, 0)
        def bags(self:, w: Tensor, v: Tensor, i: Tensor) -> Tensor:
          out = annotate(List[Tensor], [])
          start = 0
          while start < torch.size(i, 0):
            m = ops.prim.min([16, torch.size(i, 0) - start])
            d = torch.bmm(torch.unsqueeze(torch.narrow(v, 0, start, m), 1), (self).gathered(w, i, start, m))
            out = torch.add(out, [torch.squeeze(d, 1)])
            start = start + m
          return torch.cat(out, 0)
      """;

  private static final String CODES =
      """
        def codes(self:, x: Tensor, we: Tensor, be: Tensor, bd: Tensor, wd: Tensor, k: int) -> List[Tensor]:
          t = (self).inputs(x)
          return (self).found($CENTRED, we, be, $NORMS, k)
        def found(self:, xc: Tensor, we: Tensor, be: Tensor, norms: Optional[Tensor], k: int) -> List[Tensor]:
          latents = torch.size(we, 0)
          t = (self).top(xc, we, be, norms, None, latents, (self).candidates(k, latents))
          return (self).score(xc, we, be, norms, t[0], t[1], k)
      """;

  /** Codes in the order of the API: strongest first, of equals the lower latent. */
  private static final String ENCODE =
      """
        def encode(self:, given: Tensor, we: Tensor, be: Tensor, bd: Tensor, wd: Tensor, k: int) -> List[Tensor]:
          x = torch.to(given, 6)
          t = (self).inputs(x)
          u = (self).found($CENTRED, we, be, None, k)
          i, p = torch.sort(u[1], stable=True, dim=1, descending=False)
          v, q = torch.sort(torch.gather(u[0], 1, p), stable=True, dim=1, descending=True)
          return [v, torch.to(torch.gather(i, 1, q), 3), torch.all(torch.isfinite(x))$SCALES]
        def in_type_of(self:, x: Tensor, other: Tensor) -> Tensor:
          return torch.to(x, ops.prim.dtype(other))
        def bf16(self:, like: Tensor, rows: int, columns: int) -> Tensor:
          return torch.zeros([rows, columns], dtype=15, device=ops.prim.device(like))
        def decode(self:, v: Tensor, i: Tensor, wd: Tensor, bd: Tensor) -> Tensor:
          return torch.add((self).bags(wd, v, i), bd)
      """;
}
