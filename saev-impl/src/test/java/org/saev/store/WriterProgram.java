package org.saev.store;

import java.nio.file.Path;
import java.util.List;
import org.saev.activations.Example;

/** Writes a store, and says after each example how far it is: to be killed. */
final class WriterProgram {

  static final int COUNT = 400;

  private WriterProgram() {}

  public static void main(String[] args) {
    try (ActivationStoreWriter writer = builder(Path.of(args[0])).resume()) {
      for (Example example : rest(writer)) {
        writer.append(example);
        System.out.println(writer.exampleCount());
      }
    }
  }

  static ActivationStoreWriter.Builder builder(Path folder) {
    return ActivationStoreWriter.to(folder).model("m").layer("blocks.3").shardBytes(1500);
  }

  static List<Example> examples() {
    return RandomExamples.of(COUNT, 4, ActivationDtype.FLOAT32, 31);
  }

  static List<Example> rest(ActivationStoreWriter writer) {
    return examples().subList((int) writer.exampleCount(), COUNT);
  }
}
