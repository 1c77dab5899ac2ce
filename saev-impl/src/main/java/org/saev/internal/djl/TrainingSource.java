package org.saev.internal.djl;

import java.util.Map;
import org.saev.internal.djl.ProgramSource.Settings;
import org.saev.training.AuxK;
import org.saev.training.DecoderConstraint.Normalization;
import org.saev.training.Loss;
import org.saev.training.TrainingConfig;

/**
 * The TorchScript of a training, put together from what its configuration asks for: methods {@code
 * begin}, {@code codes}, {@code dying}, {@code auxiliary} and {@code update}. Its mathematics is
 * that of the CPU back end's TrainingStep.
 */
final class TrainingSource {

  private static final String NOTHING = "";

  private final Settings settings;
  private final TrainingConfig config;
  private final AuxK aux;
  private final boolean perToken;
  private final boolean weighted;

  private TrainingSource(Settings settings, TrainingConfig config) {
    this.settings = settings;
    this.config = config;
    aux = config.auxK();
    perToken = config.loss() == Loss.NORMALIZED_MSE_PER_TOKEN;
    weighted = perToken || settings.normalizes();
  }

  static String of(Settings settings, TrainingConfig config) {
    return new TrainingSource(settings, config).source();
  }

  /** Whether the gradients of both matrices exist at once: where all of it is clipped. */
  static boolean clips(TrainingConfig config) {
    return config.maxGradientNorm() != Double.POSITIVE_INFINITY;
  }

  /** Whether dead latents are known only once a batch is encoded. */
  static boolean needsBatchForDead(TrainingConfig config) {
    return config.auxK().deadTest() != AuxK.DeadTest.EXCEEDED_BEFORE_BATCH;
  }

  private String source() {
    String text =
        ProgramSource.forTraining(settings)
            + OptimizerSource.of(config.optimizer())
            + NORMALIZE
            + dying()
            + auxiliary()
            + update();
    for (Map.Entry<String, String> number : numbers().entrySet()) {
      text = text.replace(number.getKey(), number.getValue());
    }
    return settings.fill(text);
  }

  private Map<String, String> numbers() {
    int k = aux.kFor(settings.width());
    return Map.of(
        "$NORMS", config.encoding().scaledByDecoderNorm() ? "torch.norm(wd, 2, [1])" : "None",
        "$AUX_K", Integer.toString(Math.min(k, config.latents())),
        "$AUX_SHARE", Integer.toString(k),
        "$AUX_WEIGHT", Double.toString(aux.weight()),
        "$DEAD_AFTER", Long.toString(aux.deadAfterTokens()),
        "$LARGEST", Double.toString(config.maxGradientNorm()));
  }

  private static String when(boolean condition, String text) {
    return condition ? text : NOTHING;
  }

  private static final String NORMALIZE =
      """
        def normalize(self:, w: Tensor, good: Tensor) -> int:
          norm = torch.norm(w, 2, [1], True)
          u = torch.div_(w, torch.where(torch.logical_and(torch.gt(norm, 0), good), norm, torch.ones_like(norm)))
          return 0
        def begin(self:, wd: Tensor) -> Tensor:
          d = (self).normalize(wd, torch.ones([], dtype=11, device=ops.prim.device(wd)))
          return wd
      """;

  /** {@code dying}: which latents are dead in a batch of these codes, and how many. */
  private String dying() {
    String fired =
        """
            fires = torch.reshape(torch.to(torch.gt(v, 0), 6), [-1])
            none = torch.zeros([torch.size(since, 0)], dtype=6, device=ops.prim.device(v))
            fired = torch.gt(torch.index_add_(none, 0, torch.reshape(i, [-1]), fires), 0)
            after = torch.add(since, torch.size(v, 0))
        """;
    String mask =
        switch (aux.deadTest()) {
          case EXCEEDED_BEFORE_BATCH -> "torch.gt(since, $DEAD_AFTER)";
          case EXCEEDED_AFTER_BATCH ->
              "torch.logical_and(torch.logical_not(fired), torch.gt(after, $DEAD_AFTER))";
          case REACHED_AFTER_BATCH ->
              "torch.logical_and(torch.logical_not(fired), torch.ge(after, $DEAD_AFTER))";
        };
    return "  def dying(self:, v: Tensor, i: Tensor, since: Tensor) -> List[Tensor]:\n"
        + when(needsBatchForDead(config), fired)
        + "    dead = "
        + mask
        + "\n    return [dead, torch.sum(dead)]\n";
  }

  /**
   * {@code auxiliary}: what the dead latents would say. Where all of them may speak, their
   * activations, [tokens, dead], and no positions; else values and positions of the strongest.
   */
  private String auxiliary() {
    return AUXILIARY
        .replace("$RECTIFIED", aux.rectified() ? "torch.relu_(p)" : "p")
        .replace(
            "$PLAIN",
            config.encoding().scaledByDecoderNorm()
                ? "(self).unscaled(torch.to(t[0], 6), torch.take($NORMS, torch.take(rows, i)))"
                : "torch.to(t[0], 6)")
        .replace("$SPEAKS", aux.rectified() ? "torch.gt(v, 0)" : "torch.ones_like(inside)");
  }

  private static final String AUXILIARY =
      """
        def dead_latents(self:, is_dead: Tensor, dead: int) -> Tensor:
          s, order = torch.sort(torch.to(is_dead, 3), stable=True, dim=0, descending=True)
          return torch.narrow(order, 0, 0, dead)
        def auxiliary(self:, x: Tensor, we: Tensor, be: Tensor, bd: Tensor, wd: Tensor, is_dead: Tensor, dead: int) -> List[Tensor]:
          t = (self).inputs(x)
          xc = $CENTRED
          rows = (self).dead_latents(is_dead, dead)
          if dead > $AUX_K:
            t = (self).top(xc, we, be, $NORMS, rows, dead, $AUX_K)
            i = t[1]
            p = $PLAIN
            v = $RECTIFIED
          else:
            w = torch.index_select(we, 0, rows)
            p = torch.add_((self).product(xc, torch.t(w)), torch.index_select(be, 0, rows))
            v = $RECTIFIED
            i = torch.zeros([torch.size(x, 0), 0], dtype=4, device=ops.prim.device(x))
          return [v, i]
        def dense(self:, v: Tensor, i: Tensor, start: int, m: int) -> Tensor:
          if torch.size(i, 1) > 0:
            at = torch.sub(i, start)
            inside = torch.logical_and(torch.ge(at, 0), torch.lt(at, m))
            inside = torch.logical_and(inside, $SPEAKS)
            at = torch.where(inside, at, torch.full_like(at, m))
            z = torch.zeros([torch.size(v, 0), m + 1], dtype=6, device=ops.prim.device(v))
            z = torch.narrow(torch.scatter_(z, 1, at, v), 1, 0, m)
          else:
            z = torch.narrow(v, 1, start, m)
          return z
      """;

  /**
   * {@code update}: everything after the codes. Of the four gradients only one matrix exists at a
   * time, unless they are clipped. Where the loss isn't finite, nothing is changed.
   */
  private String update() {
    String moveEncoder =
        "    d = (self).move(w, [gwe, gbe, gbd], first, second, times, bad, rate)\n";
    String moveDecoder = "    d = (self).move(dw, [gwd], dfirst, dsecond, dtimes, bad, rate)\n";
    String encoder = ENCODER_GRADIENT.replace("$MASK", mask()) + biasGradient();
    String decoder =
        when(
                config.decoder().normalization() == Normalization.BEFORE_STEP,
                "    d = (self).normalize(wd, good)\n")
            + DECODER_GRADIENT
            + projection();
    return SUMS
        + UPDATE
        + target()
        + "    xc = $CENTRED\n"
        + RESIDUAL
        + loss()
        + DEAD.replace("$RESIDUAL", aux.decoderBias() ? "torch.add(r, bd)" : "torch.clone(r)")
            .replace("$LEFT", auxDivisor())
            .replace(
                "$SHARE",
                aux.scaledByDeadShare() ? "ops.prim.min([torch.div(dead, $AUX_SHARE), 1.])" : "1.")
        + WEIGHTED_RESIDUAL.replace(
            "$FACTOR",
            weighted
                ? "torch.mul(weight, torch.mul(torch.reciprocal(divisor), 2.))"
                : "torch.mul(torch.reciprocal(divisor), 2.)")
        + encoder
        + (clips(config)
            ? decoder + CLIP + moveEncoder + moveDecoder
            : moveEncoder + "    gwe = gbd\n" + decoder + moveDecoder)
        + when(
            config.decoder().normalization() == Normalization.AFTER_STEP,
            "    d = (self).normalize(wd, good)\n")
        + when(
            config.loss() == Loss.NORMALIZED_MSE,
            "    variance = torch.copy_(variance, torch.where(good, held, variance))\n")
        + COUNT;
  }

  /** What is reconstructed: of normalised tokens the one whose residual is in plain deviations. */
  private String target() {
    return "    t = (self).inputs(x)\n    target = "
        + switch (settings.normalization()) {
          case NONE -> "x";
          case CONSTANT_NORM -> "t[0]";
          case LAYER_NORM ->
              "torch.where(torch.gt(t[1], 0), torch.mul(t[0],"
                  + " torch.div(torch.add(t[1], 1.0e-05), t[1])), t[0])";
        }
        + "\n";
  }

  private String loss() {
    String divisor =
        switch (config.loss()) {
          case FVU -> "    divisor = variation\n";
          case SQUARED_ERROR, NORMALIZED_MSE_PER_TOKEN ->
              "    divisor = torch.full([], n, dtype=7, device=ops.prim.device(x))\n";
          case NORMALIZED_MSE ->
              """
                  held = torch.where(torch.gt(variance, 0), variance, torch.to(torch.div(variation, n), 6))
                  divisor = torch.mul(torch.to(held, 7), n)
              """;
        };
    if (!weighted) {
      return divisor
          + """
              error = torch.sum(torch.square(r), dtype=7)
              loss = torch.div(error, divisor)
          """;
    }
    String scale = settings.normalizes() ? "torch.square(torch.to(t[1], 7))" : "torch.ones_like(s)";
    String relative =
        "    weight = torch.div(weight, torch.sum(torch.square(x), [1], True, dtype=7))\n";
    return divisor
        + "    s = torch.sum(torch.square(r), [1], True, dtype=7)\n    weight = "
        + scale
        + "\n    error = torch.sum(torch.mul(s, weight))\n"
        + when(perToken, relative)
        + "    loss = torch.div(torch.sum(torch.mul(s, weight)), divisor)\n";
  }

  private String auxDivisor() {
    return switch (aux.divisor()) {
      case RESIDUAL_VARIANCE -> "(self).variation(r)";
      case INPUT_VARIANCE -> settings.normalizes() ? "(self).variation(target)" : "variation";
      case TOKENS -> "torch.full([], n, dtype=7, device=ops.prim.device(x))";
    };
  }

  /** Which of the dead latents' activations carry a gradient. */
  private String mask() {
    return aux.rectified() ? "torch.gt(z, 0)" : "(self).dense(torch.ones_like(av), ai, start, m)";
  }

  private String biasGradient() {
    return "    gbd = torch.sum(r, [0])\n"
        + when(
            aux.decoderBias(), "    if dead > 0:\n      gbd = torch.add(gbd, torch.sum(ra, [0]))\n")
        + when(settings.subtractBias(), "    gbd = torch.sub(gbd, torch.mv(torch.t(we), gbe))\n");
  }

  private String projection() {
    return switch (config.decoder().projection()) {
      case NONE -> NOTHING;
      case PARALLEL -> PROJECT.replace("$ALONG", "along");
      case PARALLEL_WITH_EPSILON ->
          PROJECT.replace(
              "$ALONG",
              "torch.div(along, torch.square(torch.add(torch.norm(rows, 2, [1], True),"
                  + " 1.0e-06)))");
    };
  }

  private static final String SUMS =
      """
        def variation(self:, x: Tensor) -> Tensor:
          return torch.sum(torch.square(torch.sub(x, torch.mean(x, [0]))), dtype=7)
        def square(self:, g: Tensor) -> Tensor:
          return torch.sum(torch.square(torch.to(torch.norm(g, 2, [-1]), 7)))
      """;

  private static final String UPDATE =
      """
        def update(self:, x: Tensor, v: Tensor, i: Tensor, av: Tensor, ai: Tensor, w: List[Tensor], first: List[Tensor], second: List[Tensor], times: List[Tensor], dw: List[Tensor], dfirst: List[Tensor], dsecond: List[Tensor], dtimes: List[Tensor], since: Tensor, variance: Tensor, dead: int, rate: float) -> Tensor:
          we = w[0]
          be = w[1]
          bd = w[2]
          wd = dw[0]
          n = torch.size(x, 0)
          k = torch.size(v, 1)
          latents = torch.size(we, 0)
      """;

  private static final String RESIDUAL =
      """
          act = torch.reshape(v, [-1])
          entry = torch.reshape(i, [-1])
          dying = (self).dying(v, i, since)
          r = torch.sub_(torch.add_((self).bags(wd, v, i), bd), target)
          variation = (self).variation(x)
      """;

  private static final String DEAD =
      """
          aux_loss = torch.zeros([], dtype=7, device=ops.prim.device(x))
          ra = r
          dead_rows = torch.zeros([0], dtype=4, device=ops.prim.device(x))
          if dead > 0:
            dead_rows = (self).dead_latents(dying[0], dead)
            ra = $RESIDUAL
            start = 0
            while start < dead:
              m = ops.prim.min([$CHUNK, dead - start])
              z = (self).dense(av, ai, start, m)
              ra = torch.add_(ra, (self).product(z, torch.index_select(wd, 0, torch.narrow(dead_rows, 0, start, m))))
              start = start + m
            left = $LEFT
            share = torch.where(torch.gt(left, 0), torch.mul(torch.reciprocal(left), $SHARE), torch.zeros_like(left))
            aux_loss = torch.mul(torch.sum(torch.square(ra), dtype=7), share)
            ra = torch.mul_(ra, torch.to(torch.mul(share, 2. * $AUX_WEIGHT), 6))
      """;

  private static final String WEIGHTED_RESIDUAL =
      """
          good = torch.isfinite(torch.add(loss, aux_loss))
          bad = torch.to(torch.logical_not(good), 6)
          r = torch.mul_(r, torch.to($FACTOR, 6))
      """;

  private static final String ENCODER_GRADIENT =
      """
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
            gz = torch.mul_((self).product(ra, torch.t(torch.index_select(wd, 0, rows))), $MASK)
            gwe = torch.index_add_(gwe, 0, rows, (self).product(torch.t(gz), xc))
            gbe = torch.index_add_(gbe, 0, rows, torch.sum(gz, [0]))
            start = start + m
          u = torch.add_(times[0], torch.rsub(bad, 1.))
      """;

  private static final String DECODER_GRADIENT =
      """
          gwd, o4, b4, m4 = torch.embedding_bag(r, token, bounds, False, 0, False, torch.index_select(act, 0, order), True)
          start = 0
          while start < dead:
            m = ops.prim.min([$CHUNK, dead - start])
            z = (self).dense(av, ai, start, m)
            gwd = torch.index_add_(gwd, 0, torch.narrow(dead_rows, 0, start, m), (self).product(torch.t(z), ra))
            start = start + m
      """;

  /** Takes out of a row's gradient what lies along the row. */
  private static final String PROJECT =
      """
          start = 0
          while start < latents:
            m = ops.prim.min([$CHUNK, latents - start])
            g = torch.narrow(gwd, 0, start, m)
            rows = torch.narrow(wd, 0, start, m)
            along = torch.sum(torch.mul(g, rows), [1], True)
            g = torch.addcmul_(g, rows, $ALONG, value=-1)
            start = start + m
      """;

  private static final String CLIP =
      """
          total = torch.add(torch.add((self).square(gwe), (self).square(gwd)), torch.add((self).square(gbe), (self).square(gbd)))
          f = torch.to(torch.clamp_max(torch.mul(torch.reciprocal(torch.add(torch.sqrt(total), 1.0e-06)), $LARGEST), 1.), 6)
          gwe = torch.mul_(gwe, f)
          gwd = torch.mul_(gwd, f)
          gbe = torch.mul_(gbe, f)
          gbd = torch.mul_(gbd, f)
      """;

  private static final String COUNT =
      """
          now = torch.where(fired, torch.zeros_like(since), torch.add(since, n))
          since = torch.copy_(since, torch.where(good, now, since))
          dead_next = torch.to(torch.sum(torch.gt(since, $DEAD_AFTER)), 7)
          l0 = torch.div(torch.sum(fires, dtype=7), n)
          return torch.stack([loss, aux_loss, torch.div(error, variation), l0, torch.to(dying[1], 7), dead_next, variation])
      """;
}
