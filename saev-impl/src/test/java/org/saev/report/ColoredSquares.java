package org.saev.report;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.saev.Saev;
import org.saev.activations.ActivationSource;
import org.saev.activations.Example;
import org.saev.activations.PatchGrid;
import org.saev.activations.TokenSequence;
import org.saev.atlas.AtlasExample;
import org.saev.atlas.LatentAtlas;
import org.saev.internal.backend.CpuBackend;
import org.saev.method.TokenScorers;
import org.saev.sae.Architecture;
import org.saev.sae.SaeConfig;
import org.saev.sae.SparseAutoencoder;
import org.saev.scoring.DataFilter;
import org.saev.scoring.Scores;
import org.saev.scoring.Selection;
import org.saev.spi.SaeWeights;

/**
 * Scenes of one coloured square each, with activations that are known by construction: latent 0, 1
 * or 2 fires on the patches of a red, green or blue square and on its word, latent 3 on the other
 * patches, latent 4 on the other words; the others never. Ids and words are as hostile as text can
 * be.
 */
final class ColoredSquares implements AutoCloseable {

  static final String[] COLORS = {"red", "green", "blue"};
  static final String HOSTILE = "</script><img src=x onerror=alert(1)>\"'&";

  private static final Color[] PAINT = {
    new Color(220, 40, 40), new Color(40, 160, 60), new Color(40, 80, 220)
  };
  private static final int SIDE = 4;
  private static final int PATCH = 16;
  private static final int WIDTH = 8;
  private static final int LATENTS = 10;

  final SparseAutoencoder sae = autoencoder();
  final ActivationSource source;
  final LatentAtlas atlas;

  /** The colour and the patches of each example's square, by id. */
  final Map<String, Square> squares = new HashMap<>();

  /** Rows and columns of the upper left of two by two patches. */
  record Square(int color, int row, int column) {
    boolean covers(int patchRow, int patchColumn) {
      return patchRow >= row
          && patchRow < row + 2
          && patchColumn >= column
          && patchColumn < column + 2;
    }
  }

  ColoredSquares(int count) {
    Random random = new Random(5);
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      examples.add(example(i, random));
    }
    source = ActivationSource.of(examples);
    atlas = Saev.encode(source, sae).collect(LatentAtlas.collector(sae));
  }

  LatentReport report() {
    Scores scores =
        Saev.encode(source, sae).score("active", e -> e.codes().entries() + e.id().hashCode() % 7);
    Selection kept = DataFilter.top(0.5).apply(scores, "active");
    return LatentReport.of(atlas)
        .title("Squares " + HOSTILE)
        .fact("model", HOSTILE)
        .images(this::draw)
        .evaluation(Saev.encode(source, sae).evaluate())
        .scores(scores)
        .notes(Map.of(noted(), HOSTILE))
        .filter("active", kept)
        .filter("again", kept)
        .tokenScores(
            Saev.encode(source, sae).collect(TokenScoreTable.collector(TokenScorers.l1())));
  }

  /** The example that has a note. */
  String noted() {
    return atlas.examples().get(2).id();
  }

  BufferedImage draw(AtlasExample example, int image) {
    Square square = squares.get(example.id());
    BufferedImage picture =
        new BufferedImage(SIDE * PATCH, SIDE * PATCH, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = picture.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, SIDE * PATCH, SIDE * PATCH);
    graphics.setColor(PAINT[square.color]);
    graphics.fillRect(square.column * PATCH, square.row * PATCH, 2 * PATCH, 2 * PATCH);
    graphics.dispose();
    return picture;
  }

  private Example example(int number, Random random) {
    Square square =
        new Square(number % COLORS.length, random.nextInt(SIDE - 1), random.nextInt(SIDE - 1));
    String id = "scene " + number + "/" + HOSTILE;
    squares.put(id, square);
    TokenSequence tokens =
        TokenSequence.builder()
            .patches(PatchGrid.of(SIDE, SIDE))
            .special("<s>")
            .text(" a", " " + COLORS[square.color], " square", HOSTILE)
            .build();
    float[] activations = new float[tokens.size() * WIDTH];
    for (int token = 0; token < tokens.size(); token++) {
      int latent;
      if (tokens.isPatch(token)) {
        latent = square.covers(tokens.row(token), tokens.column(token)) ? square.color : 3;
      } else {
        latent =
            tokens.text(token).orElse("").equals(" " + COLORS[square.color]) ? square.color : 4;
      }
      activations[token * WIDTH + latent] = 1 + random.nextFloat();
    }
    return Example.builder(id)
        .tokens(tokens)
        .activations(FloatBuffer.wrap(activations))
        .image(id)
        .build();
  }

  private static SparseAutoencoder autoencoder() {
    float[] rows = new float[LATENTS * WIDTH];
    for (int latent = 0; latent < LATENTS; latent++) {
      rows[latent * WIDTH + latent % WIDTH] = latent < 5 ? 1 : -1;
    }
    SaeConfig config = SaeConfig.builder(Architecture.TOPK, WIDTH, LATENTS).k(1).build();
    return new CpuBackend()
        .open(new SaeWeights(config, rows, new float[LATENTS], rows, new float[WIDTH]), "cpu", 1);
  }

  @Override
  public void close() {
    sae.close();
  }
}
