package org.saev.readme;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.saev.activations.Example;
import org.saev.activations.PatchGrid;
import org.saev.activations.TokenSequence;
import org.saev.store.ActivationStoreWriter;

/** Compiles what the README shows, and runs its first program where it finds a store. */
class ReadmeTest {

  private static final String IMPORTS =
      """
      import java.io.File;
      import java.nio.FloatBuffer;
      import java.nio.file.*;
      import java.util.*;
      import javax.imageio.ImageIO;
      import org.saev.*;
      import org.saev.activations.*;
      import org.saev.atlas.*;
      import org.saev.evaluation.*;
      import org.saev.formats.*;
      import org.saev.method.*;
      import org.saev.report.*;
      import org.saev.sae.*;
      import org.saev.scoring.*;
      import org.saev.store.*;
      """;

  @TempDir Path folder;

  @Test
  void quickStart_isTwoCommands() throws IOException {
    assertThat(Readme.quickStart()).hasSize(2);
  }

  /** A block that is marked in another way would be neither compiled nor run. */
  @Test
  void everyJavaBlock_isASnippet() throws IOException {
    long marked =
        Readme.lines().filter(line -> line.strip().matches("[`~]{3,}\\s*(?i:java).*")).count();

    assertThat(Readme.javaSnippets()).hasSize((int) marked).hasSizeGreaterThan(3);
  }

  @Test
  void firstProgram_isShort_andRuns() throws Exception {
    String program = Readme.javaSnippets().get(0);
    assertThat(program.lines().count()).isLessThanOrEqualTo(15);
    compile(
        "Program", "public static void main(String[] args) throws Exception {\n" + program + "}");
    writeStore(folder.resolve("activations"));

    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "--add-modules=jdk.incubator.vector",
                "-cp",
                folder + java.io.File.pathSeparator + System.getProperty("java.class.path"),
                "Program")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as(output).isZero();
    assertThat(Files.readAllLines(folder.resolve("kept.txt"))).hasSize(128);
    assertThat(folder.resolve("sae/sae.safetensors")).exists();
  }

  @Test
  void otherSnippets_compile() throws IOException {
    List<String> snippets = Readme.javaSnippets();
    for (int i = 1; i < snippets.size(); i++) {
      compile(
          "Snippet" + i,
          "static void show(FloatBuffer activations, ActivationSource given, SparseAutoencoder sae)"
              + " throws Exception {\n"
              + (snippets.get(i).contains("Example example") ? "" : "Example example = null;\n")
              + (snippets.get(i).contains("ActivationSource source") ? "" : "var source = given;\n")
              + snippets.get(i)
              + "}");
    }
  }

  private void compile(String name, String body) throws IOException {
    Path source = folder.resolve(name + ".java");
    Files.writeString(source, IMPORTS + "public class " + name + " {\n" + body + "\n}\n");
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    List<String> options =
        List.of("-d", folder.toString(), "-cp", System.getProperty("java.class.path"));
    var files = compiler.getStandardFileManager(null, null, null);
    boolean compiled =
        compiler
            .getTask(messages, files, null, options, null, files.getJavaFileObjects(source))
            .call();
    assertThat(compiled).as(messages.toString()).isTrue();
  }

  /** 320 examples of 16 tokens of width 32. */
  private static void writeStore(Path store) {
    SplittableRandom random = new SplittableRandom(3);
    try (ActivationStoreWriter writer =
        ActivationStoreWriter.to(store).model("none").layer("0").create()) {
      for (int e = 0; e < 320; e++) {
        TokenSequence tokens =
            TokenSequence.builder().patches(PatchGrid.of(3, 3)).textTokens(7).build();
        float[] rows = new float[16 * 32];
        for (int i = 0; i < rows.length; i++) {
          rows[i] = (float) random.nextGaussian();
        }
        writer.append(Example.of("e" + e, tokens, FloatBuffer.wrap(rows)));
      }
    }
  }
}
