package org.saev.internal.djl;

import org.saev.internal.backend.BackendContract;
import org.saev.sae.Architecture;
import org.saev.spi.Backend;

class DjlBackendContractTest extends BackendContract {

  @Override
  protected Backend backend() {
    return new DjlOnDevice("djl:cpu");
  }

  @Override
  protected boolean runs(Architecture architecture) {
    return architecture == Architecture.TOPK;
  }

  /** PyTorch's products may add in another order with another number of threads. */
  @Override
  protected boolean isDeterministic() {
    return false;
  }
}
