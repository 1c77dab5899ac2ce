"use strict";

// A map of all latents: one dot each, on a canvas, for there may be 65,536 of them.
(function () {
  const { h, format } = saev;
  const KINDS = ["never", "text", "image", "shared"];
  const PAD = { left: 64, right: 14, top: 12, bottom: 40 };
  const NEAR = 9;

  /**
   * points: [{latent, x, y, kind}]; axes: {label, log, min, max}; lines: [{y, label}].
   */
  function scatter(title, index, points, xAxis, yAxis, line) {
    const canvas = h("canvas", { class: "scatter", role: "img", "aria-label": title });
    const scale = (axis, value) => {
      const t = axis.log ? Math.log10(value) : value;
      return (t - axis.min) / (axis.max - axis.min);
    };
    let width = 0;
    let height = 0;
    const px = (p) => PAD.left + scale(xAxis, p.x) * (width - PAD.left - PAD.right);
    const py = (p) => height - PAD.bottom - scale(yAxis, p.y) * (height - PAD.top - PAD.bottom);

    function ticks(axis) {
      const found = [];
      const step = axis.log ? 1 : 0.25;
      for (let t = Math.ceil(axis.min / step) * step; t <= axis.max + 1e-9; t += step) {
        found.push([axis.log ? Math.pow(10, t) : t, axis.log ? Number(Math.pow(10, t + 2).toPrecision(1)) + " %" : format.number(t, 2)]);
      }
      return found;
    }

    function draw() {
      width = canvas.clientWidth;
      height = canvas.clientHeight;
      if (width === 0) {
        return;
      }
      const ratio = window.devicePixelRatio || 1;
      canvas.width = width * ratio;
      canvas.height = height * ratio;
      const pen = canvas.getContext("2d");
      pen.scale(ratio, ratio);
      pen.font = "11px system-ui, sans-serif";
      pen.fillStyle = saev.charts.color("--muted");
      pen.strokeStyle = saev.charts.color("--line");
      for (const [value, text] of ticks(xAxis)) {
        const x = px({ x: value });
        pen.beginPath();
        pen.moveTo(x, PAD.top);
        pen.lineTo(x, height - PAD.bottom);
        pen.stroke();
        pen.textAlign = "center";
        pen.fillText(text, x, height - PAD.bottom + 14);
      }
      for (const [value, text] of ticks(yAxis)) {
        const y = py({ y: value });
        pen.beginPath();
        pen.moveTo(PAD.left, y);
        pen.lineTo(width - PAD.right, y);
        pen.stroke();
        pen.textAlign = "right";
        pen.fillText(text, PAD.left - 5, y + 4);
      }
      pen.textAlign = "center";
      pen.fillText(xAxis.label, (width + PAD.left) / 2, height - 8);
      pen.save();
      pen.translate(11, (height - PAD.bottom) / 2);
      pen.rotate(-Math.PI / 2);
      pen.fillText(yAxis.label, 0, 0);
      pen.restore();
      pen.globalAlpha = points.length > 4000 ? 0.35 : 0.7;
      const radius = points.length > 4000 ? 1.6 : 2.8;
      for (const kind of KINDS) {
        pen.fillStyle = saev.charts.color("--" + kind);
        for (const p of points) {
          if (p.kind === kind) {
            pen.beginPath();
            pen.arc(px(p), py(p), radius, 0, 7);
            pen.fill();
          }
        }
      }
      pen.globalAlpha = 1;
      if (line && line.y !== null) {
        const y = py({ y: line.y });
        pen.strokeStyle = saev.charts.color("--ink");
        pen.setLineDash([5, 4]);
        pen.beginPath();
        pen.moveTo(PAD.left, y);
        pen.lineTo(width - PAD.right, y);
        pen.stroke();
        pen.setLineDash([]);
        pen.fillStyle = saev.charts.color("--ink");
        pen.textAlign = "right";
        pen.fillText(line.label, width - PAD.right - 2, y - 5);
      }
    }

    function nearest(event) {
      const area = canvas.getBoundingClientRect();
      const x = event.clientX - area.left;
      const y = event.clientY - area.top;
      let best = null;
      let distance = NEAR * NEAR;
      for (const p of points) {
        const d = (px(p) - x) ** 2 + (py(p) - y) ** 2;
        if (d < distance) {
          distance = d;
          best = p;
        }
      }
      return best;
    }

    canvas.addEventListener("pointermove", (event) => {
      const p = nearest(event);
      if (p) {
        const name = saev.labels.name(index, p.latent);
        saev.tip(event, `latent ${p.latent}${name ? ": " + name : ""}`);
      } else {
        saev.noTip();
      }
    });
    canvas.addEventListener("pointerleave", saev.noTip);
    canvas.addEventListener("click", (event) => {
      const p = nearest(event);
      if (p) {
        location.hash = "#/latent/" + p.latent;
      }
    });
    saev.charts.later(canvas, draw);
    return h("div", { class: "chart" }, canvas);
  }

  saev.scatter = scatter;
})();
