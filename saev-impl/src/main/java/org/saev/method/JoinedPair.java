package org.saev.method;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.saev.activations.Example;
import org.saev.activations.Extras;
import org.saev.activations.Modality;
import org.saev.activations.PatchGrid;
import org.saev.activations.TokenSequence;

/**
 * An example made of two: the image tokens of one, where the image tokens of the other began, among
 * all other tokens of that other one.
 */
final class JoinedPair {

  private final Example text;
  private final Example image;
  private final List<Origin> origins = new ArrayList<>();

  /** Where a token comes from. */
  private record Origin(Example example, int token) {}

  JoinedPair(Example text, Example image) {
    this.text = text;
    this.image = image;
    boolean placed = false;
    for (int token = 0; token < text.tokens().size(); token++) {
      if (!isImage(text, token)) {
        origins.add(new Origin(text, token));
      } else if (!placed) {
        placed = true;
        addImages();
      }
    }
  }

  private void addImages() {
    for (int token = 0; token < image.tokens().size(); token++) {
      if (isImage(image, token)) {
        origins.add(new Origin(image, token));
      }
    }
  }

  private static boolean isImage(Example example, int token) {
    return example.tokens().modality(token) == Modality.IMAGE;
  }

  Example example() {
    FloatBuffer rows = FloatBuffer.allocate(Math.multiplyExact(origins.size(), text.width()));
    for (Origin origin : origins) {
      int from = origin.token() * text.width();
      rows.put(origin.example().activations().position(from).limit(from + text.width()));
    }
    Example.Builder builder = Example.builder(text.id()).tokens(tokens()).activations(rows.flip());
    image.images().forEach(builder::image);
    extras(builder);
    return builder.build();
  }

  private TokenSequence tokens() {
    TokenSequence.Builder builder = TokenSequence.builder();
    List<PatchGrid> grids = new ArrayList<>(image.tokens().grids());
    int imageGrids = grids.size();
    grids.addAll(text.tokens().grids());
    grids.forEach(builder::grid);
    for (Origin origin : origins) {
      TokenSequence from = origin.example().tokens();
      int token = origin.token();
      if (from.isPatch(token)) {
        builder.patch(
            from.grid(token) + (origin.example() == image ? 0 : imageGrids),
            from.row(token),
            from.column(token),
            from.modality(token),
            from.role(token));
      } else {
        builder.token(from.modality(token), from.role(token), from.text(token).orElse(null));
      }
    }
    return builder.build();
  }

  private void extras(Example.Builder builder) {
    for (String name : text.extraNames()) {
      switch (name) {
        case Extras.IMAGE_EMBEDDING, Extras.LOSS_CONDITIONED, Extras.TOKEN_ATTENTION -> {}
        default -> builder.extra(name, text.extra(name).orElseThrow());
      }
    }
    image
        .extra(Extras.IMAGE_EMBEDDING)
        .ifPresent(embedding -> builder.extra(Extras.IMAGE_EMBEDDING, embedding));
    float[] textAttention = text.extra(Extras.TOKEN_ATTENTION).orElse(null);
    float[] imageAttention = image.extra(Extras.TOKEN_ATTENTION).orElse(null);
    if (textAttention != null && imageAttention != null) {
      float[] attention = new float[origins.size()];
      for (int i = 0; i < attention.length; i++) {
        Origin origin = origins.get(i);
        attention[i] = (origin.example() == image ? imageAttention : textAttention)[origin.token()];
      }
      builder.extra(Extras.TOKEN_ATTENTION, attention);
    }
  }
}
