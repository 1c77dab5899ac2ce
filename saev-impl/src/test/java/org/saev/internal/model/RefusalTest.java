package org.saev.internal.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.saev.FormatException;
import org.saev.internal.io.Dtype;
import org.saev.internal.io.HalfPrecision;
import org.saev.internal.io.SafetensorsReader;
import org.saev.internal.io.SafetensorsWriter;
import org.saev.internal.io.Tensor;
import org.saev.internal.io.TorchWriter;
import org.saev.sae.Architecture;
import org.saev.spi.SaeWeights;

/** What other tools' files must not be mistaken for. */
class RefusalTest {

  @TempDir Path folder;

  // Traps seen in the wild.

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'architecture':'standard','activation_fn_str':'topk','activation_fn_kwargs':{'k':5}|TOPK",
        "'activation_fn':'topk','activation_fn_kwargs':{'k':5}|TOPK",
        "'architecture':'topk','activation_fn_kwargs':{'k':5}|TOPK",
        "'architecture':'standard','activation_fn':'relu','activation_fn_kwargs':{}|RELU",
        "'use_ghost_grads':false|RELU"
      })
  void topK_isNotTakenForReLU(String keys, Architecture architecture) throws IOException {
    flat(keys, Map.of());
    SaeWeights weights = ModelFiles.load(folder);
    assertThat(weights.config().architecture()).isEqualTo(architecture);
    if (architecture == Architecture.TOPK) {
      assertThat(weights.config().k()).hasValue(5);
    }
  }

  @Test
  void transposedDecoder_isRefusedByShape() throws IOException {
    Golden.copy("sparsify/checkpoint_init", folder);
    rewrite(
        "sae.safetensors",
        tensors ->
            tensors.put(
                "W_dec", Tensor.of("W_dec", new float[Golden.LATENTS * Golden.WIDTH], 48, 192)));
    assertThatThrownBy(() -> ModelFiles.load(folder))
        .hasMessage(
            folder.resolve("sae.safetensors")
                + ": tensor W_dec: expected shape [192, 48] (it is transposed), but found F32 [48,"
                + " 192]");
  }

  @ParameterizedTest
  @CsvSource({
    "'apply_b_dec_to_input':false, false",
    "'apply_b_dec_to_input':true, true",
    "'prepend_bos':true, true"
  })
  void subtractionOfTheDecoderBias_isThatOfItsOwnKey(String keys, boolean subtracted)
      throws IOException {
    flat(keys + ",'normalize_activations':'none','finetuning_scaling_factor':false", Map.of());
    assertThat(ModelFiles.load(folder).config().decoderBiasSubtracted()).isEqualTo(subtracted);
  }

  @Test
  void scale_isFoldedOnce_andNeverGuessed() throws IOException {
    flat("'normalize_activations':true,'apply_b_dec_to_input':false", Map.of());
    assertThatThrownBy(() -> ModelFiles.load(folder))
        .isInstanceOfSatisfying(
            FormatException.class, e -> assertThat(e.field()).isEqualTo("normalize_activations"))
        .hasMessageContaining("activation_scaler.json")
        .hasMessageEndingWith("without a scale, which would have to be guessed");

    Files.writeString(folder.resolve("activation_scaler.json"), "{\"scaling_factor\": 2.0}");
    SaeWeights once = ModelFiles.load(folder);
    assertThat(once.encoder()[0]).isEqualTo(2 * 0.5f);
    assertThat(once.encoderBias()[0]).isEqualTo(0.5f);
    assertThat(once.decoder()[0]).isEqualTo(0.25f);
    assertThat(once.decoderBias()[0]).isEqualTo(0.25f);
    assertThat(once.config().provenance()).containsEntry("source.folded_activation_scale", "2.0");

    // What was folded is written as such, so that it isn't folded again.
    Path written = folder.resolve("written");
    ModelFiles.saveAs(once, written, "SAELens 6");
    assertThat(ModelFiles.load(written).encoder()).isEqualTo(once.encoder());
    assertThat(Files.readString(written.resolve("cfg.json")))
        .contains("\"normalize_activations\": \"none\"");
  }

  @Test
  void scale_besideAnUnscaledModel_isRefused() throws IOException {
    flat("'normalize_activations':'none'", Map.of());
    Files.writeString(folder.resolve("activation_scaler.json"), "{\"scaling_factor\": 2.0}");
    assertThatThrownBy(() -> ModelFiles.load(folder))
        .hasMessageContaining("scaling_factor: expected null");
  }

  @ParameterizedTest
  @CsvSource({"BF16", "F16", "F64", "F32"})
  void numberFormats_areReadAsTheFileNamesThem(Dtype dtype) throws IOException {
    float[] values = {1.5f, -0.0078125f, 100, 0};
    ByteBuffer bytes = ByteBuffer.allocate(4 * dtype.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      switch (dtype) {
        case BF16 -> bytes.putShort(HalfPrecision.floatToBfloat16(value));
        case F16 -> bytes.putShort(HalfPrecision.floatToHalf(value));
        case F64 -> bytes.putDouble(value);
        default -> bytes.putFloat(value);
      }
    }
    // The configuration names another format: the file decides, value by value.
    flat(
        "'dtype':'torch.float32'",
        Map.of("b_dec", Tensor.of("b_dec", dtype, bytes.flip(), 4)),
        4,
        9);
    SaeWeights weights = ModelFiles.load(folder);
    assertThat(weights.decoderBias()).isEqualTo(values);
    assertThat(weights.config().provenance().get("source.dtype")).contains(dtype.name());
    assertThat(weights.config().provenance()).containsEntry("source.declared_dtype", "float32");
  }

  // What is unknown, missing, surplus or contradictory.

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'architecture':'transcoder'|architecture",
        "'activation_fn':'tanh-relu'|activation_fn",
        "'activation_fn':'relu','activation_fn_str':'topk'|activation_fn_str",
        "'architecture':'topk','activation_fn':'relu'|activation_fn",
        "'architecture':'gated','activation_fn':'topk'|activation_fn",
        "'activation_fn':'topk'|activation_fn_kwargs",
        "'activation_fn':'topk','activation_fn_kwargs':{}|activation_fn_kwargs.k",
        "'activation_fn':'topk','activation_fn_kwargs':{'k':193}|activation_fn_kwargs.k",
        "'dtype':'float8'|dtype",
        "'normalize_activations':'batch_norm'|normalize_activations",
        "'finetuning_scaling_factor':true|finetuning_scaling_factor",
        "'architecture':'jumprelu'|tensor threshold",
        "'architecture':'gated'|tensor b_gate"
      })
  void flatConfiguration_thatIsNotUnderstood_isRefusedByKey(String keys, String field)
      throws IOException {
    flat(keys, Map.of());
    assertRefused(field);
  }

  @Test
  void scalingFactors_areRefusedUnlessTheyAreOnes() throws IOException {
    flat("", Map.of("scaling_factor", Tensor.of("scaling_factor", ones(192), 192)));
    assertThat(ModelFiles.load(folder).more()).isEmpty();
    float[] others = ones(192);
    others[7] = 2;
    flat("", Map.of("scaling_factor", Tensor.of("scaling_factor", others, 192)));
    assertRefused("finetuning_scaling_factor");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"activation\": \"topk\"|\"activation\": \"groupmax\"|activation",
        "\"transcode\": false|\"transcode\": true|transcode",
        "\"skip_connection\": false|\"skip_connection\": true|skip_connection",
        "\"k\": 8|\"k\": 0|k",
        "\"k\": 8|\"k\": 8, \"signed\": true|signed",
        "\"num_latents\": 192|\"num_latents\": 191|tensor encoder.weight",
        "\"num_latents\": 192|\"num_latents\": 0|tensor encoder.weight",
        "\"d_in\": 48|\"d_in\": 49|tensor encoder.weight",
        "\"d_in\": 48|\"d_in\": \"48\"|d_in"
      })
  void sparsifyConfiguration_thatIsNotUnderstood_isRefusedByKey(
      String good, String bad, String field) throws IOException {
    Golden.copy("sparsify/checkpoint_init", folder);
    replace("cfg.json", good, bad);
    assertRefused(field);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"AutoEncoderTopK\"|\"CrossCoder\"|trainer.dict_class",
        "\"AutoEncoderTopK\"|\"BatchTopKSAE\"|trainer.threshold",
        "\"AutoEncoderTopK\"|\"GatedAutoEncoder\"|tensor gate_bias",
        "\"activation_dim\": 48|\"activation_dim\": 47|tensor encoder.weight",
        "\"k\": 8|\"k\": 9|trainer.k"
      })
  void dictionaryLearningConfiguration_thatLies_isRefusedByKey(
      String good, String bad, String field) throws IOException {
    Golden.copy("dictionary_learning/checkpoint_step10", folder);
    if (bad.contains("BatchTopKSAE")) {
      SaeWeights weights = ModelFiles.load(folder);
      weights.more().get("topk_threshold")[0] = -1;
      Path unset = folder.resolve("unset");
      ModelFiles.saveAs(weights, unset, "dictionary_learning");
      Files.copy(
          unset.resolve("ae.pt"), folder.resolve("ae.pt"), StandardCopyOption.REPLACE_EXISTING);
    }
    replace("config.json", good, bad);
    assertRefused(field);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"topk\"|\"matching_pursuit\"|architecture",
        "\"k\": 8, |\"\": 8, |k",
        "\"d_sae\": 192|\"d_sae\": 193|tensor W_enc",
        "\"normalize_activations\": \"none\"|\"normalize_activations\": 3|normalize_activations",
        "\"reshape_activations\": \"none\"|\"reshape_activations\": \"flat\"|reshape_activations",
        "\"architecture\": \"topk\"|\"architecture\": \"batchtopk\"|tensor topk_threshold"
      })
  void saeLensConfiguration_thatIsNotUnderstood_isRefusedByKey(
      String good, String bad, String field) throws IOException {
    Golden.copy("saelens_topk/checkpoint_init_inference", folder);
    replace("cfg.json", good, bad);
    assertRefused(field);
  }

  @Test
  void tensorsTooManyTooFewOrNotFinite_areRefusedByName() throws IOException {
    Golden.copy("sparsify/checkpoint_init", folder);
    rewrite("sae.safetensors", all -> all.put("W_skip", Tensor.of("W_skip", new float[4], 2, 2)));
    assertThatThrownBy(() -> ModelFiles.load(folder))
        .hasMessageEndingWith(
            "tensor W_skip: expected none but [W_dec, b_dec, encoder.bias, encoder.weight], but"
                + " found one, F32 [2, 2]");
    rewrite("sae.safetensors", all -> all.remove("W_skip"));
    rewrite("sae.safetensors", all -> all.remove("b_dec"));
    assertRefused("tensor b_dec");
    float[] bias = new float[48];
    bias[40] = Float.NaN;
    rewrite("sae.safetensors", all -> all.put("b_dec", Tensor.of("b_dec", bias, 48)));
    assertThatThrownBy(() -> ModelFiles.load(folder))
        .hasMessageEndingWith("tensor b_dec: expected finite numbers, but found NaN at index 40");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'act_fn':'batchtopk'|act_fn",
        "'act_fn':'jumprelu'|jump_relu_threshold",
        "'act_fn':'topk'|top_k",
        "'act_fn':'relu','use_glu_encoder':true|use_glu_encoder",
        "'act_fn':'relu','hook_point_in':'a','hook_point_out':'b'|hook_point_out",
        "'act_fn':'relu','norm_activation':'batch-wise'|norm_activation",
        "'act_fn':'relu','norm_activation':'dataset-wise'|dataset_average_activation_norm"
      })
  void llamaScopeConfiguration_thatIsNotUnderstood_isRefusedByKey(String keys, String field)
      throws IOException {
    llama(keys.contains("norm_activation") ? keys : keys + ",'norm_activation':'inference'");
    assertRefused(field);
  }

  /** As the tool itself prepares its weights when it loads them. */
  @Test
  void llamaScope_takesTheNormsOfTheDataSetIntoTheWeights() throws IOException {
    llama(
        "'act_fn':'topk','top_k':3,'jump_relu_threshold':0.25,'norm_activation':'dataset-wise',"
            + "'dataset_average_activation_norm':{'in':4,'out':4},'hook_point_in':'h'");
    SaeWeights weights = ModelFiles.load(folder);
    assertThat(weights.config().architecture()).isEqualTo(Architecture.JUMP_RELU);
    assertThat(weights.config().decoderNormRescaled()).isTrue();
    assertThat(weights.config().decoderBiasSubtracted()).isFalse();
    assertThat(weights.more().get("threshold")).containsOnly(0.25f).hasSize(6);
    // Factor sqrt(4)/4 = 0.5 for input and output: biases are divided by it.
    assertThat(weights.encoder()).containsOnly(0.5f);
    assertThat(weights.encoderBias()).containsOnly(2);
    assertThat(weights.decoderBias()).containsOnly(4);
    assertThat(weights.decoder()).startsWith(0, 6, 12, 18);
    assertThat(weights.config().provenance()).containsEntry("source.hook_point_in", "h");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "activation|Sine|entry activation",
        "activation_state_dict.k|0|entry activation_state_dict.k",
        "activation_state_dict.postact_fn|Identity|entry activation_state_dict.postact_fn",
        "surplus|x|entry surplus"
      })
  void openAiEntry_thatIsNotUnderstood_isRefusedByName(String key, String value, String field)
      throws IOException {
    Map<String, Object> state = new LinkedHashMap<>(Map.of("k", 2L, "postact_fn", "ReLU"));
    Map<String, Object> entries = new LinkedHashMap<>();
    entries.put("pre_bias", Tensor.of("", new float[3], 3));
    entries.put("latent_bias", Tensor.of("", new float[5], 5));
    entries.put("encoder.weight", Tensor.of("", new float[15], 5, 3));
    entries.put("decoder.weight", Tensor.of("", new float[15], 3, 5));
    entries.put("activation", "TopK");
    entries.put("activation_state_dict", state);
    Path file = folder.resolve("a.pt");
    TorchWriter.write(file, entries);
    assertThat(ModelFiles.load(file).config().k()).hasValue(2);
    String inner = key.substring(key.indexOf('.') + 1);
    Object put = inner.equals("k") ? (Object) Long.parseLong(value) : value;
    (key.contains(".") ? state : entries).put(inner, put);
    TorchWriter.write(file, entries);
    assertThatThrownBy(() -> ModelFiles.load(file))
        .isInstanceOfSatisfying(FormatException.class, e -> assertThat(e.field()).isEqualTo(field));
  }

  private void assertRefused(String field) {
    assertThatThrownBy(() -> ModelFiles.load(folder))
        .isInstanceOfSatisfying(FormatException.class, e -> assertThat(e.field()).isEqualTo(field));
  }

  /** A flat SAELens folder of 48 x 192, all numbers 0.5, with given keys and further tensors. */
  private void flat(String keys, Map<String, Tensor> more) throws IOException {
    flat(keys, more, Golden.WIDTH, Golden.LATENTS);
  }

  private void flat(String keys, Map<String, Tensor> more, int width, int latents)
      throws IOException {
    String json = "{'d_in':" + width + ",'d_sae':" + latents + (keys.isEmpty() ? "" : "," + keys);
    Files.writeString(folder.resolve("cfg.json"), json.replace('\'', '"') + "}");
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("W_enc", Tensor.of("W_enc", halves(width * latents), width, latents));
    tensors.put("b_enc", Tensor.of("b_enc", halves(latents), latents));
    tensors.put("W_dec", Tensor.of("W_dec", halves(width * latents), latents, width));
    tensors.put("b_dec", Tensor.of("b_dec", halves(width), width));
    tensors.putAll(more);
    SafetensorsWriter.write(
        folder.resolve("sae_weights.safetensors"), Map.of(), List.copyOf(tensors.values()));
  }

  private void llama(String keys) throws IOException {
    int width = 4;
    int latents = 6;
    Files.writeString(
        folder.resolve("hyperparams.json"),
        ("{'d_model':4,'d_sae':6," + keys + "}").replace('\'', '"'));
    Files.createDirectories(folder.resolve("checkpoints"));
    float[] decoder = new float[width * latents];
    for (int i = 0; i < decoder.length; i++) {
      decoder[i] = i;
    }
    float[] bias = new float[width];
    Arrays.fill(bias, 2);
    SafetensorsWriter.write(
        folder.resolve("checkpoints/final.safetensors"),
        Map.of(),
        List.of(
            Tensor.of("encoder.weight", halves(width * latents), latents, width),
            Tensor.of("encoder.bias", ones(latents), latents),
            Tensor.of("decoder.weight", decoder, width, latents),
            Tensor.of("decoder.bias", bias, width)));
  }

  private static float[] halves(int count) {
    return Matrices.filled(count, 0.5f);
  }

  private static float[] ones(int count) {
    return Matrices.filled(count, 1);
  }

  private void replace(String file, String good, String bad) throws IOException {
    Path path = folder.resolve(file);
    String text = Files.readString(path);
    assertThat(text).contains(good);
    Files.writeString(path, text.replace(good, bad));
  }

  private void rewrite(String file, Change change) throws IOException {
    Path path = folder.resolve(file);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    try (SafetensorsReader reader = SafetensorsReader.open(path)) {
      for (var entry : reader.tensors().entrySet()) {
        long[] shape = entry.getValue().shape().stream().mapToLong(size -> size).toArray();
        tensors.put(entry.getKey(), Tensor.of(entry.getKey(), entry.getValue().floats(), shape));
      }
    }
    change.apply(tensors);
    SafetensorsWriter.write(path, Map.of(), new ArrayList<>(tensors.values()));
  }

  private interface Change {
    void apply(Map<String, Tensor> tensors);
  }
}
