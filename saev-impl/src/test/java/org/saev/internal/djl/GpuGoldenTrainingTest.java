package org.saev.internal.djl;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.saev.internal.backend.GoldenTrainingContract;
import org.saev.spi.Backend;

/** The neighbours' steps on a real GPU. */
@Tag("gpu")
class GpuGoldenTrainingTest extends GoldenTrainingContract {

  private static final Backend GPU = new DjlOnDevice("cuda:0");

  @BeforeAll
  static void assumeGpu() {
    Optional<String> reason = GPU.unavailableReason("cuda:0");
    reason.ifPresent(why -> System.err.println("left out: golden steps on 'cuda:0': " + why));
    assumeTrue(reason.isEmpty());
  }

  @Override
  protected Backend backend() {
    return GPU;
  }
}
