package org.saev.internal.djl;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes a TorchScript archive: a module without parameters, of methods given as source. PyTorch
 * compiles the source when it loads the archive, so that every ATen operator can be called from
 * Java with neither Python nor a native build.
 *
 * <p>The format is that of {@code torch.jit.save}: a zip of stored entries; {@code data.pkl} is a
 * pickled instance of the class in {@code code/__torch__.py}.
 */
final class TorchArchive {

  /** What the source calls its class; {@code self} has this type. */
  static final String CLASS = "__torch__.M";

  private static final String HEADER =
      """
      class M(Module):
        __parameters__ = []
        __buffers__ = []
        training : bool
        _is_full_backward_hook : Optional[bool]
      """;

  private TorchArchive() {}

  /**
   * Writes an archive.
   *
   * @param methods source of the methods, indented by two spaces
   */
  static byte[] of(String methods) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.setMethod(ZipOutputStream.STORED);
      put(zip, "data.pkl", instance());
      put(zip, "code/__torch__.py", (HEADER + methods).getBytes(StandardCharsets.UTF_8));
      put(zip, "constants.pkl", new byte[] {(byte) 0x80, 2, ')', '.'}); // an empty tuple
      put(zip, "version", "3\n".getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // never: the bytes are in memory
    }
    return bytes.toByteArray();
  }

  /** Pickle, protocol 2: {@code M()} with training False and _is_full_backward_hook None. */
  private static byte[] instance() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ascii(out, "\u0080\u0002c__torch__\nM\n)\u0081}(");
    string(out, "training");
    out.write(0x89);
    string(out, "_is_full_backward_hook");
    ascii(out, "Nub.");
    return out.toByteArray();
  }

  private static void ascii(ByteArrayOutputStream out, String codes) {
    out.writeBytes(codes.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static void string(ByteArrayOutputStream out, String text) {
    out.write('X');
    out.writeBytes(new byte[] {(byte) text.length(), 0, 0, 0});
    ascii(out, text);
  }

  private static void put(ZipOutputStream zip, String name, byte[] data) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(data);
    ZipEntry entry = new ZipEntry("saev/" + name);
    entry.setSize(data.length);
    entry.setCompressedSize(data.length);
    entry.setCrc(crc.getValue());
    entry.setTime(0);
    zip.putNextEntry(entry);
    zip.write(data);
    zip.closeEntry();
  }
}
