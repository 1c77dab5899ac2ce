package org.saev.internal.djl;

import java.util.Locale;

/** What DJL and PyTorch say when something is missing, and what a person has to do about it. */
final class LoadFailure {

  static final String CPU_FLAVOUR =
      "PyTorch's CPU build was loaded, which has no CUDA: take ai.djl.pytorch:pytorch-native-cpu"
          + " off the class path and bring the CUDA natives, by DJL's download (online, remove"
          + " ai.djl.offline) or by PYTORCH_LIBRARY_PATH=<lib folder of libtorch 2.7.1+cu128> with"
          + " PYTORCH_FLAVOR=cu128";

  private static final String NATIVES =
      "bring the natives on the class path (ai.djl.pytorch:pytorch-native-cpu:2.7.1 with the"
          + " classifier of your system, and ai.djl.pytorch:pytorch-jni:2.7.1-0.36.0), or set"
          + " PYTORCH_LIBRARY_PATH and PYTORCH_FLAVOR (cpu, or cu128 for a GPU), or let DJL"
          + " download them (without ai.djl.offline)";

  private LoadFailure() {}

  /** Explains why the engine didn't load. */
  static String inWords(Throwable failure) {
    String chain = chain(failure);
    String low = chain.toLowerCase(Locale.ROOT);
    if (low.contains("precxx11") || low.contains("jnilib") || low.contains("jni files")) {
      return "DJL found PyTorch, but no JNI library for its flavour ("
          + chain
          + "): set PYTORCH_FLAVOR to the flavour of the libtorch in PYTORCH_LIBRARY_PATH, cpu or"
          + " cu128, and add ai.djl.pytorch:pytorch-jni:2.7.1-0.36.0";
    }
    if (low.contains("libc10_cuda") || low.contains("libtorch_cuda")) {
      return "PYTORCH_FLAVOR is one of CUDA, but the libtorch in PYTORCH_LIBRARY_PATH has none ("
          + chain
          + "): set PYTORCH_FLAVOR=cpu, or bring libtorch 2.7.1+cu128";
    }
    if (low.contains("offline") || low.contains("index file") || low.contains("download")) {
      return "DJL found no PyTorch natives (" + chain + "): " + NATIVES;
    }
    if (low.contains("undefined symbol") || low.contains("version `")) {
      return "the PyTorch natives don't fit this DJL or this system ("
          + chain
          + "): DJL 0.36.0 needs PyTorch 2.7.1 and pytorch-jni:2.7.1-0.36.0";
    }
    return "DJL could not load PyTorch (" + chain + "): " + NATIVES;
  }

  /** Explains why a GPU doesn't answer. */
  static String gpu(int id, Throwable failure) {
    String first = firstLine(failure);
    String low = first.toLowerCase(Locale.ROOT);
    if (low.contains("invalid device ordinal")) {
      return "there is no GPU " + id + " (" + first + "): count from 0, see nvidia-smi";
    }
    if (low.contains("driver")) {
      return "the NVIDIA driver doesn't fit PyTorch's CUDA ("
          + first
          + "): install a driver for CUDA 12.8 or newer, 570 or later";
    }
    if (low.contains("out of memory")) {
      return "GPU " + id + " has no memory left (" + first + "): see nvidia-smi for what holds it";
    }
    return "GPU " + id + " doesn't answer (" + first + "): see nvidia-smi";
  }

  private static String chain(Throwable failure) {
    StringBuilder all = new StringBuilder(firstLine(failure));
    for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
      all.append("; ").append(firstLine(cause));
    }
    return all.toString();
  }

  private static String firstLine(Throwable failure) {
    String message = failure.getMessage();
    return message == null
        ? failure.getClass().getSimpleName()
        : message.lines().findFirst().orElse("");
  }
}
