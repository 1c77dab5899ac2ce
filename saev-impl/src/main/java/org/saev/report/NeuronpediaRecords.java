package org.saev.report;

import com.google.common.hash.Hashing;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.Writer;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.saev.activations.Modality;
import org.saev.activations.TokenRole;
import org.saev.activations.TokenSequence;
import org.saev.atlas.ActivationHistogram;
import org.saev.atlas.AtlasExample;
import org.saev.atlas.LatentTrace;
import org.saev.atlas.Neighbour;
import org.saev.atlas.TopExample;

/** The records of Neuronpedia's tables, one JSON object a line. */
final class NeuronpediaRecords {

  private static final int ID_LENGTH = 25;

  /** Fields of a feature that an atlas doesn't know. */
  private static final List<String> UNKNOWN =
      List.of(
          "neuron_alignment_indices",
          "neuron_alignment_values",
          "neuron_alignment_l1",
          "correlated_neurons_indices",
          "correlated_neurons_pearson",
          "correlated_neurons_l1",
          "correlated_features_indices",
          "correlated_features_pearson",
          "correlated_features_l1",
          "neg_str",
          "neg_values",
          "pos_str",
          "pos_values",
          "logits_hist_data_bar_heights",
          "logits_hist_data_bar_values",
          "decoder_weights_dist");

  private final NeuronpediaExport export;

  NeuronpediaRecords(NeuronpediaExport export) {
    this.export = export;
  }

  void release(JsonWriter json) throws IOException {
    json.beginObject().name("name").value(export.release).name("description").value(export.title);
    json.name("descriptionShort").value(export.title).name("creatorName").value(export.creatorName);
    json.name("creatorNameShort").value(export.creatorName);
    json.name("creatorId").value(export.creatorId).name("visibility").value("PUBLIC");
    json.name("isNewUi").value(false).name("featured").value(false).name("urls").beginArray();
    if (!export.url.isEmpty()) {
      json.value(export.url);
    }
    json.endArray().name("defaultSourceSetName").value(export.set);
    json.name("defaultSourceId").value(export.sourceId());
    json.name("defaultUmapSourceIds").beginArray().endArray();
    json.name("createdAt").value(export.time()).endObject();
  }

  void model(JsonWriter json) throws IOException {
    json.beginObject().name("id").value(export.model).name("instruct").value(false);
    json.name("displayNameShort").value(export.model).name("displayName").value(export.model);
    json.name("dimension").value(export.sae.width()).name("visibility").value("PUBLIC");
    json.name("inferenceEnabled").value(false).name("creatorId").value(export.creatorId);
    json.name("createdAt").value(export.time());
    json.name("updatedAt").value(export.time()).endObject();
  }

  void sourceSet(JsonWriter json) throws IOException {
    json.beginObject().name("modelId").value(export.model).name("name").value(export.set);
    json.name("creatorId").value(export.creatorId).name("creatorName").value(export.creatorName);
    json.name("releaseName").value(export.release).name("description").value(export.title);
    json.name("visibility").value("PUBLIC").name("hasDashboards").value(true);
    json.name("createdAt").value(export.time()).endObject();
  }

  void source(JsonWriter json) throws IOException {
    json.beginObject().name("id").value(export.sourceId()).name("modelId").value(export.model);
    json.name("setName").value(export.set).name("creatorId").value(export.creatorId);
    json.name("hasDashboards").value(true).name("inferenceEnabled").value(false);
    json.name("visibility").value("PUBLIC").name("dataset").value(export.dataset);
    json.name("num_prompts").value(export.atlas.exampleCount());
    json.name("createdAt").value(export.time()).endObject();
  }

  void feature(int latent, Writer out) throws IOException {
    JsonWriter json = begin(latent, out);
    float max =
        Math.max(
            export.atlas.maximum(latent, Modality.TEXT),
            export.atlas.maximum(latent, Modality.IMAGE));
    json.name("creatorId").value(export.creatorId).name("createdAt").value(export.time());
    json.name("maxActApprox");
    Numbers.write(json, max);
    json.name("hasVector").value(export.vectors).name("vector").beginArray();
    if (export.vectors) {
      for (float value : export.sae.decoderRow(latent)) {
        json.value(value);
      }
    }
    json.endArray().name("vectorLabel").nullValue().name("vectorDefaultSteerStrength");
    Numbers.write(json, max);
    json.name("hookName").value("blocks." + export.layer + "." + export.hook);
    json.name("topkCosSimIndices").beginArray();
    for (Neighbour neighbour : export.atlas.neighbours(latent)) {
      json.value(neighbour.latent());
    }
    json.endArray().name("topkCosSimValues").beginArray();
    for (Neighbour neighbour : export.atlas.neighbours(latent)) {
      Numbers.write(json, neighbour.cosine());
    }
    json.endArray();
    frequency(json, latent);
    for (String name : UNKNOWN) {
      json.name(name).beginArray().endArray();
    }
    end(json, out);
  }

  private void frequency(JsonWriter json, int latent) throws IOException {
    ActivationHistogram text = export.atlas.histogram(latent, Modality.TEXT);
    ActivationHistogram image = export.atlas.histogram(latent, Modality.IMAGE);
    long tokens = export.atlas.tokenCount(Modality.TEXT) + export.atlas.tokenCount(Modality.IMAGE);
    json.name("frac_nonzero");
    Numbers.write(json, (double) (text.total() + image.total()) / tokens);
    json.name("freq_hist_data_bar_heights").beginArray();
    for (int bin = 0; bin < ActivationHistogram.BINS; bin++) {
      if (text.count(bin) + image.count(bin) > 0) {
        json.value(text.count(bin) + image.count(bin));
      }
    }
    json.endArray().name("freq_hist_data_bar_values").beginArray();
    for (int bin = 0; bin < ActivationHistogram.BINS; bin++) {
      if (text.count(bin) + image.count(bin) > 0) {
        Numbers.write(
            json, (ActivationHistogram.edge(bin) + ActivationHistogram.edge(bin + 1)) / 2);
      }
    }
    json.endArray();
  }

  /** One line an example: the strongest of either modality, each once. */
  void activations(int latent, Writer out) throws IOException {
    Map<String, TopExample> examples = new LinkedHashMap<>();
    for (Modality modality : new Modality[] {Modality.TEXT, Modality.IMAGE}) {
      for (TopExample top : export.atlas.topExamples(latent, modality)) {
        examples.putIfAbsent(top.example().id(), top);
      }
    }
    for (TopExample top : examples.values()) {
      activation(latent, top.example(), top.trace(), out);
    }
  }

  private void activation(int latent, AtlasExample example, LatentTrace trace, Writer out)
      throws IOException {
    ShownTokens shown = new ShownTokens(example.tokens(), trace);
    JsonWriter json = begin(latent, out);
    json.name("id").value(id("activation", latent, example.id()));
    json.name("tokens").beginArray();
    for (String token : shown.texts) {
      json.value(token);
    }
    json.endArray().name("values").beginArray();
    for (float value : shown.values) {
      json.value(value);
    }
    json.endArray().name("maxValue").value(shown.values.get(shown.peak));
    json.name("maxValueTokenIndex").value(shown.peak);
    json.name("minValue").value(shown.values.stream().min(Float::compare).orElseThrow());
    json.name("creatorId").value(export.creatorId).name("createdAt").value(export.time());
    json.name("dataIndex").value(example.id()).name("dataSource").value(export.dataset);
    json.name("dfaValues").beginArray().endArray().name("lossValues").beginArray().endArray();
    end(json, out);
  }

  void explanation(int latent, Writer out) throws IOException {
    String label = export.labeller.label(export.atlas, latent).orElse("");
    if (!label.isEmpty()) {
      JsonWriter json = begin(latent, out);
      json.name("id").value(id("explanation", latent, label)).name("description").value(label);
      json.name("authorId").value(export.creatorId).name("createdAt").value(export.time());
      end(json, out);
    }
  }

  private JsonWriter begin(int latent, Writer out) throws IOException {
    JsonWriter json = new JsonWriter(out);
    // Null is a value here: Neuronpedia's tables have the column.
    json.setSerializeNulls(true);
    json.beginObject().name("modelId").value(export.model).name("layer").value(export.sourceId());
    json.name("index").value(String.valueOf(latent));
    return json;
  }

  private static void end(JsonWriter json, Writer out) throws IOException {
    json.endObject();
    json.flush();
    out.write("\n");
  }

  /** Of the form of Neuronpedia's ids, and the same for the same content. */
  private String id(String kind, int latent, String content) {
    byte[] hash =
        Hashing.sha256()
            .hashString(
                export.sourceId() + "\n" + kind + "\n" + latent + "\n" + content,
                StandardCharsets.UTF_8)
            .asBytes();
    return ("c" + new BigInteger(1, hash).toString(36)).substring(0, ID_LENGTH);
  }

  /** The tokens of an example without silent patches and padding. */
  private static final class ShownTokens {

    final java.util.ArrayList<String> texts = new java.util.ArrayList<>();
    final java.util.ArrayList<Float> values = new java.util.ArrayList<>();
    int peak;

    ShownTokens(TokenSequence tokens, LatentTrace trace) {
      int next = 0;
      for (int token = 0; token < tokens.size(); token++) {
        boolean fires = next < trace.tokens().length && trace.tokens()[next] == token;
        float value = fires ? trace.activations()[next++] : 0;
        if (fires || isText(tokens, token)) {
          texts.add(text(tokens, token));
          values.add(value);
          peak = value > values.get(peak) ? values.size() - 1 : peak;
        }
      }
    }

    private static boolean isText(TokenSequence tokens, int token) {
      return tokens.modality(token) == Modality.TEXT && tokens.role(token) != TokenRole.PADDING;
    }

    private static String text(TokenSequence tokens, int token) {
      return tokens.isPatch(token)
          ? "<patch " + (tokens.row(token) + 1) + "," + (tokens.column(token) + 1) + ">"
          : tokens.text(token).orElse("");
    }
  }
}
