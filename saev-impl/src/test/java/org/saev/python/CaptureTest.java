package org.saev.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.saev.Saev;
import org.saev.activations.ActivationSource;
import org.saev.activations.Example;
import org.saev.activations.Modality;
import org.saev.activations.PatchGrid;
import org.saev.activations.TokenRole;

/** The script that hooks a PyTorch module, and the store that it writes. */
class CaptureTest {

  private static Optional<String> python;

  @TempDir Path folder;

  @BeforeAll
  static void findPython() throws Exception {
    python = Python.withTorch();
  }

  @Test
  void script_isShort() throws Exception {
    assertThat(Files.readAllLines(Python.project("examples/python/capture.py")))
        .hasSizeLessThanOrEqualTo(60);
  }

  @ParameterizedTest
  @ValueSource(strings = {"float32", "float16", "bfloat16"})
  void hookedModule_givesAStoreThatOpens(String dtype) throws Exception {
    assumeTrue(python.isPresent(), Python.ABSENT);
    String printed =
        Python.run(
            python.get(),
            folder,
            """
            import sys; sys.path.insert(0, r"%s")
            import torch
            from capture import Store

            class Layer(torch.nn.Module):
                def forward(self, x): return (x.to(torch.%s), None)

            layer = Layer()
            with Store("store", model="m", layer="7", shard_tokens=8) as store:
                for i in range(3):
                    with store.hook(layer):
                        layer(torch.arange(20.0).reshape(1, 4, 5) + i)
                    store.add(f"e{i}", modality=[0, 1, 1, 0], role=[1, 0, 0, 0],
                              text=["<s>", None, None, " \\u00e9"], grids=[(0, 1, 2, 1.0)],
                              patch=[None, (0, 0, 0), (0, 0, 1), None])
                try:
                    with store.hook(layer): layer(torch.zeros(1, 4, 5))
                    store.add("short", modality=[0])
                except ValueError as e:
                    print(e)
            """
                .formatted(Python.project("examples/python"), dtype));
    assertThat(printed).startsWith("short: the module gave 4 tokens, but");
    try (ActivationSource source = Saev.open(folder.resolve("store"))) {
      assertThat(source.width()).isEqualTo(5);
      assertThat(source.identity().layer()).isEqualTo("7");
      List<Example> examples = source.examples().toList();
      assertThat(examples).hasSize(3);
      for (int i = 0; i < 3; i++) {
        Example example = examples.get(i);
        assertThat(example.id()).isEqualTo("e" + i);
        for (int at = 0; at < 20; at++) {
          assertThat(example.activations().get(at)).isEqualTo(at + i);
        }
        assertThat(example.tokens().modality(1)).isEqualTo(Modality.IMAGE);
        assertThat(example.tokens().role(0)).isEqualTo(TokenRole.SPECIAL);
        assertThat(example.tokens().role(3)).isEqualTo(TokenRole.ORDINARY);
        assertThat(example.tokens().text(3)).hasValue(" \u00e9");
        assertThat(example.tokens().grids()).containsExactly(PatchGrid.of(1, 2));
      }
    }
  }
}
