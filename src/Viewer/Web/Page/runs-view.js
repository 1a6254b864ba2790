// All runs of the folder.
import { el, link, labelled, input } from "./dom.js";
import { path, get } from "./api.js";
import { href, go } from "./route.js";
import { count } from "./format.js";

export const runsView = {
  key: () => "runs",
  open: (route, page) => new RunsView(page),
};

class RunsView {
  #abort = new AbortController(); #page; #runs = null; #cursor = 0;

  constructor(page) {
    this.#page = page;
    this.body = el("tbody", "");
    this.search = input("search", "", () => this.#draw(), { placeholder: "part of a name  ( / )" });
    this.empty = el("p", "empty", "There is no run here yet.");
    this.empty.hidden = true;
    const head = el("thead", "", el("tr", "", ...["run", "folder"].map((name) => el("th", "", name)), ...["episodes", "updates", "damaged"].map((name) => el("th", "n", name)), el("th", "", "")));
    this.node = el("div", "page runs", el("section", "panel", el("div", "row-of", el("h1", "", "Runs"), labelled("find", this.search)), this.empty, el("table", "wide", head, this.body)));
  }

  get keys() {
    const by = (rows) => () => this.#select(this.#cursor + rows);
    const search = () => this.search.focus();
    return { ArrowDown: by(1), j: by(1), ArrowUp: by(-1), k: by(-1), Home: () => this.#select(0), End: () => this.#select(Infinity), f: search, "/": search,
      Enter: () => this.#rows()[this.#cursor]?.click(), c: () => go(href(["compare"])) };
  }

  async show() {
    this.#page.crumbs({ words: "runs" });
    try {
      this.#runs = (await get(path(["runs"]), this.#abort.signal)).runs;
      this.#draw();
    } catch (broken) {
      this.#page.fail(broken);
    }
  }

  close() {
    this.#abort.abort();
  }

  #draw() {
    const words = this.search.value.trim().toLowerCase();
    const shown = (this.#runs ?? []).filter((run) => (run.name + " " + run.path).toLowerCase().includes(words));
    this.empty.hidden = shown.length > 0;
    this.body.replaceChildren(...shown.map((run) => el("tr", "", el("td", "", link(href(["run", run.id]), "run-link", run.name)), el("td", "quiet", run.path),
      ...[run.episodes, run.updates, run.damaged].map((value) => el("td", "n", count(value))), el("td", "", run.live ? el("span", "lamp on", "live") : ""))));
    this.#select(this.#cursor, false);
  }

  #rows() {
    return [...this.body.querySelectorAll(".run-link")];
  }

  #select(index, focus = true) {
    const rows = this.#rows();
    this.#cursor = Math.max(0, Math.min(index, rows.length - 1));
    rows.forEach((row, at) => row.closest("tr").classList.toggle("current", at === this.#cursor));
    if (focus) rows[this.#cursor]?.focus();
  }
}
