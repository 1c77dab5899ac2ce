package org.saev.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.saev.FormatException;
import org.saev.SaevException;
import org.saev.activations.Example;
import org.saev.internal.io.Mutations;

/**
 * Damaged Arrow files and states: each is read, or refused by an exception that names the file.
 * Nothing is allocated by what a file claims, so there is no limit of memory to set here.
 */
class ArrowFuzzTest {

  private static Path folder;
  private static byte[] stream;
  private static byte[] fixed;
  private static byte[] state;

  @BeforeContainer
  static void makeFiles() throws IOException {
    folder = Files.createTempDirectory("arrow-fuzz");
    List<List<?>> columns =
        List.of(List.of(List.of(List.of(1, 2), List.of(3, 4)), List.of(List.of(5, 6))));
    Path path = folder.resolve("a.arrow");
    ArrowData.write(
        path,
        false,
        List.of(ArrowData.array2d("acts", ArrowData.FLOAT32, 2, 2, "float32")),
        List.of(columns, columns));
    stream = Files.readAllBytes(path);
    ArrowData.write(
        path,
        true,
        List.of(
            ArrowData.list(
                "acts", "2", ArrowData.list("i", "2", ArrowData.leaf("i", ArrowData.FLOAT16))),
            ArrowData.list("modality", "2", ArrowData.leaf("i", ArrowData.INT32))),
        List.of(List.of(List.of(List.of(List.of(1, 2), List.of(3, 4))), List.of(List.of(0, 1)))));
    fixed = Files.readAllBytes(path);
    state =
        "{\"_data_files\": [{\"filename\": \"a.arrow\"}], \"_fingerprint\": \"f\"}".getBytes(UTF_8);
    Files.write(folder.resolve("state.json"), state);
  }

  @AfterContainer
  static void deleteFiles() throws IOException {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  @Property(tries = 900)
  void anywhere(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    read(Mutations.mutate(random.nextBoolean() ? stream : fixed, random), state);
  }

  /** One word of the metadata, to what lengths and offsets go wrong by. */
  @Property(tries = 1200)
  void words(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    byte[] bytes = (random.nextBoolean() ? stream : fixed).clone();
    int[] values = {
      0, 1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, random.nextInt(), random.nextInt(99)
    };
    for (int times = random.nextInt(3); times >= 0; times--) {
      int at = 4 * random.nextInt(bytes.length / 4);
      int value = values[random.nextInt(values.length)];
      for (int i = 0; i < 4; i++) {
        bytes[at + i] = (byte) (value >> (8 * i));
      }
    }
    read(bytes, state);
  }

  @Property(tries = 300)
  void state(@ForAll long seed) throws IOException {
    read(stream, Mutations.mutate(state, new Random(seed)));
  }

  private static void read(byte[] data, byte[] json) throws IOException {
    // A new file each time: what is mapped must not change.
    Path file = folder.resolve("a.arrow");
    Mutations.replace(file, data);
    Mutations.replace(folder.resolve("state.json"), json);
    try (ArrowActivations source = ArrowActivations.open(folder)) {
      long tokens = 0;
      List<Integer> sizes = new ArrayList<>();
      for (Example example : (Iterable<Example>) source.examples()::iterator) {
        tokens += example.tokens().size();
        sizes.add(example.activations().remaining());
        assertThat(example.activations().remaining())
            .isEqualTo(example.tokens().size() * source.width());
      }
      assertThat(sizes).hasSize((int) source.exampleCount().getAsLong());
      assertThat(source.tokenCount()).hasValue(tokens);
    } catch (FormatException e) {
      assertThat(Path.of(e.file())).hasParent(folder);
      assertThat(e.getMessage().length()).isLessThan(2000);
    } catch (SaevException e) {
      assertThat(e).hasMessageContaining(folder.toString());
    }
  }
}
