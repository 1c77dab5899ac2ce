package org.saev.examples.pictograms.experiments;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.saev.Saev;
import org.saev.activations.ActivationSource;
import org.saev.examples.pictograms.job.Autoencoders;
import org.saev.examples.pictograms.job.Capture;
import org.saev.examples.pictograms.job.JobSettings;
import org.saev.examples.pictograms.job.Pair;
import org.saev.examples.pictograms.job.Pairs;
import org.saev.examples.pictograms.job.Progress;
import org.saev.examples.pictograms.model.TrainedModels;
import org.saev.examples.pictograms.scene.SceneRenderer;
import org.saev.method.CrossModalFit;
import org.saev.method.CrossModalWeights;
import org.saev.sae.SparseAutoencoder;
import org.saev.store.ActivationStore;

/**
 * What experiments need: the trained model, and the activations, autoencoders and weights of the
 * main job. Each is made when it is first asked for, and kept on disk, so that the next experiment
 * or the next run finds it. Not thread-safe.
 */
public final class Workplace implements AutoCloseable {

  private static final String SAE_V = "sae-v";
  private static final String SAE = "sae";

  /** Makes something. */
  public interface Maker<T> {
    /**
     * Makes it.
     *
     * @return what was made
     * @throws IOException if a file can't be read or written
     */
    T make() throws IOException;
  }

  /**
   * Something to make and to keep, beside others.
   *
   * @param <T> its type
   * @param key as for {@link #cached}
   * @param madeWith as for {@link #cached}
   * @param maker makes it, in a thread of its own: what it uses must bear that, which the workplace
   *     doesn't
   */
  public record Part<T>(String key, Object madeWith, Maker<T> maker) {}

  /** Fills a folder. */
  public interface FolderMaker {
    /**
     * Fills it.
     *
     * @param folder empty
     * @throws IOException if a file can't be written
     */
    void makeIn(Path folder) throws IOException;
  }

  private final Path folder;
  private final Path weights;
  private final JobSettings settings;
  private final Progress progress;
  private final Parts parts;
  private final JsonElement identity;
  private final SceneRenderer renderer = new SceneRenderer();
  private final Map<String, Object> opened = new LinkedHashMap<>();
  private final Deque<AutoCloseable> closing = new ArrayDeque<>();
  private int making;
  private double sharedSeconds;
  private double sharedReusedSeconds;

  /**
   * Opens a workplace; nothing is made yet.
   *
   * @param folder where finished parts are kept, made if it doesn't exist
   * @param weights the folder of the trained weights
   * @param settings of the reference pairs and the autoencoders
   * @param progress is told how it goes, and what is reused
   * @throws IOException if the weights can't be read
   */
  public Workplace(Path folder, Path weights, JobSettings settings, Progress progress)
      throws IOException {
    this.folder = folder;
    this.weights = weights;
    this.settings = settings;
    this.progress = progress;
    this.parts = new Parts(folder, progress);
    JsonObject both = new JsonObject();
    both.add("job", ResultJson.tree(settings));
    both.add("weights", ResultJson.tree(checksums(weights)));
    this.identity = both;
  }

  /**
   * All that the contents depend on.
   *
   * @return the settings and the SHA-256 of each file of weights
   */
  public JsonElement identity() {
    return identity.deepCopy();
  }

  /**
   * The settings of the reference pairs and the autoencoders.
   *
   * @return the settings
   */
  public JobSettings settings() {
    return settings;
  }

  /**
   * Is told how it goes.
   *
   * @return where to say it
   */
  public Progress progress() {
    return progress;
  }

  /**
   * Draws scenes.
   *
   * @return the renderer
   */
  public SceneRenderer renderer() {
    return renderer;
  }

  /**
   * Both stages of the trained model.
   *
   * @return the models, which the workplace closes
   * @throws IOException if they can't be read
   */
  public TrainedModels models() throws IOException {
    return once("models", () -> closing(TrainedModels.load(weights)));
  }

  /**
   * The activations of the reference pairs, on which the autoencoders are trained.
   *
   * @return a store, which the workplace closes
   * @throws IOException if it can't be written
   */
  public ActivationStore reference() throws IOException {
    return once(
        "reference",
        () ->
            store(
                "reference",
                "",
                () -> Pairs.clean(settings.referencePairs(), settings.referenceSeed(), renderer)));
  }

  /**
   * SAE-V and the text-only SAE, trained as in the main job.
   *
   * @return the autoencoders, without the course of their training; the workplace closes them
   * @throws IOException if they can't be written
   */
  public Autoencoders autoencoders() throws IOException {
    return once(
        "autoencoders",
        () -> {
          Path folder = folder("autoencoders", "", this::train);
          SparseAutoencoder saeV = Saev.load(folder.resolve(SAE_V));
          SparseAutoencoder sae = Saev.load(folder.resolve(SAE));
          return closing(new Autoencoders(saeV, sae, List.of()));
        });
  }

  private void train(Path folder) throws IOException {
    try (Autoencoders trained = Autoencoders.train(settings, reference(), progress)) {
      trained.saeV().save(folder.resolve(SAE_V));
      trained.sae().save(folder.resolve(SAE));
    }
  }

  /**
   * The cross-modal weights of SAE-V in the rank-paired form, fitted on the reference pairs.
   *
   * @return the weights
   * @throws IOException if what they are fitted to can't be written
   */
  public CrossModalWeights saeVWeights() throws IOException {
    return once("sae-v-weights", () -> fit(autoencoders().saeV()));
  }

  /**
   * The cross-modal weights of the text-only SAE in the rank-paired form, fitted on the reference
   * pairs.
   *
   * @return the weights
   * @throws IOException if what they are fitted to can't be written
   */
  public CrossModalWeights saeWeights() throws IOException {
    return once("sae-weights", () -> fit(autoencoders().sae()));
  }

  private CrossModalWeights fit(SparseAutoencoder sae) throws IOException {
    ActivationSource source = reference();
    progress.begin("fitting cross-modal weights", "pairs");
    CrossModalWeights fitted = Saev.encode(source, sae).fit(CrossModalFit.rankPaired());
    progress.end(fitted.weighted() + " latents have a weight");
    return fitted;
  }

  /**
   * The activations of some pairs at the layer of the settings.
   *
   * @param key names the store on disk: lower-case words joined by hyphens or dots
   * @param madeWith all that the pairs depend on
   * @param pairs the pairs; asked for only where there is no such store yet
   * @return a store, which the workplace closes
   * @throws IOException if it can't be written
   */
  public ActivationStore store(String key, Object madeWith, Supplier<List<Pair>> pairs)
      throws IOException {
    Path folder =
        folder(
            key,
            madeWith,
            part -> {
              List<Pair> all = pairs.get();
              progress.begin("capturing " + key, "pairs");
              new Capture(models(), settings.layer())
                  .write(all, part.resolve("store"), done -> progress.at(done, all.size(), ""));
              progress.end(all.size() + " pairs");
            });
    return closing(ActivationStore.open(folder.resolve("store")));
  }

  /**
   * A finished part of an experiment as JSON: a figure, a list of losses. What was made before with
   * the same settings is read, not made again.
   *
   * @param <T> its type
   * @param key names it on disk, beside all parts of other experiments: lower-case words joined by
   *     hyphens or dots
   * @param madeWith all that it depends on beside the {@linkplain #identity() workplace}
   * @param type its type, such as {@code double[].class}; what Gson can write and read
   * @param maker makes it
   * @return what was made, now or before
   * @throws IOException if it can't be read or written
   */
  public <T> T cached(String key, Object madeWith, Type type, Maker<T> maker) throws IOException {
    return parts.value(key, fingerprint(madeWith), type, maker);
  }

  /**
   * Finished parts of an experiment as JSON; those that are missing are made side by side.
   *
   * @param <T> their type
   * @param wanted the parts
   * @param type as for {@link #cached}
   * @param atOnce how many at most are made at the same time
   * @return what was made, now or before, in the order of the parts
   * @throws IOException if one can't be read or written; the others that were finished are kept
   */
  public <T> List<T> cachedAll(List<Part<T>> wanted, Type type, int atOnce) throws IOException {
    List<JsonElement> settings = wanted.stream().map(part -> fingerprint(part.madeWith())).toList();
    return parts.values(wanted, settings, type, atOnce);
  }

  /**
   * A finished part of an experiment as a folder of files, such as a model that was trained. It is
   * there whole or not at all.
   *
   * @param key as for {@link #cached}
   * @param madeWith as for {@link #cached}
   * @param maker fills the folder
   * @return the folder, made now or before
   * @throws IOException if it can't be read or written
   */
  public Path folder(String key, Object madeWith, FolderMaker maker) throws IOException {
    return parts.folder(key, fingerprint(madeWith), maker);
  }

  /** Where finished parts are. */
  Path folder() {
    return folder;
  }

  /** What it took so far to make what experiments share, or to open it. */
  double sharedSeconds() {
    return sharedSeconds;
  }

  /** What reused parts of experiments took when they were made; not what experiments share. */
  double reusedSeconds() {
    return parts.reusedSeconds() - sharedReusedSeconds;
  }

  JsonElement fingerprint(Object madeWith) {
    JsonObject both = new JsonObject();
    both.add("own", ResultJson.tree(madeWith));
    both.add("workplace", identity());
    return both;
  }

  /** Gives what was opened under a name, and opens it where nothing was. */
  @SuppressWarnings("unchecked") // a name stands for one type
  private <T> T once(String name, Maker<T> maker) throws IOException {
    T found = (T) opened.get(name);
    if (found == null) {
      long start = System.nanoTime();
      double reused = parts.reusedSeconds();
      making++;
      try {
        found = maker.make();
      } finally {
        making--;
      }
      if (making == 0) {
        sharedSeconds += (System.nanoTime() - start) / 1e9;
        sharedReusedSeconds += parts.reusedSeconds() - reused;
      }
      opened.put(name, found);
    }
    return found;
  }

  private <T extends AutoCloseable> T closing(T resource) {
    closing.push(resource);
    return resource;
  }

  private static Map<String, String> checksums(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.filter(file -> file.toString().endsWith(".safetensors")).toList();
    }
    Map<String, String> checksums = new TreeMap<>();
    for (Path file : files) {
      checksums.put(file.getFileName().toString(), sha256(Files.readAllBytes(file)));
    }
    return checksums;
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  @Override
  public void close() throws IOException {
    while (!closing.isEmpty()) {
      try {
        closing.pop().close();
      } catch (IOException | RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IOException("can't close the workplace", e);
      }
    }
  }
}
