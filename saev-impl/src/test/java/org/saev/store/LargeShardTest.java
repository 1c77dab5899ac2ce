package org.saev.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.saev.activations.Example;

/**
 * A shard of 2.5 GiB, as a foreign writer may make it: a Java buffer ends at 2 GiB. The file has a
 * hole in the place of its activations, so that it takes no room on the disk.
 */
final class LargeShardTest {

  private static final int WIDTH = 4096;
  private static final int EXAMPLE_TOKENS = 64;
  private static final int EXAMPLES = 2560;
  private static final int TOKENS = EXAMPLES * EXAMPLE_TOKENS;
  private static final long ROWS_BYTES = 4L * WIDTH * TOKENS;

  @TempDir Path folder;

  @BeforeEach
  void write() throws IOException {
    long before = Files.getFileStore(folder).getUsableSpace();
    Path shard = folder.resolve("shard-00000.safetensors");
    long size = writeShard(shard);
    boolean sparse = before - Files.getFileStore(folder).getUsableSpace() < ROWS_BYTES / 2;
    assumeTrue(sparse, "skipped: the file system of temporary files has no sparse files");
    Files.writeString(
        folder.resolve("manifest.json"),
        """
        {"format": "saev-activations", "version": 1, "model": "", "layer": "", "width": %d,
         "dtype": "float32", "examples": %d, "tokens": %d, "complete": true,
         "modalities": ["text"], "roles": ["ordinary"], "metadata": {},
         "shards": [{"file": "shard-00000.safetensors", "examples": %d, "tokens": %d,
                     "bytes": %d, "sha256": "%s"}]}
        """
            .formatted(WIDTH, EXAMPLES, TOKENS, EXAMPLES, TOKENS, size, "0".repeat(64)));
  }

  @Test
  void examples_beyondTheEndOfAJavaBuffer_areRead() {
    try (ActivationStore store = ActivationStore.open(folder)) {
      for (int index : new int[] {0, 1023, 1024, 2047, 2048, EXAMPLES - 1}) {
        Example example = store.example(index);
        assertThat(example.id()).isEqualTo("%04d".formatted(index));
        assertThat(example.activations().get(0)).isEqualTo(index + 1f);
        assertThat(example.activations().get(EXAMPLE_TOKENS * WIDTH - 1)).isEqualTo(-index - 1f);
      }
    }
  }

  @Test
  void stream_takesLittleMemory() throws Exception {
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xmx24m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Reader.class.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as(output).isZero();
    long sum = (long) EXAMPLES * (EXAMPLES + 1) / 2;
    assertThat(output.trim()).endsWith(TOKENS + " rows, sum of the first column " + sum + ".0");
  }

  /** Reads a number of every row. */
  static final class Reader {

    private Reader() {}

    public static void main(String[] args) {
      try (ActivationStore store = ActivationStore.open(Path.of(args[0]))) {
        double sum =
            store
                .examples()
                .mapToDouble(
                    example -> {
                      double first = 0;
                      for (int token = 0; token < example.tokens().size(); token++) {
                        first += example.activations().get(token * WIDTH);
                      }
                      return first;
                    })
                .sum();
        System.out.println(
            store.tokenCount().orElseThrow() + " rows, sum of the first column " + sum);
      }
    }
  }

  /** The first number of example i is i + 1, its last one -i - 1, the others are 0. */
  private static long writeShard(Path file) throws IOException {
    long starts = 8L * (EXAMPLES + 1);
    long rows = 2 * starts;
    long ids = rows + ROWS_BYTES;
    long modalities = ids + 4L * EXAMPLES;
    long strings = modalities + TOKENS;
    long end = strings + 4L * EXAMPLES;
    String json =
        "{"
            + tensor("token_starts", "I64", Integer.toString(EXAMPLES + 1), 0, starts)
            + ","
            + tensor("string_starts", "I64", Integer.toString(EXAMPLES + 1), starts, rows)
            + ","
            + tensor("activations", "F32", TOKENS + "," + WIDTH, rows, ids)
            + ","
            + tensor("id", "I32", Integer.toString(EXAMPLES), ids, modalities)
            + ","
            + tensor("modality", "U8", Integer.toString(TOKENS), modalities, strings)
            + ","
            + tensor("strings", "U8", Integer.toString(4 * EXAMPLES), strings, end)
            + "}";
    byte[] header = (json + " ".repeat(8 - json.length() % 8)).getBytes(StandardCharsets.UTF_8);
    long data = 8L + header.length;
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE,
            StandardOpenOption.SPARSE)) {
      channel.write(buffer(8).putLong(header.length).flip(), 0);
      channel.write(ByteBuffer.wrap(header), 8);
      ByteBuffer tokenStarts = buffer((int) starts);
      ByteBuffer stringStarts = buffer((int) starts);
      ByteBuffer id = buffer(4 * EXAMPLES);
      StringBuilder text = new StringBuilder();
      for (int i = 0; i <= EXAMPLES; i++) {
        tokenStarts.putLong((long) EXAMPLE_TOKENS * i);
        stringStarts.putLong(4L * i);
      }
      long example = 4L * EXAMPLE_TOKENS * WIDTH;
      for (int i = 0; i < EXAMPLES; i++) {
        id.putInt(i);
        text.append("%04d".formatted(i));
        channel.write(buffer(4).putFloat(i + 1).flip(), data + rows + i * example);
        channel.write(buffer(4).putFloat(-i - 1).flip(), data + rows + (i + 1) * example - 4);
      }
      channel.write(tokenStarts.flip(), data);
      channel.write(stringStarts.flip(), data + starts);
      channel.write(id.flip(), data + ids);
      channel.write(
          ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8)), data + strings);
      return data + end;
    }
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static String tensor(String name, String dtype, String shape, long from, long to) {
    return "\"%s\":{\"dtype\":\"%s\",\"shape\":[%s],\"data_offsets\":[%d,%d]}"
        .formatted(name, dtype, shape, from, to);
  }
}
