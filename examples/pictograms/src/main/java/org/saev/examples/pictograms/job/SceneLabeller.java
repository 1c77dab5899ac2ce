package org.saev.examples.pictograms.job;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.saev.activations.Modality;
import org.saev.atlas.LatentAtlas;
import org.saev.atlas.TokenPlace;
import org.saev.examples.pictograms.scene.Entity;
import org.saev.examples.pictograms.scene.Scene;
import org.saev.examples.pictograms.scene.SceneRenderer;
import org.saev.report.LatentLabeller;

/**
 * Labels latents by the word that they fire on most, and by what is known of the scenes: the thing,
 * the colour or the place that most of their strongest patches show.
 */
final class SceneLabeller implements LatentLabeller {

  /** The share of the strongest patches that must have it in common. */
  private static final double MOST = 0.75;

  private final Map<String, Scene> scenes;
  private final SceneRenderer renderer;
  private final Map<String, float[][]> coverage = new HashMap<>();

  SceneLabeller(List<Pair> pairs, SceneRenderer renderer) {
    this.renderer = renderer;
    scenes = pairs.stream().collect(Collectors.toMap(Pair::id, pair -> pair.example().scene()));
  }

  @Override
  public Optional<String> label(LatentAtlas atlas, int latent) {
    Optional<String> word = LatentLabeller.commonWord().label(atlas, latent);
    Optional<String> picture = picture(atlas.topTokens(latent, Modality.IMAGE));
    if (word.isEmpty() || picture.isEmpty()) {
      return word.or(() -> picture.map(p -> p + " (picture)"));
    }
    return picture.get().contains(word.get())
        ? picture
        : Optional.of(word.get() + " (word), " + picture.get() + " (picture)");
  }

  private Optional<String> picture(List<TokenPlace> patches) {
    Optional<String> color = common(patches, place -> thing(place).map(e -> e.color().word()));
    Optional<String> name = common(patches, place -> thing(place).map(e -> e.concept().word()));
    if (name.isPresent()) {
      return name.map(n -> color.map(c -> c + " ").orElse("") + n);
    }
    return color
        .map(c -> c + " things")
        .or(() -> common(patches, place -> Optional.of(region(place))));
  }

  private static Optional<String> common(
      List<TokenPlace> patches, Function<TokenPlace, Optional<String>> property) {
    Map<String, Long> counts =
        patches.stream()
            .flatMap(place -> property.apply(place).stream())
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    return counts.entrySet().stream()
        .filter(entry -> entry.getValue() > 1 && entry.getValue() >= MOST * patches.size())
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /** The thing that covers most of a patch. */
  private Optional<Entity> thing(TokenPlace place) {
    Scene scene = scenes.get(place.example().id());
    float[][] shares =
        coverage.computeIfAbsent(place.example().id(), id -> renderer.coverage(scene));
    int patch =
        place.example().tokens().row(place.token()) * Scene.GRID
            + place.example().tokens().column(place.token());
    Entity best = null;
    float most = 0;
    for (int i = 0; i < shares.length; i++) {
      if (shares[i][patch] > most) {
        most = shares[i][patch];
        best = scene.entities().get(i);
      }
    }
    return Optional.ofNullable(best);
  }

  private static String region(TokenPlace place) {
    String vertical = third(place.example().tokens().row(place.token()), "top", "bottom");
    String horizontal = third(place.example().tokens().column(place.token()), "left", "right");
    if (vertical.isEmpty() && horizontal.isEmpty()) {
      return "middle";
    }
    return vertical.isEmpty() || horizontal.isEmpty()
        ? vertical + horizontal + " edge"
        : vertical + " " + horizontal + " corner";
  }

  private static String third(int index, String first, String last) {
    if (index < Scene.GRID / 3) {
      return first;
    }
    return index >= Scene.GRID - Scene.GRID / 3 ? last : "";
  }
}
