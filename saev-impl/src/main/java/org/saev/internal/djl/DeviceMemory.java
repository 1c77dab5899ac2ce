package org.saev.internal.djl;

import ai.djl.Device;
import ai.djl.util.cuda.CudaUtils;
import java.io.IOException;
import java.lang.management.MemoryUsage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.saev.djl.MemoryPlan;

/** How much memory a device has free, from whoever knows. */
final class DeviceMemory {

  private static final Path MEMINFO = Path.of("/proc/meminfo");

  private DeviceMemory() {}

  /**
   * Refuses what doesn't fit, where anybody can tell.
   *
   * @throws org.saev.SaevException if a device has too little
   */
  static void require(MemoryPlan plan, DeviceName device) {
    for (int replica = 0; replica < device.ids().size(); replica++) {
      // Replicas on the CPU share its memory; each GPU has its own.
      int sharing = device.cuda() ? 1 : device.ids().size();
      String name = device.cuda() ? "GPU " + device.ids().get(replica) : "this machine";
      available(device, replica).ifPresent(free -> plan.requireFits(name, free / sharing));
    }
  }

  /** Returns the free bytes of a replica's device, or empty where nobody can tell. */
  static OptionalLong available(DeviceName device, int replica) {
    if (!device.cuda()) {
      return ofCpu(MEMINFO);
    }
    int id = device.ids().get(replica);
    OptionalLong fromCuda = ofCudaRuntime(id);
    return fromCuda.isPresent()
        ? fromCuda
        : ofNvidiaSmi(visible(id, System.getenv("CUDA_VISIBLE_DEVICES")));
  }

  static OptionalLong ofCpu(Path meminfo) {
    try {
      for (String line : Files.readAllLines(meminfo)) {
        if (line.startsWith("MemAvailable:")) {
          return OptionalLong.of(Long.parseLong(line.replaceAll("\\D", "")) << 10);
        }
      }
    } catch (IOException | NumberFormatException e) {
      return OptionalLong.empty(); // not Linux
    }
    return OptionalLong.empty();
  }

  /** DJL asks the CUDA runtime, where the system's linker finds it. */
  private static OptionalLong ofCudaRuntime(int id) {
    try {
      MemoryUsage usage = CudaUtils.getGpuMemory(Device.gpu(id));
      return OptionalLong.of(usage.getMax() - usage.getCommitted());
    } catch (RuntimeException | LinkageError e) {
      return OptionalLong.empty();
    }
  }

  /** The name by which the driver knows a device that CUDA counts. */
  static String visible(int id, String visibleDevices) {
    if (visibleDevices == null || visibleDevices.isBlank()) {
      return Integer.toString(id);
    }
    String[] names = visibleDevices.split(",", -1);
    return id < names.length ? names[id].trim() : Integer.toString(id);
  }

  private static OptionalLong ofNvidiaSmi(String id) {
    try {
      Process process =
          new ProcessBuilder(
                  "nvidia-smi",
                  "--query-gpu=memory.free",
                  "--format=csv,noheader,nounits",
                  "-i",
                  id)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor(10, TimeUnit.SECONDS);
      return mebibytes(out.lines().toList());
    } catch (IOException e) {
      return OptionalLong.empty(); // not installed
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return OptionalLong.empty();
    }
  }

  static OptionalLong mebibytes(List<String> lines) {
    return lines.size() == 1 && lines.get(0).strip().matches("\\d{1,9}")
        ? OptionalLong.of(Long.parseLong(lines.get(0).strip()) << 20)
        : OptionalLong.empty();
  }
}
