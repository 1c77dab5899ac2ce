"use strict";

// The page of data filters: score curves, what was kept and dropped, how far filters agree.
(function () {
  const { h, format } = saev;

  function curve(curve, filter) {
    const kept = filter ? filter.keptCount : null;
    return saev.charts.lines(`Score ${curve.name} by rank`, "rank", curve.rank, [{ label: curve.name, values: curve.score, color: "--shared" }], kept);
  }

  function galleries(filter) {
    const part = (title, entries) => (entries.length === 0 ? null : [h("h3", {}, title), saev.tiny(entries.map(([id, number, score]) => [id, number, score === null ? "" : format.number(score, 4)]))]);
    return [part("Kept, highest scores", filter.best), part("Kept, lowest scores", filter.edge), part("Dropped, lowest scores", filter.worst)];
  }

  function section(filter, curves) {
    const own = curves.find((c) => c.name === filter.name);
    return [
      h("h2", { id: "filter-" + filter.name }, "Filter: " + filter.name),
      h(
        "p",
        { class: "muted" },
        `Keeps ${format.whole(filter.keptCount)} of ${format.whole(filter.keptCount + filter.droppedCount)} examples` +
          (filter.lowestKept === null ? "" : `, down to a score of ${format.number(filter.lowestKept, 4)}`) +
          (filter.unscoredCount > 0 ? `; ${format.whole(filter.unscoredCount)} can't be scored` : "") +
          ".",
      ),
      own ? curve(own, filter) : null,
      galleries(filter),
    ];
  }

  function agreement(filters, matrix) {
    return [
      h("h2", {}, "Agreement of filters"),
      h("p", { class: "muted small" }, "The share of what the filter of the row keeps that the filter of the column keeps, too."),
      h(
        "div",
        { class: "wide", tabindex: "0", role: "region", "aria-label": "Agreement of filters" },
        h(
          "table",
          {},
          h("thead", {}, h("tr", {}, h("th", { scope: "col" }, h("span", { class: "hidden-visually" }, "filter")), filters.map((f) => h("th", { scope: "col" }, f.name)))),
          h("tbody", {}, filters.map((f, i) => h("tr", {}, h("th", { scope: "row" }, f.name), matrix[i].map((share) => h("td", {}, format.fixed(share)))))),
        ),
      ),
    ];
  }

  saev.filter = async function () {
    const data = await saev.data.load("filter");
    const alone = data.curves.filter((c) => !data.filters.some((f) => f.name === c.name));
    return {
      title: "Filters",
      nodes: [
        h("h1", { tabindex: "-1" }, "Data filters"),
        data.curves.length + data.filters.length === 0 ? h("p", { class: "muted" }, "This report was made without scores and filters.") : null,
        data.filters.map((filter) => section(filter, data.curves)),
        data.filters.length > 1 ? agreement(data.filters, data.agreement) : null,
        alone.length > 0 ? [h("h2", {}, "Other scores"), h("div", { class: "two" }, alone.map((c) => curve(c, null)))] : null,
      ],
    };
  };
})();
