package org.saev.store;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.saev.SaevException;
import org.saev.activations.Modality;
import org.saev.activations.TokenRole;
import org.saev.internal.io.AtomicFiles;
import org.saev.internal.io.FileChecksum;
import org.saev.internal.io.Json;
import org.saev.internal.io.JsonFields;

/** The content of {@code manifest.json}. */
record StoreManifest(
    String model,
    String layer,
    int width,
    ActivationDtype dtype,
    boolean complete,
    Map<String, String> metadata,
    List<Modality> modalities,
    List<TokenRole> roles,
    Optional<ActivationNorms> norms,
    List<ShardEntry> shards) {

  static final String FILE = "manifest.json";

  private static final String FORMAT = "saev-activations";
  private static final int VERSION = 1;
  private static final double SCALE_TOLERANCE = 1e-6;
  private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,254}");
  private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

  StoreManifest {
    metadata = Map.copyOf(metadata);
    modalities = List.copyOf(modalities);
    roles = List.copyOf(roles);
    shards = List.copyOf(shards);
  }

  static StoreManifest read(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      throw new SaevException(
          "no activation store in " + folder + ": it has no " + FILE + "; give the store's folder");
    }
    JsonFields json = Json.read(file);
    json.oneOf("format", Map.of(FORMAT, FORMAT));
    json.integer("version", VERSION, VERSION);
    int width = (int) json.integer("width", 1, Integer.MAX_VALUE);
    StoreManifest manifest =
        new StoreManifest(
            json.string("model"),
            json.string("layer"),
            width,
            json.oneOf("dtype", ActivationDtype.byName()),
            json.bool("complete"),
            json.map("metadata", values -> values::string),
            constants(json, "modalities", Modality.values()),
            constants(json, "roles", TokenRole.values()),
            json.has("norms") ? Optional.of(norms(json.object("norms"), width)) : Optional.empty(),
            shards(json));
    checkTotal(json, "examples", manifest.examples());
    checkTotal(json, "tokens", manifest.tokens());
    json.done();
    return manifest;
  }

  void write(Path folder) throws IOException {
    JsonObject json = new JsonObject();
    json.addProperty("format", FORMAT);
    json.addProperty("version", VERSION);
    json.addProperty("model", model);
    json.addProperty("layer", layer);
    json.addProperty("width", width);
    json.addProperty("dtype", dtype.jsonName());
    json.addProperty("examples", examples());
    json.addProperty("tokens", tokens());
    json.addProperty("complete", complete);
    norms
        .filter(ActivationNorms::hasScale)
        .ifPresent(
            measured -> {
              JsonObject object = new JsonObject();
              object.addProperty("ordinary_tokens", measured.tokens());
              object.addProperty("sum", measured.sum());
              object.addProperty("activation_scale", measured.scale(width));
              json.add("norms", object);
            });
    json.add("modalities", names(modalities));
    json.add("roles", names(roles));
    JsonObject entries = new JsonObject();
    metadata.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(entry -> entries.addProperty(entry.getKey(), entry.getValue()));
    json.add("metadata", entries);
    JsonArray list = new JsonArray();
    shards.forEach(shard -> list.add(shard(shard)));
    json.add("shards", list);
    AtomicFiles.write(folder.resolve(FILE), Json.format(json));
  }

  long examples() {
    return shards.stream().mapToLong(ShardEntry::examples).sum();
  }

  long tokens() {
    return shards.stream().mapToLong(ShardEntry::tokens).sum();
  }

  /** A hash of width, dtype and all data. */
  String fingerprint() {
    MessageDigest digest = FileChecksum.newDigest();
    StringBuilder text = new StringBuilder(width + " " + dtype.jsonName() + "\n");
    shards.forEach(shard -> text.append(shard.checksum().sha256()).append('\n'));
    digest.update(text.toString().getBytes(StandardCharsets.UTF_8));
    return "sha256:" + FileChecksum.hex(digest);
  }

  StoreManifest with(
      boolean nowComplete, Optional<ActivationNorms> nowNorms, List<ShardEntry> all) {
    return new StoreManifest(
        model, layer, width, dtype, nowComplete, metadata, modalities, roles, nowNorms, all);
  }

  private static List<ShardEntry> shards(JsonFields json) {
    Set<String> files = new HashSet<>();
    return json.objects("shards").stream()
        .map(
            shard -> {
              String file = shard.string("file");
              if (!FILE_NAME.matcher(file).matches() || !files.add(file)) {
                throw shard.wrong(
                    "file", "a file name of its own, without folder", '"' + file + '"');
              }
              String sha256 = shard.string("sha256");
              if (!SHA_256.matcher(sha256).matches()) {
                throw shard.wrong("sha256", "64 hexadecimal digits", '"' + sha256 + '"');
              }
              ShardEntry entry =
                  new ShardEntry(
                      file,
                      (int) shard.integer("examples", 1, Integer.MAX_VALUE),
                      shard.integer("tokens", 1, 1L << 48),
                      new FileChecksum(shard.integer("bytes", 1, Long.MAX_VALUE), sha256));
              shard.done();
              return entry;
            })
        .toList();
  }

  private static ActivationNorms norms(JsonFields json, int width) {
    ActivationNorms norms =
        new ActivationNorms(json.integer("ordinary_tokens", 1, 1L << 48), json.number("sum"));
    double scale = json.number("activation_scale");
    json.done();
    double expected = norms.scale(width);
    if (!norms.hasScale() || !(Math.abs(scale - expected) <= SCALE_TOLERANCE * expected)) {
      throw json.wrong(
          "activation_scale", "sqrt(width) * ordinary_tokens / sum = " + expected, scale + "");
    }
    return norms;
  }

  private static void checkTotal(JsonFields json, String key, long sum) {
    long total = json.integer(key, 1, Long.MAX_VALUE);
    if (total != sum) {
      throw json.wrong(key, "the sum over the shards, " + sum, Long.toString(total));
    }
  }

  private static <E extends Enum<E>> List<E> constants(JsonFields json, String key, E[] known) {
    Map<String, E> byName = new LinkedHashMap<>();
    Arrays.stream(known).forEach(constant -> byName.put(name(constant), constant));
    return json.strings(key).stream()
        .map(
            text -> {
              E constant = byName.remove(text);
              if (constant == null) {
                throw json.wrong(key, "each once of " + byName.keySet(), '"' + text + '"');
              }
              return constant;
            })
        .toList();
  }

  private static JsonArray names(List<? extends Enum<?>> constants) {
    JsonArray names = new JsonArray();
    constants.forEach(constant -> names.add(name(constant)));
    return names;
  }

  private static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static JsonObject shard(ShardEntry entry) {
    JsonObject json = new JsonObject();
    json.addProperty("file", entry.file());
    json.addProperty("examples", entry.examples());
    json.addProperty("tokens", entry.tokens());
    json.addProperty("bytes", entry.checksum().bytes());
    json.addProperty("sha256", entry.checksum().sha256());
    return json;
  }
}
