package org.saev.benchmarks.speed;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import java.util.Arrays;

/**
 * The best program that we could write for DJL: a TorchScript module with the gradients written
 * out. The decode and the gradients of the weights are sums over bags of rows, nothing is dense but
 * the pre-activations; the product is oneDNN's where this build of PyTorch offers it, and Adam is
 * PyTorch's fused one.
 */
final class TorchScriptDjl extends DjlProgram {

  private static final String ONE_DNN =
      "ops.mkldnn._linear_pointwise(xc, we, be, \"none\","
          + " annotate(List[Optional[number]], []), \"\")";
  private static final String PLAIN = "torch.addmm(be, xc, torch.t(we))";

  private static final String PRODUCT =
      """
        def product(s: __torch__.M, xc: Tensor, we: Tensor, be: Tensor) -> Tensor:
          return %s
      """;

  private static final String STEP =
      """
        def step(s: __torch__.M, x: Tensor, we: Tensor, be: Tensor, wd: Tensor, bd: Tensor,\
       m: List[Tensor], v: List[Tensor], t: List[Tensor], k: int, lr: float) -> Tensor:
          n = torch.size(x, 0)
          h = torch.size(we, 0)
          mean = torch.mean(x, [0])
          centred = torch.sub(x, mean)
          variation = torch.sum(torch.mul_(centred, centred))
          xc = torch.sub(x, bd)
          pre = %s
          top, index = torch.topk(pre, k, 1, True, False)
          act = torch.reshape(torch.relu(top), [-1])
          fi = torch.reshape(index, [-1])
          offsets = torch.arange(0, torch.mul(n, k), k, dtype=4, device=ops.prim.device(x))
          r, r1, r2, r3 = torch.embedding_bag(wd, fi, offsets, False, 0, False, act, False)
          e = torch.sub_(torch.add(r, bd), x)
          loss = torch.div(torch.sum(torch.mul(e, e)), variation)
          de = torch.mul_(e, torch.mul(torch.reciprocal(variation), 2))
          bag = torch.floor_divide(\
      torch.arange(torch.mul(n, k), dtype=4, device=ops.prim.device(x)), k)
          ga = torch._embedding_bag_per_sample_weights_backward(de, wd, fi, offsets, bag, 0)
          da = torch.mul(ga, torch.gt(act, 0))
          order = torch.argsort(fi)
          token = torch.floor_divide(order, k)
          count = torch.bincount(fi, None, h)
          start = torch.sub(torch.cumsum(count, 0), count)
          gd, d1, d2, d3 = torch.embedding_bag(\
      de, token, start, False, 0, False, torch.index_select(act, 0, order), False)
          ge, e1, e2, e3 = torch.embedding_bag(\
      xc, token, start, False, 0, False, torch.index_select(da, 0, order), False)
          gb = torch.index_add(torch.zeros_like(be), 0, fi, da)
          gbd = torch.sub(torch.sum(de, [0]), torch.mv(torch.t(we), gb))
          along = torch.reshape(torch.bmm(torch.unsqueeze(gd, 1), torch.unsqueeze(wd, 2)), [h, 1])
          gp = torch.addcmul_(gd, wd, along, value=-1)
          i = torch._foreach_add_(t, 1)
          a = torch._fused_adam_([we, be, wd, bd], [ge, gb, gd, gbd], m, v,\
       annotate(List[Tensor], []), t, lr=lr, beta1=0.9, beta2=0.999, weight_decay=0., eps=1e-8,\
       amsgrad=False, maximize=False)
          z = torch.div_(wd, torch.norm(wd, 2, [1], True))
          return loss
      """;

  private final PtSymbolBlock module;
  private final NDArray[] first;
  private final NDArray[] second;
  private final NDArray[] counts;

  TorchScriptDjl(Problem problem) {
    super(problem);
    PtNDManager owner = (PtNDManager) manager;
    String product = hasOneDnn(owner) ? ONE_DNN : PLAIN;
    module = TorchScript.load(owner, STEP.formatted(product));
    NDArray[] parameters = {encoder, encoderBias, decoder, decoderBias};
    first = Arrays.stream(parameters).map(NDArray::zerosLike).toArray(NDArray[]::new);
    second = Arrays.stream(parameters).map(NDArray::zerosLike).toArray(NDArray[]::new);
    counts = Arrays.stream(parameters).map(p -> manager.create(0f)).toArray(NDArray[]::new);
  }

  /** The operator is internal to PyTorch: it is there, or a call of it fails. */
  private static boolean hasOneDnn(PtNDManager manager) {
    try (PtNDManager scope = (PtNDManager) manager.newSubManager()) {
      PtSymbolBlock probe = TorchScript.load(scope, PRODUCT.formatted(ONE_DNN));
      NDArray x = scope.ones(new Shape(2, 4));
      NDArray w = scope.ones(new Shape(3, 4));
      NDArray b = scope.ones(new Shape(3));
      try (IValue result = IValueUtils.runMethod(probe, "product", value(x), value(w), value(b))) {
        Checks.require("oneDNN's product", result.toTensor(scope).getFloat(1, 2), 5);
      }
      return true;
    } catch (EngineException e) {
      System.err.println("oneDNN can't be reached through TorchScript: " + e.getMessage());
      return false;
    }
  }

  @Override
  double step(NDArray batch) {
    try (PtNDManager scope = (PtNDManager) manager.newSubManager();
        IValue result =
            IValueUtils.runMethod(
                module,
                "step",
                value(batch),
                value(encoder),
                value(encoderBias),
                value(decoder),
                value(decoderBias),
                values(first),
                values(second),
                values(counts),
                IValue.from((long) size.k()),
                IValue.from(LEARNING_RATE))) {
      return result.toTensor(scope).getFloat();
    }
  }

  private static IValue value(NDArray array) {
    return IValue.from((PtNDArray) array);
  }

  private static IValue values(NDArray[] arrays) {
    return IValue.listFrom(Arrays.copyOf(arrays, arrays.length, PtNDArray[].class));
  }
}
