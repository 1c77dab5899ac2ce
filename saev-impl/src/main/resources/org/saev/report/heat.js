"use strict";

// One latent on one example: the patches and the words that it fires on.
(function () {
  const { h, svg, format } = saev;
  const LONG_TEXT = 60;
  const CONTEXT = 14;

  /** From [token, activation, token, activation, ...]. */
  function activations(trace) {
    const map = new Map();
    for (let i = 0; i < trace.length; i += 2) {
      map.set(trace[i], trace[i + 1]);
    }
    return map;
  }

  /** Where a token lies in an image, or null for a token that is no patch. */
  function place(layout, token) {
    for (const [first, count, grid, row, column] of layout.runs) {
      if (token >= first && token < first + count) {
        const [image, rows, columns] = layout.grids[grid];
        const at = row * columns + column + (token - first);
        return { image, rows, columns, row: Math.floor(at / columns), column: at % columns };
      }
    }
    return null;
  }

  /** The largest activation by patch of an image's first grid. */
  function patches(layout, image, values) {
    const base = layout.grids.find((grid) => grid[0] === image);
    if (!base) {
      return null;
    }
    const [, rows, columns] = base;
    const cells = new Float64Array(rows * columns);
    for (const [token, value] of values) {
      const at = place(layout, token);
      if (at && at.image === image) {
        const row = Math.floor(((2 * at.row + 1) * rows) / (2 * at.rows));
        const column = Math.floor(((2 * at.column + 1) * columns) / (2 * at.columns));
        const cell = row * columns + column;
        cells[cell] = Math.max(cells[cell], value);
      }
    }
    return { rows, columns, cells };
  }

  function img(source) {
    const picture = h("img", { src: source, alt: "", decoding: "async" });
    picture.addEventListener("load", () => {
      if (picture.naturalWidth < 128) {
        picture.parentNode.classList.add("pixels");
      }
    });
    return picture;
  }

  function frame(source, columns, rows, shapes, label, tipText) {
    if (!source) {
      return h("div", { class: "heat empty" }, "no image");
    }
    const overlay = svg("svg", { viewBox: `0 0 ${columns} ${rows}`, preserveAspectRatio: "none", "aria-hidden": "true" }, shapes);
    const box = h("div", { class: "heat", role: "img", "aria-label": label }, img(source), overlay);
    box.addEventListener("pointermove", (event) => {
      const area = box.getBoundingClientRect();
      const column = Math.min(columns - 1, Math.max(0, Math.floor(((event.clientX - area.left) / area.width) * columns)));
      const row = Math.min(rows - 1, Math.max(0, Math.floor(((event.clientY - area.top) / area.height) * rows)));
      saev.tip(event, tipText(row, column));
    });
    box.addEventListener("pointerleave", saev.noTip);
    return box;
  }

  function cell(name, columns, at, more) {
    return svg("rect", { class: name, x: at % columns, y: Math.floor(at / columns), width: 1, height: 1, ...more });
  }

  /** An image on which patches are the clearer, the stronger a latent fires on them. */
  function image(example, number, values, most) {
    const found = patches(example.layout, number, values);
    if (!found) {
      return frame(example.images[number], 1, 1, [], "image of " + example.id, () => example.id);
    }
    const { rows, columns, cells } = found;
    const peak = cells.reduce((best, value, at) => (value > cells[best] ? at : best), 0);
    const shapes = [];
    cells.forEach((value, at) => {
      const share = most > 0 ? Math.min(1, value / most) : 0;
      shapes.push(cell("veil", columns, at, { "fill-opacity": (0.78 * (1 - Math.sqrt(share))).toFixed(3), "data-value": value || null }));
    });
    if (cells[peak] > 0) {
      shapes.push(cell("mark", columns, peak));
    }
    const label =
      cells[peak] > 0
        ? `image of ${example.id}, fires most on row ${Math.floor(peak / columns) + 1}, column ${(peak % columns) + 1}: ${format.number(cells[peak])}`
        : `image of ${example.id}, doesn't fire on it`;
    return frame(example.images[number], columns, rows, shapes, label, (row, column) => {
      const value = cells[row * columns + column];
      return `row ${row + 1}, column ${column + 1}: ${value > 0 ? format.number(value) : "silent"}`;
    });
  }

  /** An image with one patch marked. */
  function marked(example, token) {
    const at = place(example.layout, token);
    if (!at) {
      return frame(null);
    }
    const mark = cell("mark", at.columns, at.row * at.columns + at.column);
    const where = `row ${at.row + 1}, column ${at.column + 1}`;
    return frame(example.images[at.image], at.columns, at.rows, [mark], `patch in ${where} of ${example.id}`, () => where);
  }

  /** An image of which all but the best patches are blacked out. */
  function masked(source, mask, share) {
    const order = mask.scores.map((score, at) => at).sort((a, b) => (mask.scores[b] ?? -Infinity) - (mask.scores[a] ?? -Infinity) || a - b);
    const dropped = order.slice(Math.round(share * order.length));
    const shapes = dropped.map((at) => cell("black", mask.columns, at));
    return frame(source, mask.columns, mask.rows, shapes, `${order.length - dropped.length} of ${order.length} patches kept`, (row, column) => {
      const score = mask.scores[row * mask.columns + column];
      return `row ${row + 1}, column ${column + 1}: score ${format.number(score)}`;
    });
  }

  /** A token without the space that tokenizers put before it, by whatever sign. */
  function bare([, text, kind]) {
    return kind === 2 ? "▢" : text.replace(/^[\s▁Ġ]+/, "") || "␣";
  }

  const spaced = (entry) => /^[\s▁Ġ]/.test(entry[1]);

  /** What stands before each token: where no token brings a space, each is a word of its own. */
  function gaps(text) {
    const any = text.some(spaced);
    return (entry) => (!any || spaced(entry) ? " " : "");
  }

  function word(entry, value, most, peak) {
    const [token, , kind] = entry;
    const shown = bare(entry);
    const fires = value > 0;
    const share = most > 0 ? Math.min(1, (value || 0) / most) : 0;
    return h(
      "span",
      {
        class: "word" + (kind === 1 ? " special" : "") + (fires ? " fires" : "") + (fires && token === peak ? " peak" : ""),
        style: fires ? { "--a": Math.round(18 + 82 * share) + "%" } : null,
        "data-value": fires ? value : null,
        onpointermove: fires ? (event) => saev.tip(event, `${shown}: ${format.number(value)}`) : null,
        onpointerleave: fires ? saev.noTip : null,
      },
      shown,
    );
  }

  /** The text of an example; of a long one, what lies about the strongest word. */
  function words(example, values, most) {
    const text = example.text;
    if (text.length === 0) {
      return h("p", { class: "words muted" }, "no text");
    }
    let at = 0;
    text.forEach(([token], i) => {
      if ((values.get(token) || 0) > (values.get(text[at][0]) || 0)) {
        at = i;
      }
    });
    const gap = gaps(text);
    const long = text.length > LONG_TEXT;
    const from = long ? Math.max(0, at - CONTEXT) : 0;
    const to = long ? Math.min(text.length, at + CONTEXT + 1) : text.length;
    return h(
      "p",
      { class: "words" },
      from > 0 ? h("span", { class: "gap" }, "… ") : null,
      text.slice(from, to).map((entry) => [gap(entry), word(entry, values.get(entry[0]), most, text[at][0])]),
      to < text.length ? h("span", { class: "gap" }, " …") : null,
    );
  }

  /** Images and text of an example under one latent. */
  function view(example, trace, most) {
    const values = activations(trace);
    return [example.images.map((source, number) => image(example, number, values, most)), words(example, values, most)];
  }

  /** The first words of an example. */
  function summary(example, most) {
    const text = example.text.filter(([, , kind]) => kind !== 1);
    const gap = gaps(text);
    return text.slice(0, most).map((entry) => gap(entry) + bare(entry)).join("").trim() + (text.length > most ? " …" : "");
  }

  saev.heat = { bare, summary, activations, view, image, words, marked, masked, place };
})();
