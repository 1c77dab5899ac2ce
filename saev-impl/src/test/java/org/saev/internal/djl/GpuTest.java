package org.saev.internal.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.FloatBuffer;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.saev.internal.backend.CpuBackend;
import org.saev.sae.SparseAutoencoder;
import org.saev.sae.SparseCodes;
import org.saev.spi.SaeWeights;
import org.saev.spi.StepReport;
import org.saev.spi.TrainingSession;
import org.saev.training.AuxK;
import org.saev.training.TrainingConfig;

/** The program of the other tests on a real GPU: {@code mvn -Pgpu -pl saev-benchmarks -am test}. */
@Tag("gpu")
class GpuTest {

  private static final DjlBackend DJL = new DjlBackend();

  private static void assumeDevice(String device) {
    Optional<String> reason = DJL.unavailableReason(device);
    reason.ifPresent(why -> System.err.println("left out: device '" + device + "': " + why));
    assumeTrue(reason.isEmpty());
  }

  /** FVU within a share of the CPU's over 500 steps; latents die and are revived on the way. */
  @ParameterizedTest
  @CsvSource({
    "cuda:0, 0.01",
    "cuda:0?precision=bf16, 0.05",
    "cuda:0?precision=tf32, 0.05",
    "'cuda:0,1', 0.01"
  })
  void lossCurve_isThatOfTheCpuBackEnd(String device, double tolerance) {
    assumeDevice(device);
    TrainingConfig config = DjlData.trainer().auxK(AuxK.DEFAULT).config();
    try (TrainingSession cpu = new CpuBackend().train(weights(), config, "cpu", 0);
        TrainingSession gpu = DJL.train(weights(), config, device, 0)) {
      for (int step = 0; step < 500; step++) {
        float[] batch = DjlData.batch(step, DjlData.BATCH, DjlData.WIDTH);
        StepReport expected = cpu.step(batch, DjlData.BATCH, 2e-3);
        StepReport actual = gpu.step(batch, DjlData.BATCH, 2e-3);
        assertThat(actual.fvu())
            .as("step %d", step)
            .isCloseTo(expected.fvu(), within(tolerance * expected.fvu()));
      }
    }
  }

  @Test
  void deadLatents_areRevivedAsOnTheCpu() {
    assumeDevice("cuda:0");
    TrainingConfig config = DjlData.trainer().auxK(AuxK.DEFAULT.deadAfterTokens(200).k(9)).config();
    try (TrainingSession cpu = new CpuBackend().train(weights(), config, "cpu", 0);
        TrainingSession gpu = DJL.train(weights(), config, "cuda:0", 0)) {
      for (int step = 0; step < 10; step++) {
        float[] batch = DjlData.batch(step, DjlData.BATCH, DjlData.WIDTH);
        double expected = cpu.step(batch, DjlData.BATCH, 2e-3).auxLoss();
        assertThat(gpu.step(batch, DjlData.BATCH, 2e-3).auxLoss())
            .isCloseTo(expected, within(1e-3 * Math.max(1, expected)));
      }
    }
  }

  @Test
  void codes_areThoseOfTheCpuBackEnd() {
    assumeDevice("cuda:0");
    float[] rows = DjlData.batch(1, 700, 40);
    try (SparseAutoencoder cpu = new CpuBackend().open(DjlData.weights(40, 3000, 12), "cpu", 0);
        SparseAutoencoder gpu = DJL.open(DjlData.weights(40, 3000, 12), "cuda:0", 0)) {
      SparseCodes expected = cpu.encode(FloatBuffer.wrap(rows));
      SparseCodes actual = gpu.encode(FloatBuffer.wrap(rows));
      for (int t = 0; t < 700; t++) {
        for (int rank = 0; rank < expected.count(t); rank++) {
          assertThat(actual.value(t, rank)).isCloseTo(expected.value(t, rank), within(1e-4f));
        }
      }
      assertThat(gpu.decode(expected)).containsExactly(cpu.decode(expected), within(1e-4f));
    }
  }

  @Test
  void auto_takesTheGpu() {
    assumeDevice("cuda:0");
    assertThat(DJL.rank()).isGreaterThan(new CpuBackend().rank());
    assertThat(DJL.unavailableReason(DJL.defaultDevice())).isEmpty();
    assertThat(DeviceMemory.available(DeviceName.of("cuda:0"), 0)).isPresent();
  }

  private static SaeWeights weights() {
    return DjlData.weights(DjlData.WIDTH, DjlData.LATENTS, DjlData.K);
  }
}
