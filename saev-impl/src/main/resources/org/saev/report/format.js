"use strict";

// Numbers and names as people read them.
(function () {
  const whole = new Intl.NumberFormat("en");

  saev.format = {
    whole: (n) => whole.format(n),
    number(x, digits = 3) {
      if (x === null || x === undefined) {
        return "–";
      }
      const size = Math.abs(x);
      return size !== 0 && (size < 0.001 || size >= 1e6) ? x.toExponential(1) : String(Number(x.toPrecision(digits)));
    },
    fixed: (x, digits = 2) => (x === null || x === undefined ? "–" : x.toFixed(digits)),
    percent(x) {
      if (x === null || x === undefined || Number.isNaN(x)) {
        return "–";
      }
      const p = 100 * x;
      return Number(p.toPrecision(p < 0.01 ? 1 : 2)) + " %";
    },
    /** Which modalities a latent fires on: shared, text, image or never. */
    kind(index, latent) {
      const text = index.text[latent] > 0;
      const image = index.image[latent] > 0;
      return text ? (image ? "shared" : "text") : image ? "image" : "never";
    },
    kindNames: { shared: "text and image", text: "text only", image: "image only", never: "never fires" },
    chip: (kind) => saev.h("span", { class: "chip is-" + kind }, saev.format.kindNames[kind]),
    /** What the report's maker says of an example. */
    note: (example) => (example.note ? saev.h("span", { class: "note" }, example.note) : null),
    exampleLink: (id) => "#/example/" + encodeURIComponent(id),
  };
})();
