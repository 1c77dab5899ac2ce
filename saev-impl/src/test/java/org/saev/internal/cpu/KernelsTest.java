package org.saev.internal.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KernelsTest {
  private static final String HOTSPOT = "OpenJDK 64-Bit Server VM";
  private static final String VECTOR = "org.saev.internal.cpu.vector.VectorKernel";

  @Test
  void choice_isTheVectorApiWhereItIsPresent() {
    Kernels.Choice choice = Kernels.choose(HOTSPOT, true, VECTOR);
    assertThat(choice.kernel().name()).startsWith("vector-");
    assertThat(choice.reason())
        .isEqualTo("CPU kernel " + choice.kernel().name() + ": the Vector API is present");
    assertThat(Kernels.chosen().name()).isEqualTo(choice.kernel().name());
    assertThat(Kernels.reason()).isEqualTo(choice.reason());
  }

  @Test
  void choice_withoutTheModuleNamesTheFlag() {
    Kernels.Choice choice = Kernels.choose(HOTSPOT, false, VECTOR);
    assertThat(choice.kernel().name()).isEqualTo("plain");
    assertThat(choice.reason())
        .isEqualTo(
            "CPU kernel plain, several times slower: the Vector API is not visible: start java with"
                + " --add-modules=jdk.incubator.vector");
  }

  @Test
  void choice_onAnotherVirtualMachineIsPlain() {
    Kernels.Choice choice = Kernels.choose("Eclipse OpenJ9 VM", true, VECTOR);
    assertThat(choice.kernel().name()).isEqualTo("plain");
    assertThat(choice.reason()).contains("Eclipse OpenJ9 VM");
  }

  @Test
  void choice_reportsWhyTheVectorKernelFailed() {
    Kernels.Choice choice = Kernels.choose(HOTSPOT, true, "org.saev.internal.cpu.Missing");
    assertThat(choice.kernel().name()).isEqualTo("plain");
    assertThat(choice.reason())
        .contains("ClassNotFoundException")
        .contains("org.saev.internal.cpu.Missing");
  }
}
