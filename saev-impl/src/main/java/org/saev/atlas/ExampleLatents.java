package org.saev.atlas;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/** Chooses the latents that an example is shown with. */
final class ExampleLatents {

  private ExampleLatents() {}

  static List<LatentTrace> strongest(ExampleEntries entries, int most) {
    List<Peak> peaks = new ArrayList<>();
    for (int i = 0; i < entries.latents(); i++) {
      peaks.add(new Peak(i, entries.max(i, false), entries.max(i, true)));
    }
    List<LatentTrace> traces = new ArrayList<>();
    add(
        traces,
        entries,
        peaks,
        most,
        p -> p.text > 0 && p.image > 0,
        p -> Math.min(p.text, p.image));
    add(traces, entries, peaks, most, p -> p.image == 0, p -> p.text);
    add(traces, entries, peaks, most, p -> p.text == 0, p -> p.image);
    return traces;
  }

  private static void add(
      List<LatentTrace> traces,
      ExampleEntries entries,
      List<Peak> peaks,
      int most,
      Predicate<Peak> kind,
      ToDoubleFunction<Peak> strength) {
    peaks.stream()
        .filter(kind)
        .sorted(Comparator.comparingDouble(strength).reversed())
        .limit(most)
        .forEach(p -> traces.add(entries.trace(p.index, p.text, p.image)));
  }

  private record Peak(int index, float text, float image) {}
}
