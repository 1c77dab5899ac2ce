package org.saev.internal.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.saev.DeviceUnavailableException;
import org.saev.djl.Precision;

/** Every way in which a device may be missing, and that the text says what to do. */
class AvailabilityTest {

  private final DjlBackend backend = new DjlBackend();

  @Test
  void names_areRead() {
    assertThat(DeviceName.of("cuda")).isEqualTo(name(true, Precision.FP32, 0));
    assertThat(DeviceName.of("cuda:3?precision=bf16")).isEqualTo(name(true, Precision.BF16, 3));
    assertThat(DeviceName.of("cuda:0,1,5")).isEqualTo(name(true, Precision.FP32, 0, 1, 5));
    assertThat(DeviceName.of("djl:cpu")).isEqualTo(name(false, Precision.FP32, 0));
    assertThat(DeviceName.of("djl:cpu*2?precision=tf32"))
        .isEqualTo(name(false, Precision.TF32, 0, 0));
  }

  private static DeviceName name(boolean cuda, Precision precision, Integer... ids) {
    return new DeviceName(cuda, List.of(ids), precision);
  }

  @ParameterizedTest
  @CsvSource({
    "cuda:x, it isn't written as a device is: use 'cuda:0'",
    "cuda:0;1, it isn't written as a device is: use 'cuda:0'",
    "djl:gpu, it isn't written as a device is: use 'cuda:0'",
    "djl:cpu*0, it isn't written as a device is: use 'cuda:0'",
    "'cuda:1,1', it names GPU 1 twice",
    "cuda:0?precision=fp64, 'there is no precision ''fp64'': use fp32, tf32 or bf16'"
  })
  void badNames_areRefused(String name, String reason) {
    assertThat(backend.handles(name)).isTrue();
    assertThat(backend.unavailableReason(name).orElseThrow()).startsWith(reason);
  }

  @Test
  void otherDevices_areNotOurs() {
    assertThat(backend.handles("cpu")).isFalse();
    assertThat(backend.handles("auto")).isFalse();
  }

  @Test
  void cpuDevice_isThere() {
    assertThat(backend.unavailableReason("djl:cpu")).isEmpty();
  }

  @Test
  void withoutDjl_whatToAddIsSaid() {
    assertThat(Availability.problem(DeviceName.of("djl:cpu"), false, Optional.empty()))
        .hasValueSatisfying(
            text ->
                assertThat(text)
                    .startsWith("DJL is not on the class path: add ai.djl.pytorch:pytorch-engine")
                    .contains("pytorch-native-cpu:2.7.1", "pytorch-jni:2.7.1-0.36.0"));
  }

  @Test
  void withoutDriver_theDriverIsAskedFor() {
    assertThat(
            Availability.problem(
                DeviceName.of("cuda:0"), true, Optional.of(Availability.NO_DRIVER)))
        .hasValueSatisfying(
            text ->
                assertThat(text)
                    .contains("no NVIDIA driver", "docker run --gpus all", "use the device 'cpu'"));
  }

  @Test
  void cpuFlavour_onAGpuMachine_isNamed() {
    assertThat(Availability.problem(DeviceName.of("cuda:0"), true, Optional.empty()))
        .hasValueSatisfying(
            text ->
                assertThat(text)
                    .contains("CPU build", "pytorch-native-cpu off the class path")
                    .contains("PYTORCH_FLAVOR=cu128"));
  }

  @Test
  void unavailableDevice_isRefused_withItsReason() {
    assertThatThrownBy(() -> backend.open(DjlData.weights(2, 4, 1), "cuda:0?precision=fp7", 0))
        .isInstanceOf(DeviceUnavailableException.class)
        .hasMessageContaining("device 'cuda:0?precision=fp7' is not available: there is no");
  }

  @Test
  void tf32_needsPyTorchsOwnSwitch() {
    DeviceName tf32 = DeviceName.of("cuda:0?precision=tf32");
    assertThat(DjlEngine.precisionProblem(tf32, "1")).isEmpty();
    assertThat(DjlEngine.precisionProblem(tf32, null).orElseThrow())
        .contains("set TORCH_ALLOW_TF32_CUBLAS_OVERRIDE=1");
    assertThat(DjlEngine.precisionProblem(DeviceName.of("cuda:0"), "1").orElseThrow())
        .contains("say so with '?precision=tf32'");
    assertThat(DjlEngine.precisionProblem(DeviceName.of("cuda:0?precision=bf16"), "1")).isEmpty();
    assertThat(DjlEngine.precisionProblem(DeviceName.of("cuda:0"), null)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Failed to save pytorch index file|Offline mode is enabled.|bring the natives on the class path",
        "Cannot download jni files: https://x/2.7.1/cpu-precxx11/libdjl_torch.so|offline|set PYTORCH_FLAVOR to the flavour",
        "Failed to load PyTorch native library|libdjl_torch.so: undefined symbol: _ZN|DJL 0.36.0 needs PyTorch 2.7.1",
        "Failed to load PyTorch native library|something else|DJL could not load PyTorch"
      })
  void failureToLoad_isPutInWords(String message, String cause, String words) {
    Throwable failure = new IllegalStateException(message, new UnsatisfiedLinkError(cause));
    assertThat(LoadFailure.inWords(failure)).contains(message, words);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CUDA error: invalid device ordinal|there is no GPU 3",
        "The NVIDIA driver on your system is too old (found version 11040)|570 or later",
        "CUDA error: out of memory|has no memory left",
        "CUDA error: unspecified launch failure|doesn't answer"
      })
  void failureOfAGpu_isPutInWords(String message, String words) {
    assertThat(LoadFailure.gpu(3, new IllegalStateException(message))).contains(message, words);
    assertThat(LoadFailure.gpu(3, new IllegalStateException())).contains("IllegalStateException");
  }
}
