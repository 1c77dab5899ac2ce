package org.saev.internal.djl;

import org.saev.internal.backend.BackendContract;
import org.saev.spi.Backend;

class DjlBackendContractTest extends BackendContract {

  @Override
  protected Backend backend() {
    return new DjlOnDevice("djl:cpu");
  }

  /** PyTorch's products may add in another order with another number of threads. */
  @Override
  protected boolean isDeterministic() {
    return false;
  }
}
