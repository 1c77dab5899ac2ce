package org.saev.internal.djl;

/** Prints why a device can't be used, in an environment of its own. */
final class AvailabilityProgram {

  private AvailabilityProgram() {}

  public static void main(String[] args) {
    System.out.println(new DjlBackend().unavailableReason(args[0]).orElse("can be used"));
  }
}
