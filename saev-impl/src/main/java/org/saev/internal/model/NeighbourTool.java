package org.saev.internal.model;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Guesses by file names which tool wrote a path; only ever used to explain a refusal. */
final class NeighbourTool {

  private record Mark(String tool, List<String> files) {}

  private static final List<Mark> MARKS =
      List.of(
          new Mark("SAELens", List.of("cfg.json", "sae_weights.safetensors")),
          new Mark("sparsify", List.of("cfg.json", "sae.safetensors")),
          new Mark("dictionary_learning", List.of("config.json", "ae.pt")),
          new Mark("Gemma Scope", List.of("params.npz")),
          new Mark("Llama Scope", List.of("hyperparams.json", "checkpoints")),
          new Mark("an activation store, not an autoencoder", List.of("manifest.json")));

  private NeighbourTool() {}

  static Optional<String> of(Path path) {
    if (Files.isDirectory(path)) {
      return MARKS.stream()
          .filter(mark -> mark.files().stream().map(path::resolve).allMatch(Files::exists))
          .map(Mark::tool)
          .findFirst();
    }
    String name = path.getFileName().toString();
    if (name.endsWith(".npz")) {
      return Optional.of("Gemma Scope");
    }
    return name.endsWith(".pt") ? Optional.of("a PyTorch pickle") : Optional.empty();
  }
}
