package org.saev.internal.io;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.saev.FormatException;

/**
 * The entries of a zip file, which is never unpacked: an entry's name is no path. Refused are names
 * that occur twice, more than 10,000 entries, and an entry of more than 16 MiB that is more than
 * 100 times as large as what it was compressed to.
 */
final class ZipTensors implements Closeable {

  private static final int MAX_ENTRIES = 10_000;
  private static final long HARMLESS_BYTES = 1 << 24;
  private static final long MAX_RATIO = 100;

  private final Path file;
  private final ZipFile zip;
  private final Map<String, ZipEntry> entries = new LinkedHashMap<>();

  private ZipTensors(Path file, ZipFile zip) {
    this.file = file;
    this.zip = zip;
  }

  /** Opens a file and checks its directory. */
  static ZipTensors open(Path file) throws IOException {
    ZipFile zip;
    try {
      zip = new ZipFile(file.toFile());
    } catch (ZipException | IllegalArgumentException e) {
      throw new FormatException(file, "zip directory", "a readable one", e.getMessage());
    }
    try {
      ZipTensors tensors = new ZipTensors(file, zip);
      tensors.list();
      return tensors;
    } catch (IOException | RuntimeException | Error e) {
      zip.close();
      throw e;
    }
  }

  /** Tells by its first bytes whether a file is a zip. */
  static boolean isZip(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] start = in.readNBytes(4);
      return start.length == 4
          && start[0] == 'P'
          && start[1] == 'K'
          && start[2] == 3
          && start[3] == 4;
    }
  }

  Path file() {
    return file;
  }

  /** Returns all entries but folders, by name. */
  Map<String, ZipEntry> entries() {
    return entries;
  }

  /** Opens an entry; a damaged one gives an exception that names it when it is read. */
  InputStream stream(ZipEntry entry) throws IOException {
    try {
      InputStream in = zip.getInputStream(entry);
      if (in == null) {
        throw damaged(entry, "no content");
      }
      return new Checked(entry, in);
    } catch (ZipException | IllegalArgumentException e) {
      throw damaged(entry, e.getMessage());
    }
  }

  /** Reads a small entry whole. */
  byte[] read(ZipEntry entry, int limit) throws IOException {
    if (entry.getSize() > limit) {
      throw new FormatException(
          file,
          "zip entry " + entry.getName(),
          "at most " + limit + " bytes",
          entry.getSize() + " bytes");
    }
    try (InputStream in = stream(entry)) {
      return in.readNBytes(limit);
    }
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }

  private void list() throws IOException {
    long size = Files.size(file);
    if (zip.size() > MAX_ENTRIES) {
      throw new FormatException(
          file, "zip directory", "at most " + MAX_ENTRIES + " entries", zip.size() + " entries");
    }
    Enumeration<? extends ZipEntry> all = zip.entries();
    while (all.hasMoreElements()) {
      ZipEntry entry = next(all);
      check(entry, size);
      if (!entry.isDirectory() && entries.put(entry.getName(), entry) != null) {
        throw new FormatException(
            file, "zip entry " + entry.getName(), "one of that name", "two of them");
      }
    }
  }

  /** Takes the next entry, whose comment is decoded only now. */
  private ZipEntry next(Enumeration<? extends ZipEntry> all) {
    try {
      return all.nextElement();
    } catch (IllegalArgumentException e) {
      throw new FormatException(file, "zip directory", "a readable one", e.getMessage());
    }
  }

  private void check(ZipEntry entry, long fileSize) {
    long held = entry.getCompressedSize();
    long unpacked = entry.getSize();
    String where = "zip entry " + entry.getName();
    if (held < 0 || held > fileSize || unpacked < 0) {
      throw new FormatException(
          file, where, "sizes that fit into the file", held + " and " + unpacked + " bytes");
    }
    if (entry.getMethod() == ZipEntry.STORED && held != unpacked) {
      throw new FormatException(
          file, where, "equal sizes, since it is stored", held + " and " + unpacked + " bytes");
    }
    if (unpacked > HARMLESS_BYTES && unpacked / MAX_RATIO > held) {
      throw new FormatException(
          file,
          where,
          "at most " + MAX_RATIO + " times the " + held + " bytes it has in the file",
          unpacked + " bytes");
    }
  }

  private FormatException damaged(ZipEntry entry, String reason) {
    return new FormatException(file, "zip entry " + entry.getName(), "readable content", reason);
  }

  /** Turns the errors of a damaged entry into those of a format. */
  private final class Checked extends InputStream {

    private final ZipEntry entry;
    private final InputStream in;

    Checked(ZipEntry entry, InputStream in) {
      this.entry = entry;
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int from, int count) throws IOException {
      try {
        return in.read(to, from, count);
      } catch (ZipException | EOFException e) {
        throw damaged(entry, e.getMessage());
      }
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
