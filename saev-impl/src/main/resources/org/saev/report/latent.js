"use strict";

// The page of one latent.
(function () {
  const { h, format } = saev;

  function stats(overview, index, latent, detail) {
    const tile = (name, value, note) => h("div", { class: "tile" }, h("dt", {}, name), h("dd", {}, value, h("small", {}, note)));
    const weight = index.weight[latent];
    return h(
      "dl",
      { class: "tiles" },
      tile("fires on text tokens", format.percent(index.text[latent] / overview.textTokens), `${format.whole(index.text[latent])} tokens in ${format.whole(detail.textExamples)} examples`),
      tile("fires on image tokens", format.percent(index.image[latent] / overview.imageTokens), `${format.whole(index.image[latent])} patches in ${format.whole(detail.imageExamples)} examples`),
      tile("cross-modal weight", format.fixed(weight), weight === null ? "too few tokens on one side" : `random pairs: ${format.fixed(overview.floor)}`),
      tile("largest activation", format.number(index.max[latent]), "over all tokens"),
      tile("monosemanticity", `${format.fixed(index.monoText[latent])} · ${format.fixed(index.monoImage[latent])}`, "of its words · of its patches"),
    );
  }

  async function gallery(entries, most) {
    const cards = await Promise.all(
      entries.map(async ([number, activation, trace]) => {
        const example = await saev.data.example(number);
        return h(
          "article",
          { class: "card" },
          h("div", { class: "head" }, h("a", { href: format.exampleLink(example.id) }, example.id), format.note(example), h("span", { class: "muted small", title: "largest activation" }, format.number(activation))),
          saev.heat.view(example, trace, most),
        );
      }),
    );
    return h("div", { class: "cards" }, cards);
  }

  async function pairs(list, floor) {
    const items = await Promise.all(
      list.map(async ([textExample, textToken, , imageExample, imageToken, , cosine]) => {
        const [left, right] = await Promise.all([saev.data.example(textExample), saev.data.example(imageExample)]);
        const entry = left.text.find(([token]) => token === textToken);
        const word = entry ? saev.heat.bare(entry) : "▢";
        return h(
          "li",
          {},
          h("a", { href: format.exampleLink(right.id), "aria-label": "the patch's example, " + right.id }, saev.heat.marked(right, imageToken)),
          h("div", {}, h("a", { href: format.exampleLink(left.id), class: "word fires", style: { "--a": "80%", color: "inherit" } }, word), h("div", { class: "small muted" }, "cosine " + format.fixed(cosine)), track(cosine, floor)),
        );
      }),
    );
    return h("ul", { class: "pairs" }, items);
  }

  function track(share, mark) {
    return h(
      "div",
      { class: "track", "aria-hidden": "true" },
      h("i", { style: { width: Math.max(0, Math.min(1, share)) * 100 + "%" } }),
      mark === null || mark === undefined ? null : h("b", { style: { left: Math.max(0, Math.min(1, mark)) * 100 + "%" } }),
    );
  }

  function others(index, list, note) {
    return h(
      "ul",
      { class: "bars" },
      list.map(([latent, share, mark]) =>
        h("li", {}, h("a", { href: "#/latent/" + latent }, `#${latent} ${saev.labels.name(index, latent)}`), track(share, mark), h("span", { class: "small muted" }, note(share, mark))),
      ),
    );
  }

  function histogram(overview, detail) {
    const [textFrom, ...text] = detail.textHistogram;
    const [imageFrom, ...image] = detail.imageHistogram;
    const from = Math.min(text.length ? textFrom : Infinity, image.length ? imageFrom : Infinity);
    const to = Math.max(text.length ? textFrom + text.length : 0, image.length ? imageFrom + image.length : 0);
    if (to === 0) {
      return null;
    }
    const labels = [];
    for (let bin = from; bin < to; bin++) {
      labels.push(format.number(overview.edges[bin], 2));
    }
    const counts = (start, values) => labels.map((any, i) => values[from + i - start] || 0);
    return [
      h("h2", {}, "How strongly it fires"),
      saev.charts.columns(
        "Tokens by activation",
        labels,
        [
          { name: "text tokens", color: "--text", counts: counts(textFrom, text) },
          { name: "patches", color: "--image", counts: counts(imageFrom, image) },
        ],
        "activation",
      ),
    ];
  }

  function labelling(index, latent, heading) {
    const input = h("input", {
      type: "text",
      id: "label",
      maxlength: "200",
      value: saev.labels.own(latent),
      placeholder: index.label[latent] || "what it stands for",
      onchange: () => {
        saev.labels.set(latent, input.value.trim());
        heading.textContent = saev.labels.of(index, latent) || "Latent " + latent;
      },
    });
    return h("div", { class: "label-edit" }, h("label", { for: "label" }, "Your label"), input, h("button", { type: "button", onclick: saev.labels.save }, "Save all"));
  }

  saev.latent = async function (number) {
    const [overview, index] = await Promise.all([saev.data.load("overview"), saev.data.load("index")]);
    const latent = Number(number);
    if (!(Number.isInteger(latent) && latent >= 0 && latent < overview.latents)) {
      throw new Error(`There is no latent ${number}: they are numbered from 0 to ${overview.latents - 1}.`);
    }
    const detail = await saev.data.latent(latent);
    const most = index.max[latent];
    const heading = h("span", {}, saev.labels.of(index, latent) || "Latent " + latent);
    const step = (by) => "#/latent/" + ((latent + by + overview.latents) % overview.latents);
    const section = async (title, note, entries) => (entries.length === 0 ? null : [h("h2", {}, title), h("p", { class: "muted small" }, note), await gallery(entries, most)]);
    return {
      title: `Latent ${latent} ${saev.labels.of(index, latent)}`,
      previous: step(-1),
      next: step(1),
      nodes: [
        h(
          "div",
          { class: "title-row" },
          h("h1", { tabindex: "-1" }, heading, h("span", { class: "muted" }, "  #" + latent)),
          format.chip(format.kind(index, latent)),
          h("div", { class: "step" }, h("a", { href: step(-1), rel: "prev" }, "← previous"), h("a", { href: step(1), rel: "next" }, "next →")),
        ),
        labelling(index, latent, heading),
        stats(overview, index, latent, detail),
        detail.text.length + detail.image.length === 0 ? h("p", {}, "It fired on no token of this data.") : null,
        await section("Patches that it fires on most", "Clear patches fire, veiled ones don't; the strongest is outlined. Words of the same example glow where it fires on them, too.", detail.image),
        await section("Words that it fires on most", "The strongest word is outlined.", detail.text),
        detail.pairs.length > 0
          ? [
              h("h2", {}, "Strongest words beside strongest patches"),
              h("p", { class: "muted small" }, `The cosine of their activation vectors; the mark is that of random pairs, ${format.fixed(overview.floor)}. The mean of the first five is the cross-modal weight.`),
              await pairs(detail.pairs, overview.floor),
            ]
          : null,
        histogram(overview, detail),
        h(
          "div",
          { class: "two" },
          detail.neighbours.length > 0 ? h("section", {}, h("h2", {}, "Decoder neighbours"), h("p", { class: "muted small" }, "Latents that write a similar direction: the cosine of decoder rows."), others(index, detail.neighbours, (cosine) => format.fixed(cosine))) : null,
          detail.coFiring.length > 0
            ? h(
                "section",
                {},
                h("h2", {}, "Fires together with"),
                h("p", { class: "muted small" }, "The share of its strongest tokens that the other fires on; the mark is how often the other fires anyway."),
                others(index, detail.coFiring, (share) => format.percent(share)),
              )
            : null,
        ),
      ],
    };
  };

  saev.track = track;
})();
