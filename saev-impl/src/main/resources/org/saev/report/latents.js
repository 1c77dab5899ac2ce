"use strict";

// The list of all latents. Only the rows in sight are in the page.
(function () {
  const { h, format } = saev;
  const ROW = 38;
  const SPARE = 8;

  const COLUMNS = [
    { key: "latent", name: "latent", value: (index, i) => i, up: true },
    { key: "name", name: "label or words", value: (index, i) => saev.labels.name(index, i) || "\uffff", up: true },
    { key: "kind", name: "fires on", value: (index, i) => format.kind(index, i), up: true },
    { key: "weight", name: "weight", value: (index, i) => index.weight[i] ?? -2, number: true },
    { key: "text", name: "text", value: (index, i) => index.text[i], number: true },
    { key: "image", name: "image", value: (index, i) => index.image[i], number: true },
    { key: "max", name: "maximum", value: (index, i) => index.max[i], number: true },
  ];

  /** Latents that match all words of a query, by number, label or words. */
  function matches(index, query, kind) {
    const terms = query.toLowerCase().split(/\s+/).filter(Boolean);
    const found = [];
    for (let i = 0; i < index.text.length; i++) {
      if (kind !== "all" && format.kind(index, i) !== kind) {
        continue;
      }
      const text = (saev.labels.of(index, i) + " " + index.words[i]).toLowerCase();
      const number = String(i);
      if (terms.every((term) => (/^#?\d+$/.test(term) ? number === term.replace("#", "") || text.includes(term) : text.includes(term)))) {
        found.push(i);
      }
    }
    return found;
  }

  /** By a column; what a query finds in labels comes before what it finds in words alone. */
  function sorted(index, latents, column, up, query) {
    const wanted = query.toLowerCase();
    const keys = new Map(latents.map((i) => [i, column.value(index, i)]));
    const labelled = new Set(wanted ? latents.filter((i) => saev.labels.of(index, i).toLowerCase().includes(wanted)) : []);
    const sign = up ? 1 : -1;
    return latents.sort((a, b) => {
      const x = keys.get(a);
      const y = keys.get(b);
      return labelled.has(b) - labelled.has(a) || (x < y ? -sign : x > y ? sign : 0) || a - b;
    });
  }

  function row(index, overview, i, at) {
    const kind = format.kind(index, i);
    return h(
      "div",
      { class: "row", role: "row", "aria-rowindex": at + 2, style: { top: at * ROW + "px" } },
      h("span", { role: "cell" }, h("a", { href: "#/latent/" + i }, "#" + i)),
      h("span", { role: "cell" }, saev.labels.of(index, i), " ", h("span", { class: "muted" }, index.words[i] || "–")),
      h("span", { role: "cell" }, format.chip(kind)),
      h("span", { role: "cell", class: "n" }, format.fixed(index.weight[i])),
      h("span", { role: "cell", class: "n" }, format.percent(index.text[i] / overview.textTokens)),
      h("span", { role: "cell", class: "n" }, format.percent(index.image[i] / overview.imageTokens)),
      h("span", { role: "cell", class: "n" }, format.number(index.max[i])),
    );
  }

  saev.latents = async function (query) {
    const [overview, index] = await Promise.all([saev.data.load("overview"), saev.data.load("index")]);
    const state = { query: query.get("q") || "", kind: query.get("kind") || "all", sort: query.get("sort") || "weight", up: query.get("up") === "1" };
    let latents = [];

    const count = h("p", { class: "muted", role: "status" });
    const filler = h("div", { "aria-hidden": "true" });
    const rows = h("div", { class: "rows", role: "rowgroup", tabindex: "0", "aria-label": "Latents" }, filler);
    const head = h("div", { class: "row head-row", role: "row" });

    function show() {
      const from = Math.max(0, Math.floor(rows.scrollTop / ROW) - SPARE);
      const to = Math.min(latents.length, Math.ceil((rows.scrollTop + (rows.clientHeight || 800)) / ROW) + SPARE);
      rows.replaceChildren(filler, ...latents.slice(from, to).map((i, at) => row(index, overview, i, from + at)));
    }

    function update() {
      const column = COLUMNS.find((c) => c.key === state.sort) || COLUMNS[3];
      latents = sorted(index, matches(index, state.query, state.kind), column, state.up, state.query);
      filler.style.height = latents.length * ROW + "px";
      count.textContent = `${format.whole(latents.length)} of ${format.whole(index.text.length)} latents`;
      head.replaceChildren(
        ...COLUMNS.map((c) =>
          h(
            "span",
            { role: "columnheader", class: c.number ? "n" : null, "aria-sort": c.key === column.key ? (state.up ? "ascending" : "descending") : null },
            h("button", { type: "button", onclick: () => sort(c) }, c.name),
          ),
        ),
      );
      rows.scrollTop = 0;
      show();
      const link = new URLSearchParams();
      if (state.query) {
        link.set("q", state.query);
      }
      if (state.kind !== "all") {
        link.set("kind", state.kind);
      }
      if (state.sort !== "weight" || state.up) {
        link.set("sort", state.sort);
        link.set("up", state.up ? "1" : "0");
      }
      history.replaceState(null, "", "#/latents" + (String(link) ? "?" + link : ""));
    }

    function sort(column) {
      state.up = state.sort === column.key ? !state.up : !!column.up;
      state.sort = column.key;
      update();
    }

    let pending = false;
    rows.addEventListener("scroll", () => {
      if (!pending) {
        pending = true;
        requestAnimationFrame(() => {
          pending = false;
          show();
        });
      }
    });

    const kinds = ["all", "shared", "text", "image", "never"].map((kind) =>
      h("button", { type: "button", "aria-pressed": String(state.kind === kind), "data-kind": kind }, kind === "all" ? "all" : format.kindNames[kind]),
    );
    kinds.forEach((button) =>
      button.addEventListener("click", () => {
        state.kind = button.dataset.kind;
        kinds.forEach((other) => other.setAttribute("aria-pressed", String(other === button)));
        update();
      }),
    );
    const table = h("div", { class: "list", role: "table", "aria-label": "Latents", "aria-rowcount": index.text.length + 1 }, h("div", { role: "rowgroup" }, head), rows);
    update();
    const input = document.getElementById("query");
    input.value = state.query;
    return {
      title: "Latents",
      nodes: [h("h1", { tabindex: "-1" }, "Latents"), h("div", { class: "controls", role: "group", "aria-label": "Which latents" }, kinds), count, table],
      shown: show,
      search(text) {
        state.query = text;
        update();
      },
    };
  };
})();
