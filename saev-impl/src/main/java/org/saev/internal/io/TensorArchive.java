package org.saev.internal.io;

import java.io.Closeable;
import java.nio.file.Path;
import java.util.Map;

/** Named tensors in a file, whatever its container. */
public interface TensorArchive extends Closeable {

  /**
   * Returns the file.
   *
   * @return for messages
   */
  Path file();

  /**
   * Returns all tensors.
   *
   * @return by name, in the order of the file; readable until the archive is closed
   */
  Map<String, StoredTensor> tensors();
}
