package org.saev.internal.model;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.saev.FormatException;
import org.saev.internal.io.StoredTensor;
import org.saev.internal.io.TensorArchive;

/**
 * Takes the tensors of an autoencoder out of a file: each by name and shape, all numbers finite,
 * and none left over.
 */
final class TensorPicker {

  private final TensorArchive archive;
  private final Set<String> taken = new TreeSet<>();
  private final Set<String> dtypes = new TreeSet<>();

  TensorPicker(TensorArchive archive) {
    this.archive = archive;
  }

  boolean has(String name) {
    return archive.tensors().containsKey(name);
  }

  /** Reads a vector. */
  float[] vector(String name, int length) throws IOException {
    return finite(name, tensor(name, length).floats());
  }

  /** Reads a matrix as it is: stored [rows, columns]. */
  float[] matrix(String name, int rows, int columns) throws IOException {
    return finite(name, tensor(name, rows, columns).floats());
  }

  /** Reads a matrix that is stored [rows, columns] as [columns, rows]. */
  float[] turned(String name, int rows, int columns) throws IOException {
    return finite(name, tensor(name, rows, columns).transposed());
  }

  /** Reads one number, a scalar or a vector of one. */
  float scalar(String name) throws IOException {
    StoredTensor tensor = one(name);
    return finite(name, tensor.floats())[0];
  }

  /** Reads one whole number, a scalar or a vector of one. */
  long whole(String name) throws IOException {
    return one(name).longs()[0];
  }

  /** Reads whole numbers. */
  long[] wholes(String name) throws IOException {
    StoredTensor tensor = any(name);
    if (tensor.shape().size() != 1) {
      throw tensor.wrong("a vector");
    }
    return tensor.longs();
  }

  /** Returns the dimensions of a matrix, to learn the sizes from. */
  int[] sizes(String name) {
    StoredTensor tensor = any(name);
    if (tensor.shape().size() != 2
        || tensor.shape().stream().anyMatch(size -> size < 1 || size > Integer.MAX_VALUE)) {
      throw tensor.wrong("a matrix");
    }
    return new int[] {tensor.shape().get(0).intValue(), tensor.shape().get(1).intValue()};
  }

  /** Takes a tensor that computes nothing, such as a statistic. */
  void skip(String name) {
    taken.add(name);
  }

  /** Refuses the file if a tensor was not taken. */
  void done() {
    for (String name : archive.tensors().keySet()) {
      if (!taken.contains(name)) {
        throw new FormatException(
            archive.file(),
            "tensor " + name,
            "none but " + taken,
            "one, " + archive.tensors().get(name).describe());
      }
    }
  }

  /** Returns the number formats of what was taken. */
  String dtypes() {
    return String.join(", ", dtypes);
  }

  private StoredTensor tensor(String name, long... shape) {
    StoredTensor tensor = any(name);
    List<Long> wanted = Arrays.stream(shape).boxed().toList();
    if (!tensor.shape().equals(wanted)) {
      String hint =
          shape.length == 2 && tensor.shape().equals(List.of(shape[1], shape[0]))
              ? " (it is transposed)"
              : "";
      throw tensor.wrong("shape " + wanted + hint);
    }
    return tensor;
  }

  private StoredTensor one(String name) {
    StoredTensor tensor = any(name);
    if (!tensor.shape().isEmpty() && !tensor.shape().equals(List.of(1L))) {
      throw tensor.wrong("a single number");
    }
    return tensor;
  }

  private StoredTensor any(String name) {
    StoredTensor tensor = archive.tensors().get(name);
    if (tensor == null) {
      throw new FormatException(
          archive.file(), "tensor " + name, "a tensor", "none, but " + archive.tensors().keySet());
    }
    taken.add(name);
    if (tensor.dtype().isFloat()) {
      dtypes.add(tensor.dtype().name());
    }
    return tensor;
  }

  private float[] finite(String name, float[] values) {
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new FormatException(
            archive.file(), "tensor " + name, "finite numbers", values[i] + " at index " + i);
      }
    }
    return values;
  }
}
