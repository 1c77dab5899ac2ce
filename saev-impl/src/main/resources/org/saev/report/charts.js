"use strict";

// Charts: lines by uPlot, columns by SVG. Colours come from the style sheet.
(function () {
  const { h, svg, format } = saev;
  const drawn = new Set();

  const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  function axis(label, values) {
    return {
      label,
      stroke: color("--muted"),
      labelSize: 18,
      labelFont: "12px system-ui, sans-serif",
      font: "11px system-ui, sans-serif",
      grid: { stroke: color("--line"), width: 1 },
      ticks: { stroke: color("--line"), width: 1 },
      values: values || ((plot, ticks) => ticks.map((tick) => format.number(tick))),
    };
  }

  /**
   * A chart of lines over one x axis.
   * lines: [{label, values, color, mark}]; a mark is an x at which a line is drawn across.
   */
  function lines(title, xLabel, x, series, mark) {
    const box = h("div", { class: "chart", role: "img", "aria-label": title });
    const draw = () => {
      box.replaceChildren();
      if (!box.isConnected || box.clientWidth === 0) {
        return;
      }
      const options = {
        width: box.clientWidth - 24,
        height: 220,
        scales: { x: { time: false } },
        legend: { live: true },
        cursor: { y: false },
        axes: [axis(xLabel, (plot, ticks) => ticks.map((tick) => format.whole(tick))), axis(null)],
        series: [
          { label: xLabel, value: (plot, value) => (value === null ? "–" : format.whole(value)) },
          ...series.map((line) => ({
            label: line.label,
            stroke: color(line.color),
            width: 1.8,
            value: (plot, value) => format.number(value, 4),
          })),
        ],
        hooks: {
          draw: [
            (plot) => {
              if (mark) {
                const at = plot.valToPos(mark, "x", true);
                plot.ctx.strokeStyle = color("--image");
                plot.ctx.setLineDash([4, 4]);
                plot.ctx.beginPath();
                plot.ctx.moveTo(at, plot.bbox.top);
                plot.ctx.lineTo(at, plot.bbox.top + plot.bbox.height);
                plot.ctx.stroke();
                plot.ctx.setLineDash([]);
              }
            },
          ],
        },
      };
      new uPlot(options, [x, ...series.map((line) => line.values)], box);
    };
    later(box, draw);
    return box;
  }

  /** Draws when the element is in the page, and again when its size or the theme changes. */
  function later(element, draw) {
    let width = -1;
    const observer = new ResizeObserver(() => {
      if (element.clientWidth !== width) {
        width = element.clientWidth;
        draw();
      }
    });
    observer.observe(element);
    drawn.add({ element, draw });
  }

  function redraw() {
    for (const entry of drawn) {
      if (entry.element.isConnected) {
        entry.draw();
      } else {
        drawn.delete(entry);
      }
    }
  }

  /**
   * Columns side by side.
   * groups: [{name, color, counts}], all as long as labels.
   */
  function columns(title, labels, groups, xLabel) {
    const width = 560;
    const height = 190;
    const bottom = 34;
    const left = 44;
    const most = Math.max(1, ...groups.flatMap((group) => group.counts));
    const step = (width - left) / Math.max(1, labels.length);
    const y = (count) => (height - bottom) * (1 - count / most);
    const shapes = [];
    groups.forEach((group, g) => {
      group.counts.forEach((count, i) => {
        if (count > 0) {
          const bar = svg("rect", {
            x: (left + i * step + (g * step * 0.9) / groups.length + step * 0.05).toFixed(2),
            y: Math.min(y(count), height - bottom - 1).toFixed(2),
            width: ((step * 0.9) / groups.length).toFixed(2),
            height: Math.max(1, height - bottom - y(count)).toFixed(2),
            style: { fill: `var(${group.color})` },
            onpointermove: (event) => saev.tip(event, `${group.name}, ${labels[i]}: ${format.whole(count)}`),
            onpointerleave: saev.noTip,
          });
          shapes.push(bar);
        }
      });
    });
    const every = Math.ceil(labels.length / 10);
    labels.forEach((label, i) => {
      if (i % every === 0) {
        shapes.push(svg("text", { x: left + (i + 0.5) * step, y: height - bottom + 14, "text-anchor": "middle" }, label));
      }
    });
    shapes.push(
      svg("line", { class: "axis", x1: left, x2: width, y1: height - bottom, y2: height - bottom }),
      svg("text", { x: left - 6, y: 10, "text-anchor": "end" }, format.whole(most)),
      svg("text", { x: left - 6, y: height - bottom, "text-anchor": "end" }, "0"),
      svg("text", { x: left + (width - left) / 2, y: height - 4, "text-anchor": "middle" }, xLabel),
    );
    return h(
      "div",
      { class: "chart" },
      h("ul", { class: "legend" }, groups.map((group) => h("li", { class: "chip", style: { color: `var(${group.color})` } }, group.name))),
      svg("svg", { class: "columns", viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": title }, shapes),
    );
  }

  saev.charts = { lines, columns, color, later, redraw };
})();
