"use strict";

// The page of one example, and the list of examples.
(function () {
  const { h, format } = saev;
  const SHOWN = 48;

  function picker(title, note, index, latents, choose) {
    if (latents.length === 0) {
      return null;
    }
    return [
      h("h2", {}, title),
      h("p", { class: "muted small" }, note),
      h(
        "ul",
        { class: "pick" },
        latents.map((entry) =>
          h(
            "li",
            {},
            h(
              "button",
              {
                type: "button",
                "data-latent": entry[0],
                "aria-pressed": "false",
                onclick: () => choose(entry),
                onfocus: () => choose(entry),
                onpointerenter: () => choose(entry),
              },
              `#${entry[0]} ${saev.labels.name(index, entry[0])}`,
            ),
          ),
        ),
      ),
    ];
  }

  function mask(example, detail) {
    if (detail.patches.length === 0) {
      return null;
    }
    const stage = h("div", { class: "cards" });
    const shown = h("output", { for: "share" });
    const draw = () => {
      const share = Number(slider.value) / 100;
      shown.textContent = slider.value + " %";
      stage.replaceChildren(...detail.patches.map((patches) => saev.heat.masked(example.images[patches.image], patches, share)));
    };
    const slider = h("input", { type: "range", id: "share", min: "0", max: "100", step: "5", value: "50", oninput: draw });
    draw();
    return [
      h("h2", {}, "Patch mask"),
      h("p", { class: "muted small" }, "Keeps the patches of highest score and blacks out the others."),
      h("div", { class: "slider" }, h("label", { for: "share" }, "kept"), slider, shown),
      stage,
    ];
  }

  function scores(overview, detail) {
    if (detail.scores.length === 0) {
      return null;
    }
    return [h("h2", {}, "Scores"), h("ul", { class: "scores" }, overview.scoreNames.map((name, i) => h("li", {}, h("span", { class: "muted" }, name), h("b", {}, format.number(detail.scores[i], 4)))))];
  }

  saev.example = async function (id) {
    const [overview, index, ids] = await Promise.all([saev.data.load("overview"), saev.data.load("index"), saev.data.load("ids")]);
    const number = ids.indexOf(id);
    if (number < 0) {
      throw new Error(`The report has no example named "${id}".`);
    }
    const [example, detail] = await Promise.all([saev.data.example(number), saev.data.details(number)]);
    const stage = h("div", {});
    const caption = h("p", { class: "muted small", "aria-live": "polite" });
    function choose(entry) {
      const [latent, text, image, trace] = entry || [null, 0, 0, []];
      stage.replaceChildren(...saev.heat.view(example, trace, Math.max(text, image)).flat());
      caption.replaceChildren(
        ...(entry
          ? [h("a", { href: "#/latent/" + latent }, `latent ${latent} ${saev.labels.name(index, latent)}`), ` · text ${format.number(text)} · image ${format.number(image)} · weight ${format.fixed(index.weight[latent])}`]
          : ["no latent fires on it"]),
      );
      page.querySelectorAll(".pick button").forEach((button) => button.setAttribute("aria-pressed", String(Number(button.dataset.latent) === latent)));
    }
    const both = detail.latents.filter((l) => l[1] > 0 && l[2] > 0);
    const page = h(
      "div",
      { class: "viewer" },
      h("div", { class: "stage" }, stage, caption),
      h(
        "div",
        {},
        picker("Fire on text and image", "Point at one to see where. Strongest first, by the weaker side.", index, both, choose),
        picker("Fire on text only", "On this example.", index, detail.latents.filter((l) => l[2] === 0), choose),
        picker("Fire on image only", "On this example.", index, detail.latents.filter((l) => l[1] === 0), choose),
        mask(example, detail),
        scores(overview, detail),
      ),
    );
    choose(both[0] || detail.latents[0]);
    const step = (by) => format.exampleLink(ids[(number + by + ids.length) % ids.length]);
    return {
      title: "Example " + id,
      previous: step(-1),
      next: step(1),
      nodes: [
        h("div", { class: "title-row" }, h("h1", { tabindex: "-1" }, id), format.note(example), h("div", { class: "step" }, h("a", { href: step(-1), rel: "prev" }, "← previous"), h("a", { href: step(1), rel: "next" }, "next →"))),
        page,
      ],
    };
  };

  /** Small pictures of examples. entries: [id, number, note]. */
  saev.tiny = function (entries) {
    return h(
      "ul",
      { class: "tiny" },
      entries.map(([id, number, note]) => {
        if (number < 0) {
          return h("li", { class: "small" }, id, h("div", { class: "muted" }, note));
        }
        const stage = h("div", {}, h("div", { class: "heat empty" }, "…"));
        const text = h("div", { class: "words" });
        saev.data.example(number).then((example) => {
          const source = example.images.find(Boolean);
          const none = new Map();
          stage.replaceChildren(source ? saev.heat.image({ ...example, layout: { grids: [], runs: [] } }, example.images.indexOf(source), none, 0) : h("div", { class: "heat empty" }, "no image"));
          text.replaceChildren(saev.heat.summary(example, 14), ...(example.note ? [h("br"), format.note(example)] : []));
        });
        return h("li", {}, h("a", { href: format.exampleLink(id), title: id }, stage, text, h("div", { class: "muted" }, note)));
      }),
    );
  };

  saev.examples = async function (query) {
    const [overview, ids] = await Promise.all([saev.data.load("overview"), saev.data.load("ids")]);
    const list = h("div", {});
    const count = h("p", { class: "muted", role: "status" });
    const more = h("button", { type: "button" }, "Show more");
    let shown = SHOWN;
    const input = h("input", { type: "search", "aria-label": "Find an example by its id", placeholder: "Find an example by its id", value: query.get("q") || "" });
    function update() {
      const wanted = input.value.toLowerCase();
      const found = [];
      ids.forEach((id, number) => {
        if (id.toLowerCase().includes(wanted)) {
          found.push([id, number, id]);
        }
      });
      count.textContent = `${format.whole(found.length)} of ${format.whole(overview.keptExamples)} examples`;
      more.hidden = found.length <= shown;
      list.replaceChildren(saev.tiny(found.slice(0, shown)));
    }
    more.addEventListener("click", () => {
      shown += SHOWN;
      update();
    });
    input.addEventListener("input", () => {
      shown = SHOWN;
      update();
    });
    update();
    return { title: "Examples", nodes: [h("h1", { tabindex: "-1" }, "Examples"), h("div", { class: "controls" }, h("div", { class: "grow" }, input)), count, list, more] };
  };
})();
