package org.saev.internal.io;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import org.saev.FormatException;

/**
 * A state dict that {@code torch.save} wrote, as a zip (since PyTorch 1.6) or as the sequence of
 * pickles from before. Nothing that the file names is run, see {@link Unpickler}. Tensors must be
 * contiguous, or transposed matrices.
 */
public final class TorchArchive implements TensorArchive {

  /** What the old files begin with. */
  private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);

  private static final long OLD_PROTOCOL = 1001;
  private static final int MAX_STORAGES = 10_000;

  private final Path file;
  private final ZipTensors zip;
  private final Map<String, StoredTensor> tensors = new LinkedHashMap<>();
  private final Map<String, Object> values = new LinkedHashMap<>();

  private TorchArchive(Path file, ZipTensors zip) {
    this.file = file;
    this.zip = zip;
  }

  /**
   * Opens a file and reads its pickle.
   *
   * @param file the file
   * @return its tensors and other values
   * @throws IOException if it can't be read
   */
  public static TorchArchive open(Path file) throws IOException {
    return ZipTensors.isZip(file) ? openZip(file) : openOld(file);
  }

  /**
   * Tells by its first bytes whether a file may be one that {@code torch.save} wrote.
   *
   * @param file the file
   * @return true for a zip and for a pickle
   * @throws IOException if it can't be read
   */
  public static boolean mayBe(Path file) throws IOException {
    if (ZipTensors.isZip(file)) {
      return true;
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] start = in.readNBytes(2);
      return start.length == 2 && (start[0] & 0xff) == 0x80 && start[1] >= 2 && start[1] <= 5;
    }
  }

  @Override
  public Path file() {
    return file;
  }

  @Override
  public Map<String, StoredTensor> tensors() {
    return Collections.unmodifiableMap(tensors);
  }

  /**
   * Returns the entries of the dict that are no tensors.
   *
   * @return Boolean, Long, Double, String, List, Map or null, by name; a list or map may contain
   *     itself
   */
  public Map<String, Object> values() {
    return Collections.unmodifiableMap(values);
  }

  /**
   * Makes the exception for a value.
   *
   * @param name its name
   * @param expected what the format demands
   * @param found what was there
   * @return the exception, to be thrown
   */
  public FormatException wrong(String name, String expected, Object found) {
    return new FormatException(file, "entry " + name, expected, Unpickler.describe(found));
  }

  @Override
  public void close() throws IOException {
    if (zip != null) {
      zip.close();
    }
  }

  private static TorchArchive openZip(Path file) throws IOException {
    ZipTensors zip = ZipTensors.open(file);
    try {
      TorchArchive archive = new TorchArchive(file, zip);
      ZipEntry pickle = pickle(zip);
      String folder = pickle.getName().substring(0, pickle.getName().length() - 8);
      ZipEntry order = zip.entries().get(folder + "byteorder");
      if (order != null
          && !new String(zip.read(order, 16), StandardCharsets.US_ASCII).strip().equals("little")) {
        throw new FormatException(file, "zip entry byteorder", "little", "another order");
      }
      Object root =
          Unpickler.read(
              file, pickle.getName(), ByteBuffer.wrap(zip.read(pickle, Unpickler.MAX_BYTES)));
      archive.take(root, storage -> archive.inZip(folder, storage));
      return archive;
    } catch (IOException | RuntimeException | Error e) {
      zip.close();
      throw e;
    }
  }

  private static ZipEntry pickle(ZipTensors zip) {
    List<ZipEntry> found =
        zip.entries().values().stream()
            .filter(entry -> entry.getName().matches("[^/]{1,500}/data\\.pkl"))
            .toList();
    if (found.size() != 1) {
      throw new FormatException(
          zip.file(), "zip directory", "one entry NAME/data.pkl", found.size() + " of them");
    }
    return found.get(0);
  }

  private Place inZip(String folder, Pickled.Storage storage) {
    ZipEntry entry = zip.entries().get(folder + "data/" + storage.key());
    if (entry == null) {
      throw new FormatException(
          file, "zip entry data/" + storage.key(), "the numbers of a tensor", "no entry");
    }
    return new Place(entry.getSize(), () -> zip.stream(entry));
  }

  private static TorchArchive openOld(Path file) throws IOException {
    TorchArchive archive = new TorchArchive(file, null);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long[] position = {0};
      if (!MAGIC.equals(next(file, channel, position, "magic number"))) {
        throw new FormatException(
            file, "magic number", "the start of a file of torch.save", "another pickle");
      }
      Object protocol = next(file, channel, position, "protocol version");
      if (!Long.valueOf(OLD_PROTOCOL).equals(protocol)) {
        throw new FormatException(
            file, "protocol version", OLD_PROTOCOL + "", Unpickler.describe(protocol));
      }
      Object system = next(file, channel, position, "system information");
      if (!(system instanceof Map<?, ?> map) || !Boolean.TRUE.equals(map.get("little_endian"))) {
        throw new FormatException(
            file, "system information", "little_endian true", Unpickler.describe(system));
      }
      Object root = next(file, channel, position, "state dict");
      Object keys = next(file, channel, position, "storage keys");
      Map<String, Long> begins = storages(file, channel, position[0], keys, elementBytes(root));
      archive.take(root, storage -> archive.inOld(storage, begins));
    }
    return archive;
  }

  private static Object next(Path file, FileChannel channel, long[] position, String where)
      throws IOException {
    long left = channel.size() - position[0];
    ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(Unpickler.MAX_BYTES, left));
    int read = 0;
    while (bytes.hasRemaining() && read >= 0) {
      read = channel.read(bytes, position[0] + bytes.position());
    }
    bytes.flip();
    Object value = Unpickler.read(file, where, bytes);
    position[0] += bytes.position();
    return value;
  }

  /** Finds the size of a number of each storage that the dict refers to. */
  private static Map<String, Integer> elementBytes(Object root) {
    Map<String, Integer> sizes = new HashMap<>();
    if (root instanceof Map<?, ?> map) {
      for (Object value : map.values()) {
        if (value instanceof Pickled.Tensor tensor) {
          sizes.put(tensor.storage().key(), tensor.storage().dtype().bytes());
        }
      }
    }
    return sizes;
  }

  /** The numbers follow the pickles: for each key a count (8 bytes) and the numbers. */
  private static Map<String, Long> storages(
      Path file, FileChannel channel, long from, Object keys, Map<String, Integer> elementBytes)
      throws IOException {
    if (!(keys instanceof List<?> list) || list.size() > MAX_STORAGES) {
      throw new FormatException(
          file, "storage keys", "a list of at most " + MAX_STORAGES, Unpickler.describe(keys));
    }
    Map<String, Long> begins = new HashMap<>();
    long position = from;
    ByteBuffer count = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    for (Object key : list) {
      count.clear();
      int read = channel.read(count, position);
      long elements = read == 8 ? count.getLong(0) : -1;
      Integer bytes = key instanceof String ? elementBytes.get(key) : null;
      if (bytes == null) {
        throw new FormatException(
            file, "storage keys", "keys of the dict's tensors", Unpickler.describe(key));
      }
      long left = channel.size() - position - 8;
      if (elements < 0 || elements > left / bytes) {
        throw new FormatException(
            file, "storage " + key, "at most " + left / bytes + " numbers", elements + "");
      }
      begins.put((String) key, position);
      position += 8 + elements * bytes;
    }
    if (position != channel.size()) {
      throw new FormatException(
          file, "file size", position + " bytes, by its storages", channel.size() + " bytes");
    }
    return begins;
  }

  private Place inOld(Pickled.Storage storage, Map<String, Long> begins) throws IOException {
    Long begin = begins.get(storage.key());
    if (begin == null) {
      throw new FormatException(file, "storage " + storage.key(), "numbers", "none");
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer count = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
      channel.read(count, begin);
      long bytes = count.getLong(0) * storage.dtype().bytes();
      return new Place(
          bytes,
          () -> {
            InputStream in = Files.newInputStream(file);
            in.skipNBytes(begin + 8);
            return in;
          });
    }
  }

  private void take(Object root, Locator locator) throws IOException {
    if (!(root instanceof Map<?, ?> map)) {
      throw new FormatException(file, "content", "a dict of tensors", Unpickler.describe(root));
    }
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (!(entry.getKey() instanceof String name)) {
        throw new FormatException(
            file, "content", "names of tensors", Unpickler.describe(entry.getKey()));
      }
      if (entry.getValue() instanceof Pickled.Tensor tensor) {
        tensors.put(name, tensor(name, tensor, locator.find(tensor.storage())));
      } else {
        values.put(name, entry.getValue());
      }
    }
  }

  private StoredTensor tensor(String name, Pickled.Tensor tensor, Place place) {
    Pickled.Storage storage = tensor.storage();
    String shown = TensorInfo.describe(storage.dtype(), tensor.shape());
    int bytes = storage.dtype().bytes();
    if (storage.elements() > place.bytes() / bytes || storage.elements() * bytes != place.bytes()) {
      throw new FormatException(
          file,
          "tensor " + name,
          "a storage of " + storage.elements() + " " + storage.dtype(),
          place.bytes() + " bytes");
    }
    long elements = elements(tensor.shape(), storage.elements());
    if (elements < 0 || tensor.offset() > storage.elements() - elements) {
      throw new FormatException(
          file,
          "tensor " + name,
          "at most the " + storage.elements() + " numbers of its storage",
          shown + " from " + tensor.offset());
    }
    boolean columnMajor = !isDense(tensor.shape(), tensor.strides(), false);
    if (columnMajor
        && (tensor.shape().size() != 2 || !isDense(tensor.shape(), tensor.strides(), true))) {
      throw new FormatException(
          file,
          "tensor " + name,
          "a contiguous tensor or a transposed matrix",
          shown + " with strides " + tensor.strides());
    }
    long skipped = tensor.offset() * bytes;
    return new StoredTensor(
        file,
        name,
        storage.dtype(),
        tensor.shape(),
        columnMajor,
        () -> {
          InputStream in = place.stream().open();
          in.skipNBytes(skipped);
          return in;
        });
  }

  /** Multiplies dimensions; -1 if there are more numbers than the storage has. */
  private static long elements(List<Long> shape, long most) {
    if (shape.contains(0L)) {
      return 0;
    }
    long product = 1;
    for (long dimension : shape) {
      if (dimension > most / product) {
        return -1;
      }
      product *= dimension;
    }
    return product;
  }

  /** Tells whether the numbers lie without gaps; strides of dimensions of 1 don't matter. */
  private static boolean isDense(List<Long> shape, List<Long> strides, boolean firstFastest) {
    long expected = 1;
    for (int i = 0; i < shape.size(); i++) {
      int dimension = firstFastest ? i : shape.size() - 1 - i;
      long size = shape.get(dimension);
      if (size == 0) {
        return true;
      }
      if (size != 1 && strides.get(dimension) != expected) {
        return false;
      }
      expected *= size;
    }
    return true;
  }

  /** Finds the numbers of a storage. */
  private interface Locator {
    Place find(Pickled.Storage storage) throws IOException;
  }

  /** Where the numbers of a storage are, and how many bytes they are. */
  private record Place(long bytes, StoredTensor.Bytes stream) {}
}
