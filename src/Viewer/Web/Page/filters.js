// The filters of a list of episodes. What they say is the address's query, under the server's own names.
import { el, button, input, labelled, select } from "./dom.js";
import { count, endNames, endSign, endWords, endClass } from "./format.js";

/** Everything that narrows or orders a list. */
const filterNames = ["text", "end", "return_min", "return_max", "step", "phase", "group", "world", "task", "turns_min", "turns_max", "tokens_min", "tokens_max", "images_min", "images_max", "parent", "fault"];
const sorts = [["index", "as recorded"], ["return", "return"], ["turns", "turns"], ["tokens", "tokens"], ["end", "end"]];

const delay = 180;

/** Only what the server is asked with. */
export function queryOf(query) {
  return Object.fromEntries([...filterNames, "sort", "desc"].filter((name) => query[name] !== undefined && query[name] !== "").map((name) => [name, query[name]]));
}

export class Filters {
  #timer = 0; #pending = {}; #controls = {};

  /** @param change is given what changed: `{ name: value }`, null for what is no longer asked. */
  constructor(change) {
    // Whatever is changed takes along what was typed a moment ago.
    this.change = (changes) => {
      clearTimeout(this.#timer);
      const typed = this.#pending;
      this.#pending = {};
      change({ ...typed, ...changes });
    };
    this.text = this.#field("text", "search", { placeholder: "search the text  ( / )", "aria-label": "Search the text of episodes" });
    this.ends = el("div", "chips");
    this.ends.setAttribute("role", "group");
    this.ends.setAttribute("aria-label", "How it ended");
    this.order = button("", "↓", "turn the order round", () => this.change({ desc: this.isDown ? null : 1 }));
    this.sort = select(sorts, "index", (value) => this.#sortBy(value));
    this.clear = button("", "clear", "every filter off", () => this.change(Object.fromEntries(filterNames.map((name) => [name, null]))));
    this.state = el("span", "quiet num state", "");
    this.state.setAttribute("role", "status");
    this.more = el("details", "more-filters", el("summary", "", "more filters"), el("div", "filter-grid",
      this.#range("turns"), this.#range("tokens"), this.#range("images"),
      labelled("task", this.#field("task", "text", { size: 14 })), labelled("group", this.#field("group", "number", { min: 0 })), labelled("grew from", this.#field("parent", "number", {})), this.#choice("world", "world"), this.#choice("phase", "phase")));
    this.node = el("form", "filters", el("div", "row-of", this.text, this.#range("return", 0.05), labelled("step", this.#field("step", "number", { min: 0 })),
      labelled("sort", this.sort), this.order), el("div", "row-of", this.ends, this.clear, this.state), this.more);
    this.node.setAttribute("role", "search");
    this.node.setAttribute("aria-label", "Filters");
    this.node.addEventListener("submit", (event) => event.preventDefault());
  }

  /** Takes over what the address says, except for a field that somebody is typing into. */
  show(query) {
    for (const [name, control] of Object.entries(this.#controls)) {
      if (control !== document.activeElement || query[name] === undefined) control.value = query[name] ?? "";
    }
    const ends = (query.end ?? "").split(",");
    for (const chip of this.ends.children) chip.setAttribute("aria-pressed", String(ends.includes(chip.dataset.end)));
    this.query = query;
    this.sort.value = query.sort ?? "index";
    this.isDown = query.desc === "1";
    this.order.textContent = this.isDown ? "↓" : "↑";
    const active = filterNames.filter((name) => query[name] !== undefined && query[name] !== "");
    this.clear.disabled = active.length === 0;
    const hidden = active.filter((name) => this.#controls[name]?.closest(".more-filters"));
    this.more.firstChild.textContent = hidden.length > 0 ? "more filters (" + hidden.length + " in use)" : "more filters";
  }

  /** Offers what the run has. */
  offer(run) {
    const ends = endNames.filter((end) => run.ends[end] > 0);
    if (ends.join() !== [...this.ends.children].map((chip) => chip.dataset.end).join()) {
      this.ends.replaceChildren(...ends.map((end) => {
        const chip = button("chip " + endClass(end), "", "only " + endWords(end) + "; several can be on", () => this.toggleEnd(end));
        chip.dataset.end = end;
        chip.append(endSign(end) + " " + endWords(end) + " ", el("span", "num", ""));
        return chip;
      }));
    }
    for (const chip of this.ends.children) chip.lastChild.textContent = count(run.ends[chip.dataset.end]);
    this.#options("world", Object.keys(run.worlds));
    this.#options("phase", [...new Set(run.steps.map((step) => step.phase))]);
    this.show(this.query ?? {});
  }

  toggleEnd(end) {
    const ends = (this.query.end ?? "").split(",").filter((name) => name !== "");
    this.change({ end: (ends.includes(end) ? ends.filter((name) => name !== end) : [...ends, end]).join(",") || null });
  }

  nextSort() {
    const at = sorts.findIndex(([value]) => value === (this.query.sort ?? "index"));
    this.#sortBy(sorts[(at + 1) % sorts.length][0]);
  }

  close() {
    clearTimeout(this.#timer);
  }

  // The greatest first is what most look for.
  #sortBy(value) {
    this.change(value === "index" ? { sort: null, desc: null } : { sort: value, desc: 1 });
  }

  #field(name, type, attributes) {
    const node = input(type, "", (value) => {
      this.#pending[name] = value === "" ? null : value;
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => {
        this.change({});
      }, delay);
    }, { ...attributes, name });
    this.#controls[name] = node;
    return node;
  }

  #range(name, step = 1) {
    const low = this.#field(name + "_min", "number", { step, "aria-label": "least " + name, placeholder: "min" });
    const high = this.#field(name + "_max", "number", { step, "aria-label": "greatest " + name, placeholder: "max" });
    const group = el("div", "control range", el("span", "label", name), low, high);
    return group;
  }

  #choice(name, label) {
    this.#controls[name] = select([["", "any"]], "", (value) => this.change({ [name]: value || null }));
    this.#controls[name].name = name;
    return labelled(label, this.#controls[name]);
  }

  #options(name, values) {
    const control = this.#controls[name], wanted = ["", ...values];
    if ([...control.options].map((option) => option.value).join("\n") === wanted.join("\n")) return;
    control.replaceChildren(...wanted.map((value) => {
      const option = el("option", "", value === "" ? "any" : value);
      option.value = value;
      return option;
    }));
  }
}
