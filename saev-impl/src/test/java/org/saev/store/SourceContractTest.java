package org.saev.store;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;
import org.saev.activations.ActivationSource;
import org.saev.activations.Example;

/** The contract on every source of the library, on parts of them, and on one that a user wrote. */
final class SourceContractTest {

  @Nested
  class InMemory extends ActivationSourceContract {
    @Override
    ActivationSource open(List<Example> all) {
      return ActivationSource.of(all);
    }
  }

  @Nested
  class PartOfMemory extends ActivationSourceContract {
    @Override
    ActivationSource open(List<Example> all) {
      return ActivationSource.of(twice(all)).split(2).get(1);
    }
  }

  /** Two methods and nothing else. */
  @Nested
  class Written extends ActivationSourceContract {
    @Override
    ActivationSource open(List<Example> all) {
      return new ActivationSource() {
        @Override
        public int width() {
          return all.get(0).width();
        }

        @Override
        public Stream<Example> examples() {
          return all.stream();
        }
      };
    }
  }

  @Nested
  class StoreOfFloat32 extends OfStore {}

  @Nested
  class StoreOfFloat16 extends OfStore {
    @Override
    ActivationDtype dtype() {
      return ActivationDtype.FLOAT16;
    }
  }

  @Nested
  class StoreOfBfloat16 extends OfStore {
    @Override
    ActivationDtype dtype() {
      return ActivationDtype.BFLOAT16;
    }
  }

  @Nested
  class PartOfStore extends OfStore {
    @Override
    ActivationSource open(List<Example> all) {
      return super.open(twice(all)).split(2).get(1);
    }
  }

  @Nested
  class PartOfPart extends OfStore {
    @Override
    ActivationSource open(List<Example> all) {
      return super.open(twice(twice(all))).split(2).get(0).split(2).get(1);
    }
  }

  abstract static class OfStore extends ActivationSourceContract {

    @TempDir Path folder;

    @Override
    ActivationSource open(List<Example> all) {
      try (ActivationStoreWriter writer =
          ActivationStoreWriter.to(folder).dtype(dtype()).shardBytes(300).create()) {
        all.forEach(writer::append);
      }
      return ActivationStore.open(folder);
    }
  }

  private static List<Example> twice(List<Example> all) {
    List<Example> result = new ArrayList<>(all);
    result.addAll(all);
    return result;
  }
}
