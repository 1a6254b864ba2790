// The curves of a run: which ones, how smooth, and their values, of which only new ones are asked for.
import { el, input, labelled, section } from "./dom.js";
import { path, get } from "./api.js";
import { Chart } from "./chart.js";

// What most people want to see first, as far as a run has it.
const first = ["val/success", "env/success", "reward/mean", "actor/entropy", "actor/loss", "actor/grad_norm", "rollout/mismatch_kl", "response_length/mean", "perf/sampled_tokens_per_s"];
const shownAtFirst = 6;
const never = 2147483647;

export class Metrics {
  #names = []; #steps = []; #series = {}; #charts = new Map(); #chosen = null; #weight = 0.6; #signal; #run; #change;

  /** @param change told of what goes into the address: `{ metrics, smooth }`; `choose` of a step that was pointed at. */
  constructor(run, signal, change, choose) {
    this.#run = run; this.#signal = signal; this.#change = change; this.choose = choose;
    this.slider = input("range", this.#weight, (value) => change({ smooth: value }), { min: 0, max: 0.98, step: 0.02 });
    this.strength = el("output", "num", "");
    this.grid = el("div", "charts");
    this.picker = el("div", "picker");
    this.search = input("search", "", () => this.#list(), { placeholder: "part of a name", "aria-label": "Find a metric" });
    this.more = el("details", "", el("summary", "", "metrics"), this.search, this.picker);
    this.node = section("Metrics", "metrics", el("div", "row-of", labelled("smoothing", this.slider), this.strength), this.grid, this.more);
    this.node.hidden = true;
  }

  /** Shows what the address says. */
  async show({ metrics, smooth }) {
    this.#weight = Math.min(0.98, Math.max(0, Number.parseFloat(smooth ?? "0.6") || 0));
    this.slider.value = this.#weight;
    this.strength.textContent = this.#weight.toFixed(2);
    const chosen = metrics === undefined ? null : metrics.split(",").filter((name) => name !== "");
    if (String(chosen) !== String(this.#chosen) || this.#names.length === 0) {
      this.#chosen = chosen;
      await this.load();
    } else {
      this.#draw();
    }
  }

  /** Asks for everything, or for the updates after the last one known. */
  async load(onlyNew = false) {
    // A step that never comes: the names alone, without their values.
    if (this.#names.length === 0) this.#names = (await this.#ask({ from: never })).names;
    const shown = this.#shown(), isSame = onlyNew && this.#steps.length > 0;
    if (shown.length === 0) {
      this.#draw();
      return;
    }
    const answer = await this.#ask({ from: isSame ? this.#steps.at(-1) : null, names: shown.join(",") });
    this.#names = answer.names;
    if (String(this.#shown()) !== String(shown)) {
      // A metric that has just appeared belongs to the first ones.
      await this.load();
      return;
    }
    const before = isSame ? this.#steps.length : 0;
    this.#steps = isSame ? [...this.#steps, ...answer.steps] : answer.steps;
    for (const name of shown) {
      const old = isSame ? this.#series[name] ?? new Array(before).fill(null) : [];
      this.#series[name] = [...old, ...(answer.series[name] ?? new Array(answer.steps.length).fill(null))];
    }
    this.#draw();
  }

  #ask(query) {
    return get(path(["runs", this.#run, "metrics"], query), this.#signal);
  }

  #shown() {
    if (this.#chosen) return this.#chosen;
    const known = first.filter((name) => this.#names.includes(name));
    return [...known, ...this.#names.filter((name) => !known.includes(name))].slice(0, shownAtFirst);
  }

  #draw() {
    this.node.hidden = this.#names.length === 0;
    const shown = this.#shown();
    for (const [name, chart] of this.#charts) {
      if (!shown.includes(name)) {
        chart.node.remove();
        this.#charts.delete(name);
      }
    }
    for (const name of shown) {
      if (!this.#charts.has(name)) this.#charts.set(name, new Chart(name, this.choose));
      const chart = this.#charts.get(name);
      if (!chart.node.isConnected) this.grid.append(chart.node);
      chart.draw(this.#steps, this.#series[name] ?? [], this.#weight);
    }
    this.more.firstChild.textContent = shown.length + " of " + this.#names.length + " metrics";
    if (this.picker.childElementCount === 0 || this.picker.dataset.names !== String(this.#names.length)) this.#list();
  }

  #list() {
    const words = this.search.value.trim().toLowerCase(), shown = this.#shown();
    this.picker.dataset.names = String(this.#names.length);
    this.picker.replaceChildren(...this.#names.filter((name) => name.toLowerCase().includes(words)).map((name) => {
      const box = el("input", "");
      box.type = "checkbox";
      box.checked = shown.includes(name);
      box.addEventListener("change", () => {
        const now = this.#shown();
        this.#change({ metrics: (box.checked ? [...now, name] : now.filter((other) => other !== name)).join(",") });
      });
      return el("label", "control", box, name);
    }));
  }
}
