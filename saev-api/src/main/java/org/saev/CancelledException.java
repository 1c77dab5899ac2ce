package org.saev;

import java.nio.file.Path;
import java.util.Optional;

/** Long work was stopped by its {@link Cancellation} or by interrupting its thread. */
public final class CancelledException extends SaevException {

  private static final long serialVersionUID = 1L;

  private final transient Path checkpoint;

  /**
   * @param message what was stopped, and how far it had got
   * @param checkpoint the folder to resume from, or null if nothing was saved
   */
  public CancelledException(String message, Path checkpoint) {
    super(message);
    this.checkpoint = checkpoint;
  }

  /**
   * Returns where the work can be resumed from.
   *
   * @return the checkpoint folder, or empty if none was asked for
   */
  public Optional<Path> checkpoint() {
    return Optional.ofNullable(checkpoint);
  }
}
