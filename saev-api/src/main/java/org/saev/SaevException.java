package org.saev;

/**
 * Something that saev was asked to do can't be done; the message says what was wrong and what to
 * do.
 */
public class SaevException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param message what was wrong, the value found, what to do
   */
  public SaevException(String message) {
    super(message);
  }

  /**
   * @param message what was wrong, the value found, what to do
   * @param cause the true cause
   */
  public SaevException(String message, Throwable cause) {
    super(message, cause);
  }
}
