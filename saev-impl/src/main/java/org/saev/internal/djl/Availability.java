package org.saev.internal.djl;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether a device can be used, found out step by step, cheapest first; loads DJL only if asked.
 */
final class Availability {

  static final String ADD_DJL =
      "DJL is not on the class path: add ai.djl.pytorch:pytorch-engine:0.36.0 and the natives of"
          + " your device (for a CPU ai.djl.pytorch:pytorch-native-cpu:2.7.1 with your system's"
          + " classifier, and ai.djl.pytorch:pytorch-jni:2.7.1-0.36.0)";

  private Availability() {}

  /** Returns why a device can't be used and what to do, or empty if it can. */
  static Optional<String> problem(DeviceName device) {
    return problem(device, isOnClassPath("ai.djl.pytorch.engine.PtEngine"), driver());
  }

  static Optional<String> problem(DeviceName device, boolean djl, Optional<String> noDriver) {
    if (!djl) {
      return Optional.of(ADD_DJL);
    }
    if (device.cuda() && noDriver.isPresent()) {
      return noDriver;
    }
    return DjlEngine.problem(device);
  }

  static boolean isOnClassPath(String name) {
    try {
      Class.forName(name, false, Availability.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }

  /** Looks for the NVIDIA driver without loading anything; empty if it is there. */
  private static Optional<String> driver() {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    if (system.startsWith("mac")) {
      return Optional.of("macOS has no CUDA; use the device 'cpu'");
    }
    boolean there =
        system.startsWith("windows")
            ? exists(
                System.getenv().getOrDefault("SystemRoot", "C:\\Windows")
                    + "\\System32\\nvcuda.dll")
            : exists("/dev/nvidiactl") || exists("/dev/dxg") || exists("/dev/nvhost-ctrl-gpu");
    return there ? Optional.empty() : Optional.of(NO_DRIVER);
  }

  static final String NO_DRIVER =
      "no NVIDIA driver was found on this machine (in a container, start it with the GPU passed"
          + " through, such as 'docker run --gpus all'); install the driver, or use the device"
          + " 'cpu'";

  private static boolean exists(String file) {
    return Files.exists(Path.of(file));
  }
}
