package org.saev.internal.training;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import org.saev.SaevException;
import org.saev.activations.ActivationSource;
import org.saev.activations.SourceIdentity;
import org.saev.internal.Version;
import org.saev.sae.SaeConfig;
import org.saev.training.TrainingConfig;

/**
 * What a training was: written into checkpoints, to refuse another's, and into the finished model.
 */
final class Provenance {

  private Provenance() {}

  static Map<String, String> identity(
      TrainingConfig config, ActivationSource source, String backend) {
    Map<String, String> map = new TreeMap<>();
    config.asMap().forEach((key, value) -> map.put("training." + key, value));
    SourceIdentity identity = source.identity();
    map.put("data.model", identity.model());
    map.put("data.layer", identity.layer());
    map.put("data.fingerprint", identity.fingerprint());
    map.put("data.width", Integer.toString(source.width()));
    map.put("data.examples", count(source.exampleCount()));
    map.put("data.tokens", count(source.tokenCount()));
    map.put("backend", backend);
    map.put("saev.version", Version.current());
    return map;
  }

  static void requireSame(Map<String, String> wanted, Map<String, String> found, Path folder) {
    TreeSet<String> keys = new TreeSet<>(wanted.keySet());
    keys.addAll(found.keySet());
    for (String key : keys) {
      if (!Objects.equals(wanted.get(key), found.get(key))) {
        throw new SaevException(
            "the checkpoint in "
                + folder
                + " belongs to another training: its "
                + key
                + " is "
                + found.get(key)
                + ", but this one's is "
                + wanted.get(key)
                + "; use another folder, or the old settings");
      }
    }
  }

  static SaeConfig describe(SaeConfig plain, Map<String, String> identity, int steps, long tokens) {
    SaeConfig.Builder builder = plain.toBuilder();
    identity.forEach(builder::provenance);
    return builder
        .provenance("training.stepsDone", Integer.toString(steps))
        .provenance("training.tokensDone", Long.toString(tokens))
        .build();
  }

  private static String count(OptionalLong count) {
    return count.isPresent() ? Long.toString(count.getAsLong()) : "unknown";
  }
}
