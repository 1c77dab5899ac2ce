package org.saev.internal.io;

import com.google.common.io.BaseEncoding;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.saev.FormatException;

/**
 * Size and SHA-256 of a file. SHA-256 because {@code sha256sum} and Python's {@code hashlib} check
 * it too; it costs a second for each 1 to 1.5 GB on a processor with SHA instructions.
 *
 * @param bytes size of the file
 * @param sha256 64 hexadecimal digits, lower case
 */
public record FileChecksum(long bytes, String sha256) {

  private static final int BUFFER_BYTES = 1 << 20;

  /**
   * Reads a file to its end.
   *
   * @param file the file
   * @return its size and checksum
   * @throws IOException if the file can't be read
   */
  public static FileChecksum read(Path file) throws IOException {
    MessageDigest digest = newDigest();
    ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    long bytes = 0;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      while (channel.read(buffer.clear()) >= 0) {
        bytes += buffer.position();
        digest.update(buffer.flip());
      }
    }
    return of(bytes, digest);
  }

  /**
   * Reads a file and refuses it unless it has this size and checksum.
   *
   * @param file the file
   * @throws IOException if the file can't be read
   */
  public void check(Path file) throws IOException {
    FileChecksum found = read(file);
    if (found.bytes != bytes) {
      throw new FormatException(file, "file size", bytes + " bytes", found.bytes + " bytes");
    }
    if (!found.sha256.equals(sha256)) {
      throw new FormatException(file, "SHA-256 of the file", sha256, found.sha256);
    }
  }

  /**
   * Starts a SHA-256.
   *
   * @return a new digest
   */
  public static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  /**
   * Formats a digest.
   *
   * @param digest of some bytes
   * @return 64 hexadecimal digits, lower case
   */
  public static String hex(MessageDigest digest) {
    return BaseEncoding.base16().lowerCase().encode(digest.digest());
  }

  static FileChecksum of(long bytes, MessageDigest digest) {
    return new FileChecksum(bytes, hex(digest));
  }
}
