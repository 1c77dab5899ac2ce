package org.saev.internal.djl;

import org.saev.training.Adam;
import org.saev.training.Optimizer;
import org.saev.training.Signum;

/**
 * The TorchScript of an optimiser: method {@code move}, which updates parameters {@code w} and
 * their moments in place, by gradients {@code g}. Where {@code bad} is 1 it changes nothing,
 * whatever the gradients are.
 */
final class OptimizerSource {

  private OptimizerSource() {}

  static String of(Optimizer optimizer) {
    if (optimizer instanceof Signum signum) {
      return SIGNUM
          .replace("$BETA", Double.toString(signum.beta()))
          .replace("$REST", Double.toString(1 - signum.beta()));
    }
    Adam adam = (Adam) optimizer;
    return ADAM.replace("$BETA1", Double.toString(adam.beta1()))
        .replace("$BETA2", Double.toString(adam.beta2()))
        .replace("$EPSILON", Double.toString(adam.epsilon()));
  }

  private static final String ADAM =
      """
        def move(self:, w: List[Tensor], g: List[Tensor], m: List[Tensor], s: List[Tensor], t: List[Tensor], bad: Tensor, rate: float) -> int:
          u = torch._fused_adam_(w, g, m, s, annotate(List[Tensor], []), t, lr=rate, beta1=$BETA1, beta2=$BETA2, weight_decay=0., eps=$EPSILON, amsgrad=False, maximize=False, grad_scale=None, found_inf=bad)
          return 0
      """;

  /** Some rows at a time, so that no second matrix is needed. */
  private static final String SIGNUM =
      """
        def move_one(self:, w: Tensor, g: Tensor, m: Tensor, bad: Tensor, rate: float) -> int:
          good = torch.eq(bad, 0)
          step = torch.mul(torch.rsub(bad, 1.), rate)
          start = 0
          while start < torch.size(w, 0):
            rows = ops.prim.min([$CHUNK, torch.size(w, 0) - start])
            held = torch.narrow(m, 0, start, rows)
            next = torch.add_(torch.mul(torch.narrow(g, 0, start, rows), $REST), held, alpha=$BETA)
            next = torch.where(good, next, held)
            held = torch.copy_(held, next)
            u = torch.sub_(torch.narrow(w, 0, start, rows), torch.mul_(torch.sign_(next), step))
            start = start + rows
          return 0
        def move(self:, w: List[Tensor], g: List[Tensor], m: List[Tensor], s: List[Tensor], t: List[Tensor], bad: Tensor, rate: float) -> int:
          p = 0
          while p < torch.len(w):
            u = (self).move_one(w[p], g[p], m[p], bad, rate)
            p = p + 1
          return 0
      """;
}
