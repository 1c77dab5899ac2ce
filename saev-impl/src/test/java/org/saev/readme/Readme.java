package org.saev.readme;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The project's README, found from the folder of the module or of the project. */
final class Readme {

  private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  private Readme() {}

  static List<String> javaSnippets() throws IOException {
    return JAVA.matcher(text()).results().map(match -> match.group(1)).toList();
  }

  static Stream<String> lines() throws IOException {
    return text().lines();
  }

  /** The lines of the one block of commands under "Quick start". */
  static List<String> quickStart() throws IOException {
    Matcher block =
        Pattern.compile("## Quick start\n.*?```sh\n(.*?)```", Pattern.DOTALL).matcher(text());
    if (!block.find()) {
      throw new AssertionError("the README has no sh block under ## Quick start");
    }
    return block.group(1).lines().toList();
  }

  private static String text() throws IOException {
    Path here = Path.of("README.md");
    return Files.readString(Files.exists(here) ? here : Path.of("..", "README.md"));
  }
}
