package org.saev.internal.djl;

import org.saev.djl.Precision;

/**
 * The TorchScript that runs on the device. Shapes: x [tokens, width]; weights are W_enc [latents,
 * width], b_enc [latents], W_dec [latents, width], b_dec [width]; codes are values and latents,
 * [tokens, k], in which 0 means that nothing is active.
 *
 * <p>Only operators that exist on the CPU and on CUDA are used, and none that waits for the device:
 * every size is known to the caller. Sums over tokens follow a stable sort, so no result depends on
 * the order in which threads come.
 */
final class ProgramSource {

  private ProgramSource() {}

  /** What differs between two programs. */
  record Settings(int chunk, Precision precision, boolean subtractBias) {}

  /** What a training adds. */
  record Training(
      boolean fvu,
      int auxK,
      double auxWeight,
      long deadAfterTokens,
      double beta1,
      double beta2,
      double epsilon) {}

  /** Methods {@code encode} and {@code decode}. */
  static String encoding(Settings settings) {
    String dots = settings.precision() == Precision.BF16 ? DOTS_BF16 : DOTS;
    return fill(dots + products(settings) + TOP + ENCODE, settings);
  }

  /** Methods {@code codes}, {@code auxiliary} and {@code update}. */
  static String training(Settings settings, Training training, int latents) {
    return fill(DOTS + products(settings) + TOP + CODES + AUXILIARY + UPDATE, settings)
        .replace(
            "$DIVISOR",
            training.fvu() ? "variation" : "torch.full([], n, dtype=7, device=ops.prim.device(x))")
        .replace("$AUX_K", Integer.toString(Math.min(training.auxK(), latents)))
        .replace("$AUX_SHARE", Integer.toString(training.auxK()))
        .replace("$AUX_WEIGHT", Double.toString(training.auxWeight()))
        .replace("$DEAD_AFTER", Long.toString(training.deadAfterTokens()))
        .replace("$BETA1", Double.toString(training.beta1()))
        .replace("$BETA2", Double.toString(training.beta2()))
        .replace("$EPSILON", Double.toString(training.epsilon()));
  }

  private static String products(Settings settings) {
    return settings.precision() == Precision.BF16 ? PRODUCTS_BF16 : PRODUCTS_FP32;
  }

  private static String fill(String source, Settings settings) {
    return source
        .replace("self:", "self: " + TorchArchive.CLASS)
        .replace("$CENTRED", settings.subtractBias() ? "torch.sub(x, bd)" : "x")
        .replace("$CHUNK", Integer.toString(settings.chunk()));
  }

  /**
   * fp32 and TF32 (which is PyTorch's own setting): {@code product}, and {@code screen}, which
   * yields the pre-activations that the top-k chooses by.
   */
  private static final String PRODUCTS_FP32 =
      """
        def product(self:, a: Tensor, b: Tensor) -> Tensor:
          return torch.mm(a, b)
        def screened(self:, x: Tensor) -> Tensor:
          return x
        def screen(self:, x: Tensor, we: Tensor, be: Tensor) -> Tensor:
          return torch.addmm(be, x, torch.t(we))
        def candidates(self:, k: int, latents: int) -> int:
          return k
        def score(self:, xc: Tensor, we: Tensor, be: Tensor, v: Tensor, i: Tensor, k: int) -> List[Tensor]:
          return [v, i]
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
          return torch.addmm(torch.to(be, 15), x, torch.t(torch.to(we, 15)))
        def candidates(self:, k: int, latents: int) -> int:
          return ops.prim.min([2 * k, latents])
        def score(self:, xc: Tensor, we: Tensor, be: Tensor, v: Tensor, i: Tensor, k: int) -> List[Tensor]:
          exact = torch.add(torch.reshape((self).dots(xc, we, i), torch.size(i)), torch.take(be, i))
          exact = torch.where(torch.gt(v, 0), torch.relu(exact), torch.zeros_like(exact))
          best, p = torch.topk(exact, k, 1, True, True)
          return [best, torch.gather(i, 1, p)]
      """;

  /**
   * {@code top}: the k largest pre-activations above 0, chunk of latents by chunk, of all latents
   * or of {@code rows} only, as positions in that list.
   */
  private static final String TOP =
      """
        def top(self:, xc: Tensor, we: Tensor, be: Tensor, rows: Optional[Tensor], count: int, k: int) -> List[Tensor]:
          n = torch.size(xc, 0)
          xs = (self).screened(xc)
          kept = (self).candidates(k, count)
          v = torch.zeros([n, kept], dtype=ops.prim.dtype(xs), device=ops.prim.device(xc))
          i = torch.zeros([n, kept], dtype=4, device=ops.prim.device(xc))
          start = 0
          while start < count:
            m = ops.prim.min([$CHUNK, count - start])
            if rows is not None:
              chosen = torch.narrow(rows, 0, start, m)
              pre = (self).screen(xs, torch.index_select(we, 0, chosen), torch.index_select(be, 0, chosen))
            else:
              pre = (self).screen(xs, torch.narrow(we, 0, start, m), torch.narrow(be, 0, start, m))
            a, b = torch.topk(pre, ops.prim.min([kept, m]), 1, True, False)
            c, p = torch.topk(torch.cat([v, a], 1), kept, 1, True, True)
            v = c
            i = torch.gather(torch.cat([i, torch.add(b, start)], 1), 1, p)
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
        def codes(self:, x: Tensor, we: Tensor, be: Tensor, bd: Tensor, k: int) -> List[Tensor]:
          xc = $CENTRED
          t = (self).top(xc, we, be, None, torch.size(we, 0), k)
          return (self).score(xc, we, be, t[0], t[1], k)
      """;

  /** Codes in the order of the API: strongest first, of equals the lower latent. */
  private static final String ENCODE =
      CODES
          + """
        def encode(self:, given: Tensor, we: Tensor, be: Tensor, bd: Tensor, k: int) -> List[Tensor]:
          x = torch.to(given, 6)
          t = (self).codes(x, we, be, bd, k)
          i, p = torch.sort(t[1], stable=True, dim=1, descending=False)
          v, q = torch.sort(torch.gather(t[0], 1, p), stable=True, dim=1, descending=True)
          return [v, torch.to(torch.gather(i, 1, q), 3), torch.all(torch.isfinite(x))]
        def in_type_of(self:, x: Tensor, other: Tensor) -> Tensor:
          return torch.to(x, ops.prim.dtype(other))
        def bf16(self:, like: Tensor, rows: int, columns: int) -> Tensor:
          return torch.zeros([rows, columns], dtype=15, device=ops.prim.device(like))
        def decode(self:, v: Tensor, i: Tensor, wd: Tensor, bd: Tensor) -> Tensor:
          return torch.add((self).bags(wd, v, i), bd)
      """;

  /**
   * {@code auxiliary}: what the dead latents would say. Where all of them may speak, their
   * pre-activations above 0, [tokens, dead], and no positions; else values and positions of the
   * strongest.
   */
  private static final String AUXILIARY =
      """
        def dead_latents(self:, since: Tensor, dead: int) -> Tensor:
          is_dead = torch.to(torch.gt(since, $DEAD_AFTER), 3)
          s, order = torch.sort(is_dead, stable=True, dim=0, descending=True)
          return torch.narrow(order, 0, 0, dead)
        def auxiliary(self:, x: Tensor, we: Tensor, be: Tensor, bd: Tensor, since: Tensor, dead: int) -> List[Tensor]:
          xc = $CENTRED
          rows = (self).dead_latents(since, dead)
          if dead > $AUX_K:
            t = (self).top(xc, we, be, rows, dead, $AUX_K)
            v = torch.to(t[0], 6)
            i = t[1]
          else:
            w = torch.index_select(we, 0, rows)
            v = torch.relu_(torch.add_((self).product(xc, torch.t(w)), torch.index_select(be, 0, rows)))
            i = torch.zeros([torch.size(x, 0), 0], dtype=4, device=ops.prim.device(x))
          return [v, i]
        def dense(self:, v: Tensor, i: Tensor, start: int, m: int) -> Tensor:
          if torch.size(i, 1) > 0:
            at = torch.sub(i, start)
            inside = torch.logical_and(torch.logical_and(torch.ge(at, 0), torch.lt(at, m)), torch.gt(v, 0))
            at = torch.where(inside, at, torch.full_like(at, m))
            z = torch.zeros([torch.size(v, 0), m + 1], dtype=6, device=ops.prim.device(v))
            z = torch.narrow(torch.scatter_(z, 1, at, v), 1, 0, m)
          else:
            z = torch.narrow(v, 1, start, m)
          return z
      """;

  /**
   * {@code update}: everything after the codes. Of the four gradients only one matrix exists at a
   * time. Where the loss isn't finite, nothing is changed.
   */
  private static final String UPDATE =
      """
        def variation(self:, x: Tensor) -> Tensor:
          return torch.sum(torch.square(torch.sub(x, torch.mean(x, [0]))), dtype=7)
        def adam(self:, w: List[Tensor], g: List[Tensor], m: List[Tensor], s: List[Tensor], t: List[Tensor], bad: Tensor, rate: float) -> int:
          u = torch._fused_adam_(w, g, m, s, annotate(List[Tensor], []), t, lr=rate, beta1=$BETA1, beta2=$BETA2, weight_decay=0., eps=$EPSILON, amsgrad=False, maximize=False, grad_scale=None, found_inf=bad)
          return 0
        def update(self:, x: Tensor, v: Tensor, i: Tensor, av: Tensor, ai: Tensor, w: List[Tensor], first: List[Tensor], second: List[Tensor], times: List[Tensor], dw: List[Tensor], dfirst: List[Tensor], dsecond: List[Tensor], dtimes: List[Tensor], since: Tensor, dead: int, rate: float) -> Tensor:
          we = w[0]
          be = w[1]
          bd = w[2]
          wd = dw[0]
          n = torch.size(x, 0)
          k = torch.size(v, 1)
          latents = torch.size(we, 0)
          xc = torch.sub(x, bd)
          act = torch.reshape(v, [-1])
          entry = torch.reshape(i, [-1])
          r = torch.sub_(torch.add_((self).bags(wd, v, i), bd), x)
          error = torch.sum(torch.square(r), dtype=7)
          variation = (self).variation(x)
          divisor = $DIVISOR
          loss = torch.div(error, divisor)
          aux_loss = torch.zeros([], dtype=7, device=ops.prim.device(x))
          ra = r
          dead_rows = torch.zeros([0], dtype=4, device=ops.prim.device(x))
          if dead > 0:
            dead_rows = (self).dead_latents(since, dead)
            ra = torch.clone(r)
            start = 0
            while start < dead:
              m = ops.prim.min([$CHUNK, dead - start])
              z = (self).dense(av, ai, start, m)
              ra = torch.add_(ra, (self).product(z, torch.index_select(wd, 0, torch.narrow(dead_rows, 0, start, m))))
              start = start + m
            scale = ops.prim.min([torch.div(dead, $AUX_SHARE), 1.])
            left = (self).variation(r)
            share = torch.where(torch.gt(left, 0), torch.mul(torch.reciprocal(left), scale), torch.zeros_like(left))
            aux_loss = torch.mul(torch.sum(torch.square(ra), dtype=7), share)
            ra = torch.mul_(ra, torch.to(torch.mul(share, 2. * $AUX_WEIGHT), 6))
          good = torch.isfinite(torch.add(loss, aux_loss))
          bad = torch.to(torch.logical_not(good), 6)
          r = torch.mul_(r, torch.to(torch.mul(torch.reciprocal(divisor), 2.), 6))
          fires = torch.to(torch.gt(act, 0), 6)
          ga = torch.mul((self).dots(r, wd, i), fires)
          sorted, order = torch.sort(entry, stable=True, dim=0, descending=False)
          token = torch.floor_divide(order, k)
          bounds = torch.searchsorted(sorted, torch.arange(latents + 1, dtype=4, device=ops.prim.device(x)))
          sums, o2, b2, m2 = torch.embedding_bag(torch.stack([ga, fires], 1), order, bounds, False, 0, False, None, True)
          gbe = torch.contiguous(torch.select(sums, 1, 0))
          fired = torch.gt(torch.select(sums, 1, 1), 0)
          gwe, o3, b3, m3 = torch.embedding_bag(xc, token, bounds, False, 0, False, torch.index_select(ga, 0, order), True)
          start = 0
          while start < dead:
            m = ops.prim.min([$CHUNK, dead - start])
            rows = torch.narrow(dead_rows, 0, start, m)
            z = (self).dense(av, ai, start, m)
            gz = torch.mul_((self).product(ra, torch.t(torch.index_select(wd, 0, rows))), torch.gt(z, 0))
            gwe = torch.index_add_(gwe, 0, rows, (self).product(torch.t(gz), xc))
            gbe = torch.index_add_(gbe, 0, rows, torch.sum(gz, [0]))
            start = start + m
          gbd = torch.sub(torch.sum(r, [0]), torch.mv(torch.t(we), gbe))
          t = torch.add_(times[0], torch.rsub(bad, 1.))
          d = (self).adam(w, [gwe, gbe, gbd], first, second, times, bad, rate)
          gwe = gbd
          gwd, o4, b4, m4 = torch.embedding_bag(r, token, bounds, False, 0, False, torch.index_select(act, 0, order), True)
          start = 0
          while start < dead:
            m = ops.prim.min([$CHUNK, dead - start])
            z = (self).dense(av, ai, start, m)
            gwd = torch.index_add_(gwd, 0, torch.narrow(dead_rows, 0, start, m), (self).product(torch.t(z), ra))
            start = start + m
          start = 0
          while start < latents:
            m = ops.prim.min([$CHUNK, latents - start])
            g = torch.narrow(gwd, 0, start, m)
            rows = torch.narrow(wd, 0, start, m)
            g = torch.addcmul_(g, rows, torch.sum(torch.mul(g, rows), [1], True), value=-1)
            start = start + m
          d = (self).adam(dw, [gwd], dfirst, dsecond, dtimes, bad, rate)
          norm = torch.norm(wd, 2, [1], True)
          u = torch.div_(wd, torch.where(torch.logical_and(torch.gt(norm, 0), good), norm, torch.ones_like(norm)))
          now = torch.where(fired, torch.zeros_like(since), torch.add(since, n))
          since = torch.copy_(since, torch.where(good, now, since))
          dead_next = torch.to(torch.sum(torch.gt(since, $DEAD_AFTER)), 7)
          l0 = torch.div(torch.sum(fires, dtype=7), n)
          return torch.stack([loss, aux_loss, torch.div(error, variation), l0, dead_next, variation])
      """;
}
