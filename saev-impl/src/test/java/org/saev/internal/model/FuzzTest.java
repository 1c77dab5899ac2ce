package org.saev.internal.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.logging.Level;
import java.util.logging.Logger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.saev.FormatException;
import org.saev.SaevException;
import org.saev.internal.io.Mutations;
import org.saev.spi.SaeWeights;

/**
 * Ten thousand damaged checkpoints in all: each is read, with finite numbers and the right sizes,
 * or refused by an exception that names the file. Damage falls on the parts that are parsed:
 * headers, pickles, zip directories and configurations, not on megabytes of numbers.
 */
class FuzzTest {

  private static final int HEAD = 1600;
  private static final int TAIL = 900;

  /** Held, since loggers that nobody holds forget their level. */
  private static final Logger LOG = Logger.getLogger(ModelFiles.class.getName());

  private static Path folder;

  @BeforeContainer
  static void makeFolder() throws IOException {
    folder = Files.createTempDirectory("fuzz");
    LOG.setLevel(Level.WARNING);
  }

  @AfterContainer
  static void deleteFolder() throws IOException {
    LOG.setLevel(null);
    try (var all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  @Property(tries = 1000)
  void sparsifyConfiguration(@ForAll long seed) throws IOException {
    damage("sparsify/checkpoint_init", "cfg.json", seed);
  }

  @Property(tries = 1000)
  void sparsifyWeights(@ForAll long seed) throws IOException {
    damage("sparsify/checkpoint_init", "sae.safetensors", seed);
  }

  @Property(tries = 1000)
  void saeLensConfiguration(@ForAll long seed) throws IOException {
    damage("saelens_topk/checkpoint_init_inference", "cfg.json", seed);
  }

  @Property(tries = 1000)
  void saeLensScale(@ForAll long seed) throws IOException {
    damage("saelens_topk/checkpoint_step10_trainer", "activation_scaler.json", seed);
  }

  @Property(tries = 1000)
  void dictionaryLearningConfiguration(@ForAll long seed) throws IOException {
    damage("dictionary_learning/checkpoint_step10", "config.json", seed);
  }

  @Property(tries = 1500)
  void dictionaryLearningWeights(@ForAll long seed) throws IOException {
    damage("dictionary_learning/checkpoint_step10", "ae.pt", seed);
  }

  @Property(tries = 1500)
  void gemmaScope(@ForAll long seed) throws IOException {
    damage("gemma_scope_jumprelu/layer_3/width_192/average_l0_8", "params.npz", seed);
  }

  @Property(tries = 1000)
  void openAiZip(@ForAll long seed) throws IOException {
    damage("openai_model", "autoencoder_init_published_layout.pt", seed);
  }

  @Property(tries = 1500)
  void openAiPickles(@ForAll long seed) throws IOException {
    damage("openai_model", "autoencoder_init_legacy_nozip.pt", seed);
  }

  private static void damage(String golden, String file, long seed) throws IOException {
    Path own = folder.resolve(golden.replace('/', '-'));
    if (!Files.exists(own)) {
      Golden.copy(golden, own);
    }
    Path damaged = own.resolve(file);
    byte[] good = Files.readAllBytes(Golden.path(golden).resolve(file));
    Mutations.replace(damaged, mutate(good, new Random(seed)));
    Path model = file.endsWith(".pt") && !file.equals("ae.pt") ? damaged : own;
    try {
      SaeWeights weights = ModelFiles.load(model);
      int entries = weights.config().latents() * weights.config().width();
      assertThat(weights.encoder()).hasSize(entries);
      assertThat(weights.decoder()).hasSize(entries);
    } catch (FormatException e) {
      assertThat(Path.of(e.file())).startsWith(own);
      assertThat(e.getMessage().length()).isLessThan(2000);
    } catch (SaevException e) {
      assertThat(e).hasMessageContaining(own.toString());
    } finally {
      Mutations.replace(damaged, good);
    }
  }

  /** Half of the time the start, where headers are; a quarter each the end, and anywhere. */
  private static byte[] mutate(byte[] good, Random random) {
    int kind = random.nextInt(4);
    if (kind == 3 || good.length < HEAD + TAIL) {
      return Mutations.mutate(good, random);
    }
    int from = kind == 2 ? good.length - TAIL : 0;
    int to = kind == 2 ? good.length : HEAD;
    byte[] part = Mutations.mutate(Arrays.copyOfRange(good, from, to), random);
    byte[] all = new byte[from + part.length + good.length - to];
    System.arraycopy(good, 0, all, 0, from);
    System.arraycopy(part, 0, all, from, part.length);
    System.arraycopy(good, to, all, from + part.length, good.length - to);
    return all;
  }
}
