package org.saev.internal.backend;

import org.saev.spi.Backend;

/** The CPU back end as users get it; the build makes the Vector API visible. */
final class ChosenKernelBackendTest extends BackendContract {

  @Override
  protected Backend backend() {
    return new CpuBackend();
  }
}
