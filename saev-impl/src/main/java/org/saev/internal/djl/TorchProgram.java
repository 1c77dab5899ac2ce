package org.saev.internal.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** A compiled program; its methods run on whatever device their arguments are. */
final class TorchProgram implements AutoCloseable {

  private final PtSymbolBlock module;

  TorchProgram(PtNDManager manager, String methods) {
    try {
      module =
          JniUtils.loadModule(
              manager, new ByteArrayInputStream(TorchArchive.of(methods)), false, false);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // never: the bytes are in memory
    }
  }

  /**
   * Calls a method.
   *
   * @param scope what the results belong to
   * @param method its name
   * @param arguments an {@link NDArray}, a list of them, a whole number or a double
   * @return the tensor or tensors that it returns
   */
  PtNDArray[] run(PtNDManager scope, String method, Object... arguments) {
    List<IValue> values = new ArrayList<>(arguments.length);
    try {
      for (Object argument : arguments) {
        values.add(value(argument));
      }
      try (IValue result = IValueUtils.runMethod(module, method, values.toArray(IValue[]::new))) {
        return result.isTensor()
            ? new PtNDArray[] {result.toTensor(scope)}
            : result.toTensorArray(scope);
      }
    } finally {
      values.forEach(IValue::close);
    }
  }

  private static IValue value(Object argument) {
    if (argument instanceof PtNDArray array) {
      return IValue.from(array);
    }
    if (argument instanceof List<?> list) {
      return IValue.listFrom(list.toArray(PtNDArray[]::new));
    }
    if (argument instanceof Double number) {
      return IValue.from(number.doubleValue());
    }
    return IValue.from(((Number) argument).longValue());
  }

  @Override
  public void close() {
    module.close();
  }
}
