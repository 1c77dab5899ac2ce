package org.saev.internal.djl;

import org.saev.internal.backend.GoldenTrainingContract;
import org.saev.spi.Backend;

class DjlGoldenTrainingTest extends GoldenTrainingContract {

  @Override
  protected Backend backend() {
    return new DjlOnDevice("djl:cpu");
  }
}
