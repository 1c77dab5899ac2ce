package org.saev.internal.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The fast kernel on narrower vectors than this machine's, each in a process of its own. */
class VectorWidthTest {

  @ParameterizedTest
  @CsvSource({"16,vector-128", "32,vector-256"})
  @EnabledIfSystemProperty(named = "os.arch", matches = "amd64|x86_64")
  void narrowVectors_giveTheSameBits(int bytes, String kernel) throws Exception {
    Process process =
        new ProcessBuilder(
                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                Kernels.FLAG,
                "-XX:MaxVectorSize=" + bytes,
                "-cp",
                System.getProperty("java.class.path"),
                Twins.class.getName())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    assertThat(output).contains(kernel + " and plain agree");
  }

  /** Encodes with both kernels at awkward sizes. */
  static final class Twins {
    private static final int[][] SIZES = {
      {1, 1, 1, 1}, {7, 3, 8, 1}, {13, 64, 9, 4}, {17, 100, 63, 63}, {207, 17, 63, 8}
    };

    private Twins() {}

    public static void main(String[] args) {
      for (int[] size : SIZES) {
        TopKCodes fast = encode(Kernels.chosen(), size);
        TopKCodes plain = encode(Kernels.plain(), size);
        if (!Arrays.equals(fast.indices(), plain.indices())
            || !Arrays.equals(fast.values(), plain.values())) {
          throw new AssertionError("the kernels differ at " + Arrays.toString(size));
        }
      }
      System.out.println(Kernels.chosen().name() + " and plain agree");
    }

    private static TopKCodes encode(Kernel kernel, int[] size) {
      int tokens = size[0];
      int width = size[1];
      int latents = size[2];
      TopKCodes codes = new TopKCodes(size[3]);
      new TopKEncoder(kernel, new Workers(1), width, latents, size[3])
          .encode(
              TestData.normal(1, tokens * width),
              tokens,
              TestData.normal(2, latents * width),
              TestData.normal(3, latents),
              TestData.normal(4, width),
              codes);
      return codes;
    }
  }
}
