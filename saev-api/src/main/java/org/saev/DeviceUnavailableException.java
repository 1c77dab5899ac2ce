package org.saev;

/**
 * The device asked for can't be used here; the message says why and what to install or choose
 * instead.
 */
public final class DeviceUnavailableException extends SaevException {

  private static final long serialVersionUID = 1L;

  /** As it was asked for. */
  private final String device;

  /**
   * @param device the device asked for, such as {@code "cuda:0"}
   * @param reason why it can't be used, and what to do
   */
  public DeviceUnavailableException(String device, String reason) {
    super("device '" + device + "' is not available: " + reason);
    this.device = device;
  }

  /**
   * Returns the device asked for.
   *
   * @return its name, such as {@code "cuda:0"}
   */
  public String device() {
    return device;
  }
}
