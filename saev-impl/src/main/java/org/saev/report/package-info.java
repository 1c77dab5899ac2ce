/**
 * Pages to look at: what the latents of an {@linkplain org.saev.atlas.LatentAtlas atlas} fire on,
 * as a folder that opens from disk or as one HTML file, without server or network; and the same in
 * the layout that Neuronpedia imports.
 *
 * <pre>{@code
 * LatentAtlas atlas = Saev.encode(source, sae).collect(LatentAtlas.collector(sae));
 * LatentReport.of(atlas)
 *     .title("LLaVA, layer 16")
 *     .images((example, image) -> ImageIO.read(new File(example.images().get(image))))
 *     .writeFolder(Path.of("report"));
 * }</pre>
 */
package org.saev.report;
