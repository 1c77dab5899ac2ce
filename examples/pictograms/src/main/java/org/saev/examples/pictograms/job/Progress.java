package org.saev.examples.pictograms.job;

import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Says how far a stage of long work has got: a line every few seconds, with rate and time left. */
public final class Progress {

  private static final Duration BETWEEN_LINES = Duration.ofSeconds(3);

  private final Consumer<String> out;
  private final LongSupplier nanoTime;
  private String stage = "";
  private String unit = "";
  private long started;
  private long lastLine;

  /**
   * Makes a progress display.
   *
   * @param out takes its lines
   */
  public Progress(Consumer<String> out) {
    this(out, System::nanoTime);
  }

  /** With a clock of its own, for tests. */
  Progress(Consumer<String> out, LongSupplier nanoTime) {
    this.out = out;
    this.nanoTime = nanoTime;
  }

  /**
   * Says something.
   *
   * @param line one line
   */
  public void say(String line) {
    out.accept(line);
  }

  /**
   * Begins a stage.
   *
   * @param name what is done
   * @param counted what is counted, such as {@code pairs}
   */
  public void begin(String name, String counted) {
    stage = name;
    unit = counted;
    started = nanoTime.getAsLong();
    lastLine = started;
    out.accept(name + " ...");
  }

  /**
   * Says how far the stage has got, unless it did so just now.
   *
   * @param done how many are done
   * @param total how many there are
   * @param detail more to say, such as a loss; may be empty
   */
  public void at(long done, long total, String detail) {
    long now = nanoTime.getAsLong();
    if (done == 0 || now - lastLine < BETWEEN_LINES.toNanos()) {
      return;
    }
    lastLine = now;
    double rate = done * 1e9 / (now - started);
    out.accept(
        String.format(
            Locale.ROOT,
            "%s: %,d of %,d %s, %,.0f %s/s, %.0f s left%s",
            stage,
            done,
            total,
            unit,
            rate,
            unit,
            (total - done) / rate,
            detail.isEmpty() ? "" : ", " + detail));
  }

  /**
   * Ends the stage.
   *
   * @param result what came out
   */
  public void end(String result) {
    double seconds = (nanoTime.getAsLong() - started) / 1e9;
    out.accept(String.format(Locale.ROOT, "%s: %s, in %.1f s", stage, result, seconds));
  }
}
