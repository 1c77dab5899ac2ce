package org.saev.internal.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AtomicFilesTest {

  @TempDir Path folder;

  @Test
  void write_overAFile_replacesIt() throws IOException {
    Path file = folder.resolve("a.txt");
    AtomicFiles.write(file, "old and longer");
    AtomicFiles.write(file, "new");
    assertThat(file).hasContent("new");
    assertThat(folder).isDirectoryNotContaining(AtomicFiles::isTemporary);
  }

  @Test
  void write_thatFails_leavesTheOldFileAlone() throws IOException {
    Path file = folder.resolve("a.txt");
    AtomicFiles.write(file, "old");
    assertThatThrownBy(
            () ->
                AtomicFiles.write(
                    file,
                    temporary -> {
                      assertThat(AtomicFiles.isTemporary(temporary)).isTrue();
                      Files.writeString(temporary, "half of the n");
                      throw new IOException("the disk is full");
                    }))
        .hasMessage("the disk is full");
    assertThat(file).hasContent("old");
    assertThat(folder).isDirectoryNotContaining(AtomicFiles::isTemporary);
  }
}
