package org.saev.examples.pictograms.scene;

import java.awt.Color;
import java.awt.Font;
import java.awt.FontFormatException;
import java.awt.Graphics2D;
import java.awt.font.FontRenderContext;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Coverage masks of the Material Design icons.
 *
 * <p>Outlines are taken at the font's design size, flattened to polygons and filled without
 * anti-aliasing on a grid eight times finer. No step depends on the Java release: hinting can't
 * move integer coordinates, and the bounds of curves, which Java 19 made tighter, aren't used.
 */
final class IconFont {
  /** The value of a fully covered pixel. */
  static final int FULL = 64;

  private static final float DESIGN_SIZE = 512;

  /** Icons keep this much of the design square, the rest is margin. */
  private static final double LIVE_AREA = DESIGN_SIZE * 11 / 12;

  private static final double FLATNESS = 0.1;
  private static final int OVERSAMPLING = 8;
  private static final String FOLDER = "/META-INF/resources/webjars/mdi__font/7.4.47/";
  private static final Pattern RULE =
      Pattern.compile("\\.mdi-([a-z0-9-]+)::before\\s*\\{\\s*content:\\s*\"\\\\([0-9A-F]+)\"");

  private final Font font;
  private final Map<String, Integer> codePoints = new HashMap<>();

  IconFont() {
    try (InputStream css = open("css/materialdesignicons.css");
        InputStream ttf = open("fonts/materialdesignicons-webfont.ttf")) {
      Matcher rules = RULE.matcher(new String(css.readAllBytes(), StandardCharsets.UTF_8));
      while (rules.find()) {
        codePoints.put(rules.group(1), Integer.valueOf(rules.group(2), 16));
      }
      font = Font.createFont(Font.TRUETYPE_FONT, ttf).deriveFont(DESIGN_SIZE);
    } catch (IOException e) {
      throw new UncheckedIOException("can't read the icon font", e);
    } catch (FontFormatException e) {
      throw new IllegalStateException("Java can't use the icon font: " + e.getMessage(), e);
    }
  }

  /** How much of each pixel the icon covers, 0 to {@link #FULL}, [pixels, pixels] row-major. */
  byte[] mask(String icon, int pixels) {
    int fine = pixels * OVERSAMPLING;
    BufferedImage image = new BufferedImage(fine, fine, BufferedImage.TYPE_BYTE_GRAY);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fill(fitted(icon, fine));
    graphics.dispose();
    byte[] mask = new byte[pixels * pixels];
    for (int y = 0; y < fine; y++) {
      for (int x = 0; x < fine; x++) {
        boolean covered = image.getRaster().getSample(x, y, 0) > 0;
        mask[y / OVERSAMPLING * pixels + x / OVERSAMPLING] += (byte) (covered ? 1 : 0);
      }
    }
    return mask;
  }

  /** The outline, centred in a square of that edge and scaled so that icons keep their sizes. */
  private Path2D fitted(String icon, int edge) {
    Integer codePoint = codePoints.get(icon);
    if (codePoint == null) {
      throw new IllegalArgumentException("the icon font has no icon \"" + icon + "\"");
    }
    var context = new FontRenderContext(null, false, true);
    Path2D outline = new Path2D.Double();
    var glyph = font.createGlyphVector(context, Character.toString(codePoint)).getOutline();
    outline.append(glyph.getPathIterator(null, FLATNESS), false);
    Rectangle2D bounds = outline.getBounds2D();
    double extent = Math.max(LIVE_AREA, Math.max(bounds.getWidth(), bounds.getHeight()));
    AffineTransform transform = AffineTransform.getTranslateInstance(edge / 2.0, edge / 2.0);
    transform.scale(edge / extent, edge / extent);
    transform.translate(-bounds.getCenterX(), -bounds.getCenterY());
    outline.transform(transform);
    return outline;
  }

  private static InputStream open(String path) throws IOException {
    InputStream in = IconFont.class.getResourceAsStream(FOLDER + path);
    if (in == null) {
      throw new IOException(
          FOLDER + path + " is missing: put org.webjars.npm:mdi__font on the class path");
    }
    return in;
  }
}
