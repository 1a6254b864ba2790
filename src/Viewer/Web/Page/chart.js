// One curve over the updates: as measured, and smoothed. The numbers show under the pointer and under the arrow keys.
import { el, svg } from "./dom.js";
import { number } from "./format.js";

const pointsDrawn = 1200;
const height = 100;

/** The exponential moving average, without the pull of its start towards zero; values that are not there are passed over. */
function smoothed(values, weight) {
  let sum = 0, mass = 0;
  return values.map((value) => {
    if (!Number.isFinite(value)) return null;
    sum = weight * sum + (1 - weight) * value;
    mass = weight * mass + (1 - weight);
    return sum / mass;
  });
}

/** A chart of a metric. `choose(step)` is told when a point is clicked or Enter is pressed on it. */
export class Chart {
  #points = []; #at = null; #range = null;

  constructor(name, choose) {
    this.name = name;
    this.readout = el("output", "readout num", "");
    this.plot = svg("svg", { viewBox: "0 0 1000 " + height, preserveAspectRatio: "none", "aria-hidden": "true" });
    this.high = el("span", "high num", ""); this.low = el("span", "low num", "");
    this.from = el("span", "num", ""); this.to = el("span", "num", "");
    this.cursor = el("div", "cursor", "");
    this.cursor.hidden = true;
    this.area = el("div", "plot", this.plot, this.high, this.low, this.cursor);
    this.area.tabIndex = 0;
    this.area.setAttribute("role", "slider");
    this.area.setAttribute("aria-label", name + ", by update");
    this.node = el("figure", "chart", el("figcaption", "", el("span", "name", name), this.readout), this.area, el("div", "axis quiet", this.from, this.to));
    this.node.dataset.metric = name;
    this.area.addEventListener("pointermove", (event) => this.#point(this.#nearest(event)));
    this.area.addEventListener("pointerleave", () => this.#point(null));
    this.area.addEventListener("blur", () => this.#point(null));
    this.area.addEventListener("click", (event) => { const at = this.#nearest(event); if (at !== null) choose(this.#points[at].step); });
    this.area.addEventListener("keydown", (event) => {
      const moves = { ArrowLeft: -1, ArrowRight: 1 };
      if (moves[event.key]) this.#point(Math.max(0, Math.min((this.#at ?? this.#points.length) + moves[event.key], this.#points.length - 1)));
      else if (event.key === "Enter" && this.#at !== null) choose(this.#points[this.#at].step);
      else return;
      event.preventDefault();
    });
  }

  /** Draws steps and values, one for one; null where nothing was measured. */
  draw(steps, values, weight) {
    const smooth = smoothed(values, weight);
    this.#points = steps.map((step, at) => ({ step, value: values[at], smooth: smooth[at] })).filter((point) => Number.isFinite(point.value));
    const known = this.#points.map((point) => point.value);
    const low = known.reduce((a, b) => Math.min(a, b), Infinity), high = known.reduce((a, b) => Math.max(a, b), -Infinity);
    const pad = high > low ? (high - low) * 0.06 : 0.5;
    this.#range = known.length > 0 ? { left: this.#points[0].step, right: this.#points.at(-1).step, low: low - pad, high: high + pad } : null;
    this.high.textContent = known.length > 0 ? number(high) : "";
    this.low.textContent = known.length > 0 && high > low ? number(low) : "";
    this.from.textContent = this.#range ? "update " + this.#range.left : "no values";
    this.to.textContent = this.#range ? String(this.#range.right) : "";
    this.plot.replaceChildren(
      svg("polyline", { "class": "raw" + (weight > 0 ? " behind" : ""), points: this.#line("value") }),
      weight > 0 ? svg("polyline", { "class": "smooth", points: this.#line("smooth") }) : "");
    this.area.setAttribute("aria-valuemin", this.#range?.left ?? 0);
    this.area.setAttribute("aria-valuemax", this.#range?.right ?? 0);
    this.#point(this.#at !== null && this.#at < this.#points.length ? this.#at : null);
  }

  #x(step) {
    const { left, right } = this.#range;
    return right > left ? (step - left) / (right - left) : 0.5;
  }

  #y(value) {
    const { low, high } = this.#range;
    return 1 - (value - low) / (high - low);
  }

  // More points than a screen has columns are drawn as the least and greatest of each column.
  #line(of) {
    const points = this.#points, bin = Math.ceil(points.length / pointsDrawn);
    const kept = [];
    for (let at = 0; at < points.length; at += bin) {
      const part = points.slice(at, at + bin);
      const ends = bin === 1 ? part : [part.reduce((a, b) => b[of] < a[of] ? b : a), part.reduce((a, b) => b[of] > a[of] ? b : a)];
      kept.push(...ends.sort((a, b) => a.step - b.step));
    }
    // One measurement is a short line, so that it can be seen.
    if (kept.length === 1) return "480," + this.#y(kept[0][of]) * height + " 520," + this.#y(kept[0][of]) * height;
    return kept.map((point) => (this.#x(point.step) * 1000).toFixed(1) + "," + (this.#y(point[of]) * height).toFixed(2)).join(" ");
  }

  #nearest(event) {
    if (this.#points.length === 0) return null;
    const box = this.area.getBoundingClientRect();
    const { left, right } = this.#range, step = left + (event.clientX - box.left) / box.width * (right - left);
    let [low, high] = [0, this.#points.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#points[middle].step < step) low = middle + 1;
      else high = middle;
    }
    return low > 0 && step - this.#points[low - 1].step < this.#points[low].step - step ? low - 1 : low;
  }

  #point(at) {
    this.#at = at;
    const point = at === null ? this.#points.at(-1) : this.#points[at];
    this.cursor.hidden = at === null || !point;
    if (!point) {
      this.readout.textContent = "";
      return;
    }
    const isSmooth = Math.abs(point.smooth - point.value) > 1e-12;
    this.readout.textContent = at === null ? number(point.value, 3) : "update " + point.step + ": " + number(point.value, 4) + (isSmooth ? " ~ " + number(point.smooth, 3) : "");
    this.area.setAttribute("aria-valuenow", point.step);
    this.area.setAttribute("aria-valuetext", this.readout.textContent);
    if (at !== null) this.cursor.style.left = this.#x(point.step) * 100 + "%";
  }
}
