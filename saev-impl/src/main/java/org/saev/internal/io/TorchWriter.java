package org.saev.internal.io;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Map;

/** Writes a state dict as {@code torch.save} does: a zip of a pickle and the tensors' numbers. */
public final class TorchWriter {

  private static final String FOLDER = "archive/";
  private static final Map<Dtype, String> STORAGES =
      Map.of(
          Dtype.F32, "FloatStorage",
          Dtype.F64, "DoubleStorage",
          Dtype.I64, "LongStorage",
          Dtype.I32, "IntStorage");

  private final ByteArrayOutputStream pickle = new ByteArrayOutputStream();

  private TorchWriter() {}

  /**
   * Writes a file and forces it to the disk.
   *
   * @param file made or overwritten; not atomic by itself, see {@link AtomicFiles}
   * @param entries in order: a {@link Tensor} of float32, float64, int64 or int32, a Long, a
   *     String, or a Map of the same
   * @throws IOException if the file can't be written
   */
  public static void write(Path file, Map<String, ?> entries) throws IOException {
    TorchWriter writer = new TorchWriter();
    writer.pickle.write(0x80);
    writer.pickle.write(2);
    int[] tensors = {0};
    writer.dict(entries, tensors);
    writer.pickle.write('.');
    try (ZipWriter zip = new ZipWriter(file)) {
      zip.add(FOLDER + "data.pkl", writer.pickle.toByteArray());
      int key = 0;
      for (Object value : entries.values()) {
        if (value instanceof Tensor tensor) {
          zip.add(FOLDER + "data/" + key++, new byte[0], tensor);
        }
      }
      zip.add(FOLDER + "version", "3\n".getBytes(UTF_8));
      zip.finish();
    }
  }

  private void dict(Map<String, ?> entries, int[] tensors) {
    global("collections", "OrderedDict");
    pickle.write(')');
    pickle.write('R');
    pickle.write('(');
    entries.forEach(
        (name, value) -> {
          string(name);
          value(value, tensors);
        });
    pickle.write('u');
  }

  @SuppressWarnings("unchecked")
  private void value(Object value, int[] tensors) {
    if (value instanceof Tensor tensor) {
      tensor(tensor, tensors[0]++);
    } else if (value instanceof Long number) {
      integer(number);
    } else if (value instanceof String text) {
      string(text);
    } else {
      dict((Map<String, ?>) value, tensors);
    }
  }

  /** {@code _rebuild_tensor_v2(storage, 0, shape, strides, False, OrderedDict())}. */
  private void tensor(Tensor tensor, int key) {
    global("torch._utils", "_rebuild_tensor_v2");
    pickle.write('(');
    pickle.write('(');
    string("storage");
    global("torch", STORAGES.get(tensor.dtype()));
    string(Integer.toString(key));
    string("cpu");
    integer(tensor.elements());
    pickle.write('t');
    pickle.write('Q');
    integer(0);
    long[] shape = tensor.shape();
    long[] strides = new long[shape.length];
    long stride = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= shape[i];
    }
    tuple(shape);
    tuple(strides);
    pickle.write(0x89);
    global("collections", "OrderedDict");
    pickle.write(')');
    pickle.write('R');
    pickle.write('t');
    pickle.write('R');
  }

  private void tuple(long[] numbers) {
    pickle.write('(');
    for (long number : numbers) {
      integer(number);
    }
    pickle.write('t');
  }

  private void integer(long number) {
    if (number == (int) number) {
      pickle.write('J');
      pickle.writeBytes(little(4).putInt((int) number).array());
    } else {
      pickle.write(0x8a);
      pickle.write(8);
      pickle.writeBytes(little(8).putLong(number).array());
    }
  }

  private void string(String text) {
    byte[] utf8 = text.getBytes(UTF_8);
    pickle.write('X');
    pickle.writeBytes(little(4).putInt(utf8.length).array());
    pickle.writeBytes(utf8);
  }

  private void global(String module, String name) {
    pickle.write('c');
    pickle.writeBytes((module + "\n" + name + "\n").getBytes(UTF_8));
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
