package org.saev.internal.io;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes zip files whose entries are stored, not compressed; equal content gives equal bytes. */
final class ZipWriter implements Closeable {

  private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);
  private static final int BUFFER_BYTES = 1 << 20;

  private final FileOutputStream file;
  private final ZipOutputStream zip;

  ZipWriter(Path path) throws IOException {
    file = new FileOutputStream(path.toFile());
    zip = new ZipOutputStream(new BufferedOutputStream(file, BUFFER_BYTES));
  }

  /** Writes bytes. */
  void add(String name, byte[] content) throws IOException {
    CRC32 sum = new CRC32();
    sum.update(content);
    begin(name, content.length, sum);
    zip.write(content);
    zip.closeEntry();
  }

  /** Writes bytes and the numbers of a tensor after them. */
  void add(String name, byte[] head, Tensor tensor) throws IOException {
    CRC32 sum = new CRC32();
    sum.update(head);
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    tensor.writeTo(buffer, sum::update);
    begin(name, head.length + tensor.bytes(), sum);
    zip.write(head);
    tensor.writeTo(buffer, bytes -> write(zip, bytes));
    zip.closeEntry();
  }

  /** Ends the file and forces it to the disk. */
  void finish() throws IOException {
    zip.finish();
    zip.flush();
    file.getFD().sync();
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }

  private void begin(String name, long size, CRC32 sum) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setTimeLocal(TIME);
    entry.setSize(size);
    entry.setCrc(sum.getValue());
    zip.putNextEntry(entry);
  }

  private static void write(OutputStream out, ByteBuffer bytes) throws IOException {
    out.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
  }
}
