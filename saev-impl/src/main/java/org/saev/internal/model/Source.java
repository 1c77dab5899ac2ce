package org.saev.internal.model;

import java.util.Map;
import org.saev.internal.io.JsonFields;
import org.saev.sae.SaeConfig;

/**
 * What is noted in the provenance of an autoencoder that another tool wrote: its format, number
 * formats, and every key of its configuration that isn't part of ours.
 */
final class Source {

  static final String PREFIX = "source.";
  static final String FORMAT = PREFIX + "format";
  static final String DTYPE = PREFIX + "dtype";

  private Source() {}

  static void note(SaeConfig.Builder builder, String format, TensorPicker tensors) {
    builder.provenance(FORMAT, format).provenance(DTYPE, tensors.dtypes());
  }

  static void noteRest(SaeConfig.Builder builder, String path, JsonFields json) {
    json.rest().forEach((key, value) -> builder.provenance(PREFIX + path + key, value));
  }

  /** Reads what was noted of a key, or nothing. */
  static String noted(Map<String, String> provenance, String... keys) {
    for (String key : keys) {
      String value = provenance.get(key);
      if (value != null && !value.equals("null")) {
        return value;
      }
    }
    return "";
  }
}
