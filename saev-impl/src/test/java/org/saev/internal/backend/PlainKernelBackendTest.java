package org.saev.internal.backend;

import org.saev.internal.cpu.Kernels;
import org.saev.spi.Backend;

/** The CPU back end where the Vector API isn't visible. */
final class PlainKernelBackendTest extends BackendContract {

  @Override
  protected Backend backend() {
    return new CpuBackend(Kernels::plain);
  }
}
