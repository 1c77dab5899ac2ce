package org.saev.report;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;
import org.saev.CancelledException;
import org.saev.atlas.LatentAtlas;
import org.saev.internal.io.AtomicFiles;
import org.saev.sae.SparseAutoencoder;

/**
 * Writes an atlas in the layout that Neuronpedia imports ({@code neuronpedia-utils} of
 * github.com/hijohnnylin/neuronpedia): {@code <model>/<layer>-<set>/} with {@code release.jsonl},
 * {@code model.jsonl}, {@code sourceset.jsonl}, {@code source.jsonl}, and 128 latents a file in
 * {@code features/batch-N.jsonl.gz}, {@code activations/batch-N.jsonl.gz} and, for those that have
 * a label, {@code explanations/batch-N.jsonl.gz}.
 *
 * <p>Neuronpedia shows text. A patch that a latent fires on becomes a token such as {@code <patch
 * 3,5>} (row and column from 1) in its place; patches that it is silent on are left out. What an
 * atlas doesn't know, such as logits and correlated neurons, is empty.
 */
public final class NeuronpediaExport {

  static final int BATCH = 128;

  final LatentAtlas atlas;
  final SparseAutoencoder sae;
  final String model;
  final String set;
  final int layer;
  String release;
  String title;
  String creatorId = "";
  String creatorName = "";
  String url = "";
  String hook = "hook_resid_post";
  String dataset = "";
  boolean vectors = true;
  Instant createdAt = Instant.now();
  LatentLabeller labeller = LatentLabeller.commonWord();

  private NeuronpediaExport(
      LatentAtlas atlas, SparseAutoencoder sae, String model, String set, int layer) {
    if (sae.latents() != atlas.latents()) {
      throw new IllegalArgumentException(
          "the atlas is of " + atlas.latents() + " latents, the autoencoder has " + sae.latents());
    }
    if (layer < 0) {
      throw new IllegalArgumentException("layer must not be negative, but was " + layer);
    }
    this.atlas = atlas;
    this.sae = sae;
    this.model = name("model", model);
    this.set = name("set", set);
    this.layer = layer;
    release = set;
    title = set;
  }

  /**
   * Starts an export.
   *
   * @param atlas what the latents fire on
   * @param sae the autoencoder, for its decoder rows
   * @param model Neuronpedia's id of the model, such as {@code llava-next-7b}
   * @param set the source set without the layer, such as {@code saev-res-65k}
   * @param layer the layer that was captured
   * @return an export with all defaults
   */
  public static NeuronpediaExport of(
      LatentAtlas atlas, SparseAutoencoder sae, String model, String set, int layer) {
    return new NeuronpediaExport(atlas, sae, model, set, layer);
  }

  /**
   * Sets the release; default that of the set's name.
   *
   * @param id letters, digits and dashes
   * @param description one line
   * @return this export
   */
  public NeuronpediaExport release(String id, String description) {
    release = name("release", id);
    title = Objects.requireNonNull(description, "description");
    return this;
  }

  /**
   * Sets who made it.
   *
   * @param id of the user of Neuronpedia that imports it
   * @param name that is shown
   * @return this export
   */
  public NeuronpediaExport creator(String id, String name) {
    creatorId = Objects.requireNonNull(id, "id");
    creatorName = Objects.requireNonNull(name, "name");
    return this;
  }

  /**
   * Sets where to read more.
   *
   * @param value an address
   * @return this export
   */
  public NeuronpediaExport url(String value) {
    url = Objects.requireNonNull(value, "url");
    return this;
  }

  /**
   * Sets the hook point's name; default {@code hook_resid_post}.
   *
   * @param value without block number
   * @return this export
   */
  public NeuronpediaExport hook(String value) {
    hook = Objects.requireNonNull(value, "hook");
    return this;
  }

  /**
   * Sets the name of the data that activations were taken on.
   *
   * @param value its name
   * @return this export
   */
  public NeuronpediaExport dataset(String value) {
    dataset = Objects.requireNonNull(value, "dataset");
    return this;
  }

  /**
   * Sets whether decoder rows are written, for steering; default true. They are the larger part.
   *
   * @param value false to leave them out
   * @return this export
   */
  public NeuronpediaExport vectors(boolean value) {
    vectors = value;
    return this;
  }

  /**
   * Sets the time that is written; default now. With it set, the same input gives the same bytes.
   *
   * @param value a time
   * @return this export
   */
  public NeuronpediaExport createdAt(Instant value) {
    createdAt = Objects.requireNonNull(value, "createdAt");
    return this;
  }

  /**
   * Sets who explains latents; default {@link LatentLabeller#commonWord}.
   *
   * @param value the labeller
   * @return this export
   */
  public NeuronpediaExport labeller(LatentLabeller value) {
    labeller = Objects.requireNonNull(value, "labeller");
    return this;
  }

  /**
   * Writes the files, each whole or not at all.
   *
   * @param folder made if it doesn't exist
   * @return the folder {@code <model>/<layer>-<set>} in it
   * @throws CancelledException if the thread is interrupted
   */
  public Path write(Path folder) {
    Path target = folder.resolve(model).resolve(sourceId());
    try {
      NeuronpediaRecords records = new NeuronpediaRecords(this);
      Files.createDirectories(target);
      for (String part : new String[] {"features", "activations", "explanations"}) {
        Files.createDirectories(target.resolve(part));
      }
      lines(target.resolve("release.jsonl"), records::release);
      lines(target.resolve("model.jsonl"), records::model);
      lines(target.resolve("sourceset.jsonl"), records::sourceSet);
      lines(target.resolve("source.jsonl"), records::source);
      for (int batch = 0; batch * BATCH < atlas.latents(); batch++) {
        if (Thread.currentThread().isInterrupted()) {
          throw new CancelledException(
              "the export was stopped after " + batch * BATCH + " latents", null);
        }
        String name = "batch-" + batch + ".jsonl.gz";
        int from = batch * BATCH;
        int to = Math.min(atlas.latents(), from + BATCH);
        zipped(target.resolve("features").resolve(name), from, to, records::feature);
        zipped(target.resolve("activations").resolve(name), from, to, records::activations);
        zipped(target.resolve("explanations").resolve(name), from, to, records::explanation);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("can't write the export to " + target, e);
    }
    return target;
  }

  String sourceId() {
    return layer + "-" + set;
  }

  /** As Python's isoformat() writes it. */
  String time() {
    return createdAt.truncatedTo(ChronoUnit.SECONDS).atOffset(ZoneOffset.UTC).toLocalDateTime()
        + "";
  }

  private static void lines(Path file, Chunks.Body record) throws IOException {
    java.io.StringWriter out = new java.io.StringWriter();
    JsonWriter json = new JsonWriter(out);
    record.write(json);
    json.flush();
    AtomicFiles.write(file, out + "\n");
  }

  private static void zipped(Path file, int from, int to, Records records) throws IOException {
    AtomicFiles.<Void>write(
        file,
        part -> {
          try (Writer out =
              new OutputStreamWriter(
                  new GZIPOutputStream(Files.newOutputStream(part)), StandardCharsets.UTF_8)) {
            for (int latent = from; latent < to; latent++) {
              records.write(latent, out);
            }
          }
          return null;
        });
  }

  private static String name(String what, String value) {
    if (!value.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
      throw new IllegalArgumentException(
          what + " must be letters, digits, dots, dashes and underscores, but was '" + value + "'");
    }
    return value;
  }

  /** Writes the lines of one latent. */
  @FunctionalInterface
  private interface Records {
    void write(int latent, Writer out) throws IOException;
  }
}
