"use strict";

// The first page: what there is, how good it is, and what to look at first.
(function () {
  const { h, format } = saev;
  const FREQUENCY_BINS = 24;
  const LOWEST = -6;
  const COMMON = 36;

  function counts(index) {
    const found = { shared: 0, text: 0, image: 0, never: 0 };
    index.text.forEach((any, latent) => found[format.kind(index, latent)]++);
    return found;
  }

  function shares(found, total) {
    const kinds = ["shared", "text", "image", "never"];
    return [
      h("div", { class: "shares", "aria-hidden": "true" }, kinds.filter((kind) => found[kind] > 0).map((kind) => h("span", { class: "is-" + kind, style: { flex: found[kind] + " 0 0" } }))),
      h(
        "ul",
        { class: "legend" },
        kinds.map((kind) => h("li", {}, format.chip(kind), " ", h("a", { href: "#/latents?kind=" + kind }, format.whole(found[kind])), h("span", { class: "muted" }, ` (${format.percent(found[kind] / total)})`))),
      ),
    ];
  }

  function evaluation(rows) {
    const names = { all: "all tokens", text: "text tokens", image: "image tokens" };
    return h(
      "div",
      { class: "wide", tabindex: "0", role: "region", "aria-label": "Reconstruction" },
      h(
        "table",
        {},
        h("thead", {}, h("tr", {}, ["", "tokens", "FVU", "L0", "L1", "dead latents", "dense latents"].map((name) => h("th", { scope: "col" }, name || h("span", { class: "hidden-visually" }, "modality"))))),
        h(
          "tbody",
          {},
          rows.map((row) =>
            h("tr", {}, h("th", { scope: "row" }, names[row.name] || row.name), [format.whole(row.tokens), format.number(row.fvu), format.number(row.l0), format.number(row.l1), format.whole(row.dead), format.whole(row.dense)].map((text) => h("td", {}, text))),
          ),
        ),
      ),
    );
  }

  function frequencies(index, overview) {
    const bins = (firings, tokens) => {
      const found = new Array(FREQUENCY_BINS).fill(0);
      for (const count of firings) {
        if (count > 0) {
          const at = Math.floor(((Math.log10(count / tokens) - LOWEST) / -LOWEST) * FREQUENCY_BINS);
          found[Math.max(0, Math.min(FREQUENCY_BINS - 1, at))]++;
        }
      }
      return found;
    };
    const labels = Array.from({ length: FREQUENCY_BINS }, (any, i) => format.percent(Math.pow(10, LOWEST * (1 - i / FREQUENCY_BINS))));
    return saev.charts.columns(
      "How often latents fire: the number of latents by the share of tokens",
      labels,
      [
        { name: "on text tokens", color: "--text", counts: bins(index.text, overview.textTokens) },
        { name: "on image tokens", color: "--image", counts: bins(index.image, overview.imageTokens) },
      ],
      "share of tokens that a latent fires on",
    );
  }

  /** Frequencies on a logarithmic axis; what never fires sits just below the lowest. */
  function axis(label, tokens) {
    const min = Math.floor(Math.log10(0.5 / Math.max(2, tokens)));
    return { label, log: true, min, max: 0, none: Math.pow(10, min + 0.3) };
  }

  function modalityMap(index, overview) {
    const x = axis("fires on text tokens", overview.textTokens);
    const y = axis("fires on image tokens", overview.imageTokens);
    const points = index.text.map((text, latent) => ({
      latent,
      x: text > 0 ? text / overview.textTokens : x.none,
      y: index.image[latent] > 0 ? index.image[latent] / overview.imageTokens : y.none,
      kind: format.kind(index, latent),
    }));
    return saev.scatter("All latents by how often they fire on text and on image tokens", index, points, x, y);
  }

  function weightMap(index, overview) {
    const x = axis("fires on tokens of either kind", overview.textTokens + overview.imageTokens);
    const points = [];
    let lowest = Math.min(0, overview.floor ?? 0);
    index.weight.forEach((weight, latent) => {
      if (weight !== null) {
        lowest = Math.min(lowest, weight);
        points.push({ latent, x: (index.text[latent] + index.image[latent]) / (overview.textTokens + overview.imageTokens), y: weight, kind: "shared" });
      }
    });
    const y = { label: "cross-modal weight", min: Math.floor(lowest * 4) / 4, max: 1 };
    return saev.scatter("Cross-modal weight of latents against how often they fire", index, points, x, y, { y: overview.floor, label: "random pairs" });
  }

  function training(curves) {
    const line = (label, key, color) => saev.charts.lines(`Training: ${label}`, "step", curves.step, [{ label, values: curves[key], color }]);
    return [
      h("h2", {}, "Training"),
      h("div", { class: "two" }, line("FVU", "fvu", "--shared"), line("dead latents", "dead", "--image"), line("L0", "l0", "--text"), line("learning rate", "rate", "--muted")),
    ];
  }

  function featured(overview, index) {
    const cards = overview.featured.map(([latent, number, activation, trace]) => {
      const stage = h("div", {}, h("div", { class: "heat empty" }, "…"));
      saev.data.example(number).then((example) => stage.replaceChildren(...saev.heat.view(example, trace, activation).flat(), ...[format.note(example)].filter(Boolean)));
      return h(
        "a",
        { class: "card featured", href: "#/latent/" + latent },
        h("div", { class: "head" }, h("strong", {}, saev.labels.name(index, latent) || "latent " + latent), h("span", { class: "muted small" }, "#" + latent + " · " + format.fixed(index.weight[latent]))),
        stage,
      );
    });
    return cards.length === 0
      ? []
      : [h("h2", {}, "To look at first"), h("p", { class: "muted" }, "Latents that fire on words and on patches alike, of high cross-modal weight."), h("div", { class: "cards" }, cards)];
  }

  /** The words of labels, commonest first: what to search for. */
  function cloud(index) {
    const counts = new Map();
    index.label.forEach((label, latent) => {
      const words = new Set(saev.labels.of(index, latent).toLowerCase().match(/[\p{L}\p{N}][\p{L}\p{N}'-]*/gu) || []);
      for (const word of words) {
        counts.set(word, (counts.get(word) || 0) + 1);
      }
    });
    const common = [...counts].filter(([word, count]) => count > 1 && word.length > 1).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
    return common.length === 0
      ? null
      : [
          h("h2", {}, "What labels speak of"),
          h(
            "ul",
            { class: "cloud" },
            common.slice(0, COMMON).map(([word, count]) => h("li", {}, h("a", { href: "#/latents?q=" + encodeURIComponent(word) }, word, h("span", { class: "muted small" }, " " + format.whole(count))))),
          ),
        ];
  }

  saev.overview = async function () {
    const [overview, index] = await Promise.all([saev.data.load("overview"), saev.data.load("index")]);
    const found = counts(index);
    return {
      title: "Overview",
      nodes: [
        h("h1", { tabindex: "-1" }, overview.title),
        h(
          "p",
          { class: "muted" },
          `${format.whole(overview.latents)} latents over ${format.whole(overview.examples)} examples: ${format.whole(overview.textTokens)} text tokens and ${format.whole(overview.imageTokens)} image tokens.`,
        ),
        overview.facts.length > 0 ? h("dl", { class: "tiles" }, overview.facts.map(([name, value]) => h("div", { class: "tile prose" }, h("dt", {}, name), h("dd", {}, value)))) : null,
        h("h2", {}, "What latents fire on"),
        shares(found, overview.latents),
        featured(overview, index),
        cloud(index),
        overview.evaluation.length > 0 ? [h("h2", {}, "Reconstruction"), evaluation(overview.evaluation)] : null,
        h(
          "div",
          { class: "two" },
          h("section", {}, h("h2", {}, "Map of modalities"), h("p", { class: "muted small" }, "A dot is a latent; click it. Dots along an edge fire on one side only."), modalityMap(index, overview)),
          h("section", {}, h("h2", {}, "Weight against frequency"), h("p", { class: "muted small" }, "The mean cosine between the words and the patches that a latent fires on most."), weightMap(index, overview)),
        ),
        h("h2", {}, "How often latents fire"),
        frequencies(index, overview),
        overview.training.step.length > 1 ? training(overview.training) : null,
      ],
    };
  };
})();
