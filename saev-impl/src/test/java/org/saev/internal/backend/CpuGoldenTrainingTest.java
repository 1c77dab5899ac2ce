package org.saev.internal.backend;

import org.saev.spi.Backend;

class CpuGoldenTrainingTest extends GoldenTrainingContract {

  @Override
  protected Backend backend() {
    return new CpuBackend();
  }
}
