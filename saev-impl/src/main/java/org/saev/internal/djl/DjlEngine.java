package org.saev.internal.djl;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.StandardCapabilities;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Optional;
import org.saev.djl.Precision;

/** DJL's PyTorch engine: loaded once, and what is wrong with it in words for people. */
final class DjlEngine {

  private static final String NAME = "PyTorch";
  private static final String TF32_SWITCH = "TORCH_ALLOW_TF32_CUBLAS_OVERRIDE";

  private DjlEngine() {}

  /** The engine, or why it didn't load; a failure is final in a process, as DJL's is. */
  private static final class Loaded {
    static final Object RESULT = load();

    private static Object load() {
      try {
        return Engine.getEngine(NAME);
      } catch (RuntimeException | LinkageError e) {
        return e;
      }
    }
  }

  static Optional<String> problem(DeviceName device) {
    if (Loaded.RESULT instanceof Throwable failure) {
      return Optional.of(LoadFailure.inWords(failure));
    }
    Optional<String> precision = precisionProblem(device, System.getenv(TF32_SWITCH));
    return precision.isPresent() || !device.cuda() ? precision : gpuProblem(device);
  }

  static Optional<String> precisionProblem(DeviceName device, String setting) {
    boolean tf32 = "1".equals(setting);
    if (device.precision() == Precision.TF32 && !tf32) {
      return Optional.of(
          "PyTorch multiplies in TF32 only where the environment says so before Java starts: set "
              + TF32_SWITCH
              + "=1, or use precision=bf16 or fp32");
    }
    if (device.cuda() && device.precision() == Precision.FP32 && tf32) {
      return Optional.of(
          "the environment has "
              + TF32_SWITCH
              + "=1, so PyTorch multiplies in TF32: say so with '?precision=tf32', or remove the"
              + " variable");
    }
    return Optional.empty();
  }

  private static Optional<String> gpuProblem(DeviceName device) {
    Engine engine = (Engine) Loaded.RESULT;
    if (!engine.hasCapability(StandardCapabilities.CUDA)) {
      return Optional.of(LoadFailure.CPU_FLAVOUR);
    }
    for (int id : device.ids()) {
      try (NDManager probe = engine.newBaseManager(Device.gpu(id))) {
        probe.zeros(new Shape(1)).toFloatArray();
      } catch (RuntimeException | LinkageError e) {
        return Optional.of(LoadFailure.gpu(id, e));
      }
    }
    return Optional.empty();
  }

  /** Makes a manager of a device; its arrays live until it is closed. */
  static PtNDManager manager(DeviceName device, int replica) {
    return (PtNDManager)
        ((Engine) Loaded.RESULT)
            .newBaseManager(device.cuda() ? Device.gpu(device.ids().get(replica)) : Device.cpu());
  }

  /** Sets the threads of the CPU device; PyTorch has one number for the whole process. */
  static void threads(DeviceName device, int threads) {
    if (!device.cuda() && threads > 0 && JniUtils.getNumThreads() != threads) {
      JniUtils.setNumThreads(threads);
    }
  }
}
