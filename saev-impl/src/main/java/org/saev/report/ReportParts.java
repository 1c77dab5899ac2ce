package org.saev.report;

import java.io.IOException;
import org.saev.CancelledException;

/** Writes all parts of a report, one after the other. */
final class ReportParts {

  private final ReportData data;
  private final Chunks chunks;
  private int total;
  private int done;

  ReportParts(ReportData data, Chunks chunks) {
    this.data = data;
    this.chunks = chunks;
  }

  void write() throws IOException {
    LatentChunks latents = new LatentChunks(data);
    ExampleChunks examples = new ExampleChunks(data);
    total = 5 + latents.count() + examples.count() + examples.detailsCount();
    part("overview", new OverviewChunk(data)::write);
    part("index", latents::writeIndex);
    part("ids", examples::writeIds);
    for (int i = 0; i < examples.count(); i++) {
      int chunk = i;
      part("examples/" + i, json -> examples.write(json, chunk, chunks));
    }
    part("layouts", examples::writeLayouts);
    part("filter", new FilterChunk(data)::write);
    for (int i = 0; i < examples.detailsCount(); i++) {
      int chunk = i;
      part("details/" + i, json -> examples.writeDetails(json, chunk));
    }
    for (int i = 0; i < latents.count(); i++) {
      int chunk = i;
      part("latents/" + i, json -> latents.write(json, chunk));
    }
  }

  private void part(String name, Chunks.Body body) throws IOException {
    if (Thread.currentThread().isInterrupted()) {
      throw new CancelledException(
          "the report was stopped after " + done + " of " + total + " parts", null);
    }
    chunks.write(name, body);
    data.listener.onProgress(++done, total);
  }
}
