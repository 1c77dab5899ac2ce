package org.saev.examples.pictograms.model;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.gson.Gson;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A small vision-language model: reads a picture, writes its caption.
 *
 * <p>Not thread-safe; the engine uses all cores by itself.
 */
public final class VisionLanguageModel implements AutoCloseable {
  private static final String CONFIG = "config";

  private final ModelConfig config;
  private final Map<String, String> notes;
  private final NDManager manager;
  private final Weights weights;
  private final Transformer transformer;

  private VisionLanguageModel(ModelConfig config, long seed, Map<String, String> notes) {
    this.config = config;
    this.notes = Map.copyOf(notes);
    this.manager = NDManager.newBaseManager(Device.cpu());
    this.weights = Weights.random(config, manager, seed);
    this.transformer = new Transformer(config, weights);
  }

  /**
   * A model with fresh weights.
   *
   * @param config its sizes
   * @param seed decides the weights
   * @return the model
   */
  public static VisionLanguageModel random(ModelConfig config, long seed) {
    return new VisionLanguageModel(config, seed, Map.of());
  }

  /**
   * A model that sees pictures, with the language of another and an untrained eye.
   *
   * @param base a language model
   * @param seed decides the weights that the base doesn't have
   * @return the model
   */
  public static VisionLanguageModel withEyes(VisionLanguageModel base, long seed) {
    ModelConfig c = base.config;
    ModelConfig seeing = new ModelConfig(c.vocabulary(), c.width(), c.layers(), c.heads(), true);
    VisionLanguageModel model = random(seeing, seed);
    model.weights.copy(base.weights);
    return model;
  }

  /**
   * Reads a model.
   *
   * @param file what {@link #save} has written
   * @return the model
   * @throws IOException if the file can't be read or holds something else
   */
  public static VisionLanguageModel load(Path file) throws IOException {
    Safetensors stored = Safetensors.read(file);
    String config = stored.metadata().get(CONFIG);
    if (config == null) {
      throw new IOException(file + " has no \"" + CONFIG + "\" in its metadata");
    }
    VisionLanguageModel model =
        new VisionLanguageModel(parseConfig(config, file), 0, stored.metadata());
    try {
      model.setWeights(stored.tensors(), file);
      return model;
    } catch (IOException e) {
      model.close();
      throw e;
    }
  }

  private static ModelConfig parseConfig(String json, Path file) throws IOException {
    try {
      return Objects.requireNonNull(new Gson().fromJson(json, ModelConfig.class));
    } catch (RuntimeException e) {
      // Gson wraps what the record's own check says.
      throw new IOException(file + " has no sizes of a model in its \"config\": " + json, e);
    }
  }

  /**
   * Writes the model whole or not at all.
   *
   * @param file where to
   * @param notes what to keep beside the weights, such as the seed and the training
   * @throws IOException if it can't be written
   */
  public void save(Path file, Map<String, String> notes) throws IOException {
    Map<String, String> metadata = new LinkedHashMap<>(notes);
    metadata.put(CONFIG, new Gson().toJson(config));
    new Safetensors(weights.values(), metadata).write(file);
  }

  /**
   * What was written beside the weights.
   *
   * @return the notes by name; empty for fresh weights
   */
  public Map<String, String> notes() {
    return notes;
  }

  /**
   * The model's sizes.
   *
   * @return the configuration
   */
  public ModelConfig config() {
    return config;
  }

  @Override
  public void close() {
    manager.close();
  }

  /**
   * Owns the parameters; work in sub-managers of it.
   *
   * @return the manager
   */
  public NDManager manager() {
    return manager;
  }

  /**
   * Copies of all weights.
   *
   * @return the weights by name
   */
  public Map<String, Safetensors.Tensor> weights() {
    return weights.values();
  }

  /**
   * Takes over weights.
   *
   * @param values all weights of a model of the same sizes
   * @param origin where they are from, for error messages
   * @throws IOException if some are missing, unknown or of another shape
   */
  public void setWeights(Map<String, Safetensors.Tensor> values, Path origin) throws IOException {
    weights.set(values, origin);
  }

  /**
   * What training may change, by name; the running statistics of the stem aren't among it.
   *
   * @return the parameters
   */
  public Map<String, NDArray> trainable() {
    return weights.trainable();
  }

  /**
   * The mathematics.
   *
   * @return what runs on the parameters
   */
  public Transformer transformer() {
    return transformer;
  }

  /**
   * The residual stream before the first and after every layer.
   *
   * @param scope owns the result
   * @param batch the pairs
   * @return layers + 1 arrays [pairs, tokens, width]
   */
  NDArray[] residuals(NDManager scope, Batch batch) {
    return residuals(scope, batch, false);
  }

  /**
   * The residual stream before the first and after every layer.
   *
   * @param scope owns the result
   * @param batch the pairs
   * @param training whether the stem normalises by the batch, and learns its statistics
   * @return layers + 1 arrays [pairs, tokens, width]
   */
  public NDArray[] residuals(NDManager scope, Batch batch, boolean training) {
    if (batch.hasPictures() && !config.vision()) {
      throw new IllegalArgumentException(
          "this is a language model: give it a batch without pictures");
    }
    return continueFrom(scope, batch, 0, transformer.embed(scope, batch, training));
  }

  /**
   * Runs the layers after a given one.
   *
   * @param scope owns the result
   * @param batch the pairs
   * @param layer after which to begin; 0 is before the first
   * @param stream the residual stream there, [pairs, tokens, width]
   * @return that stream and the one after each further layer
   */
  public NDArray[] continueFrom(NDManager scope, Batch batch, int layer, NDArray stream) {
    NDArray[] residuals = new NDArray[config.layers() - layer + 1];
    residuals[0] = stream;
    NDArray mask = mask(scope, batch);
    for (int i = layer; i < config.layers(); i++) {
      residuals[i - layer + 1] = transformer.layer(i, residuals[i - layer], mask);
    }
    return residuals;
  }

  NDArray mask(NDManager scope, Batch batch) {
    return transformer.mask(scope, Inference.imageTokens(batch), Inference.tokens(batch));
  }
}
