package org.saev.internal.cpu;

import java.util.Locale;

/**
 * Chooses the kernel once: the Vector API where its module is present on a HotSpot virtual machine,
 * plain Java elsewhere. Both compute the same bits.
 */
public final class Kernels {
  /** The option of the {@code java} command that makes the Vector API visible. */
  public static final String FLAG = "--add-modules=jdk.incubator.vector";

  private static final String MODULE = "jdk.incubator.vector";
  private static final String VECTOR_KERNEL = "org.saev.internal.cpu.vector.VectorKernel";

  /**
   * A kernel and why it was chosen.
   *
   * @param kernel the kernel
   * @param reason one line for people
   */
  public record Choice(Kernel kernel, String reason) {}

  private Kernels() {}

  /** Returns the kernel of this process. */
  public static Kernel chosen() {
    return Chosen.CHOICE.kernel();
  }

  /** Returns which kernel this process uses and why, with what to do if it is the slower one. */
  public static String reason() {
    return Chosen.CHOICE.reason();
  }

  /** Returns the kernel that needs no module: the reference for the other. */
  public static Kernel plain() {
    return new PlainKernel();
  }

  static Choice choose() {
    String virtualMachine = System.getProperty("java.vm.name", "");
    boolean present = ModuleLayer.boot().findModule(MODULE).isPresent();
    return choose(virtualMachine, present, VECTOR_KERNEL);
  }

  static Choice choose(String virtualMachine, boolean modulePresent, String vectorKernel) {
    if (!isHotSpot(virtualMachine)) {
      return plain("the Vector API is slow on " + virtualMachine + ": use a HotSpot JVM (OpenJDK)");
    }
    if (!modulePresent) {
      return plain("the Vector API is not visible: start java with " + FLAG);
    }
    try {
      Kernel kernel =
          Class.forName(vectorKernel)
              .asSubclass(Kernel.class)
              .getDeclaredConstructor()
              .newInstance();
      return new Choice(kernel, "CPU kernel " + kernel.name() + ": the Vector API is present");
    } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      return plain("the Vector API can't be used: " + cause);
    }
  }

  private static Choice plain(String why) {
    Kernel kernel = plain();
    return new Choice(kernel, "CPU kernel " + kernel.name() + ", several times slower: " + why);
  }

  private static boolean isHotSpot(String virtualMachine) {
    String name = virtualMachine.toLowerCase(Locale.ROOT);
    return name.contains("hotspot") || name.contains("openjdk");
  }

  private static final class Chosen {
    static final Choice CHOICE = choose();

    static {
      System.getLogger(Kernels.class.getName()).log(System.Logger.Level.INFO, CHOICE.reason());
    }
  }
}
