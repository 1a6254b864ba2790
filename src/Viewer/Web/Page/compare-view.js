// Two runs, or two steps of one run, on the same tasks and seeds: what was won, what was lost, and each pair side by side.
import { el, link, select, labelled, input } from "./dom.js";
import { path, get } from "./api.js";
import { href, go } from "./route.js";
import { count, number, signed, line, endClass, endSign, endWords } from "./format.js";
import { plain } from "./long-text.js";
import { RowList } from "./row-list.js";
import { PairView } from "./pair-view.js";

export const compareView = {
  key: () => "compare",
  open: (route, page) => new CompareView(page),
};

// What a pair is, seen from a: b won it, lost it, or nothing changed.
const outcomes = [["", "all"], ["won", "won by b"], ["lost", "lost by b"], ["both", "both solved"], ["neither", "neither"]];

class CompareView {
  #abort = new AbortController(); #page; #query = {}; #asked = null; #answer = null; #runs = null; #shown = []; #pair = null;

  constructor(page) {
    this.#page = page;
    this.sides = el("div", "row-of sides", "");
    this.numbers = el("dl", "headline", "");
    this.only = select(outcomes, "", (value) => this.#set({ outcome: value || null, pair: null }));
    this.find = input("search", "", (value) => this.#set({ task: value || null, pair: null }), { placeholder: "part of a task" });
    const head = el("div", "row pair-row head", ...["task", "a", "return", "b", "return", "change"].map((title) => el("span", "", title)));
    head.setAttribute("aria-hidden", "true");
    this.list = new RowList({
      label: "Pairs of episodes of the same task and seed", height: 1.9, head, fail: page.fail, open: (pair) => this.#open(pair), row: (pair) => this.#row(pair),
      load: async (offset, limit) => ({ total: this.#shown.length, rows: this.#shown.slice(offset, offset + limit) }),
    });
    this.detail = el("div", "pair-space", el("p", "empty", "Enter on a row puts the two episodes side by side."));
    this.node = el("div", "page compare", el("header", "panel", el("div", "row-of", el("h1", "", "Compare"), this.sides, labelled("show", this.only), labelled("find", this.find)), this.numbers),
      el("div", "compare-body", el("section", "panel", this.list.node), this.detail));
  }

  get keys() {
    const turn = (by) => () => this.#pair && this.#set({ turn: Math.max(1, Number(this.#query.turn ?? 1) + by) });
    const pair = (by) => () => this.#open(this.#shown[Math.max(0, Math.min(this.list.cursor + by, this.#shown.length - 1))]);
    const find = () => this.find.focus();
    return { ...this.list.keys, j: turn(1), k: turn(-1), n: pair(1), p: pair(-1), f: find, "/": find, " ": () => this.#pair?.toggle() };
  }

  async show(route) {
    this.#query = route.query;
    this.#page.crumbs({ words: "runs", href: href([]) }, { words: "compare" });
    try {
      this.#runs ??= (await get(path(["runs"]), this.#abort.signal)).runs;
      this.#choices();
      const { a, b, step_a, step_b } = this.#query;
      const asked = JSON.stringify([a, b, step_a, step_b]);
      if (a === undefined || b === undefined) return;
      if (asked !== this.#asked) {
        this.#asked = asked;
        this.#answer = await get(path(["compare"], { a, b, step_a, step_b }), this.#abort.signal);
      }
      if (this.#answer) this.#draw();
    } catch (broken) {
      this.#page.fail(broken);
    }
  }

  up() {
    return this.#query.pair ? this.#href({ pair: null, turn: null }) : this.#query.a === undefined ? href([]) : href(["run", this.#query.a]);
  }

  close() {
    this.#abort.abort();
    this.#pair?.close();
    this.list.close();
  }

  #choices() {
    const side = (name) => {
      const runs = select([["", "choose"], ...this.#runs.map((run) => [run.id, run.name])], this.#query[name] ?? "", (value) => this.#set({ [name]: value || null, pair: null }));
      const step = input("number", this.#query["step_" + name] ?? "", () => {}, { min: 0, placeholder: "any", "aria-label": "step of " + name });
      step.addEventListener("change", () => this.#set({ ["step_" + name]: step.value || null, pair: null }));
      return el("span", "control side-" + name, labelled(name, runs), el("span", "label", "step"), step);
    };
    if (!this.sides.contains(document.activeElement)) this.sides.replaceChildren(side("a"), side("b"));
    this.only.value = this.#query.outcome ?? "";
    if (this.find !== document.activeElement) this.find.value = this.#query.task ?? "";
  }

  #draw() {
    const answer = this.#answer, words = (this.#query.task ?? "").toLowerCase();
    const all = answer.won + answer.lost + answer.both + answer.neither;
    const numbers = [["pairs", all], ["won by b", answer.won, "good"], ["lost by b", answer.lost, "bad"], ["both solved", answer.both], ["neither", answer.neither], ["only in a", answer.only_a], ["only in b", answer.only_b]];
    this.numbers.replaceChildren(...numbers.map(([name, value, kind]) => el("div", "", el("dt", "", name), el("dd", "num " + (kind ?? ""), count(value)))),
      answer.pairs.length < all ? el("div", "quiet", "the first " + count(answer.pairs.length) + " are listed") : "", answer.complete === false ? el("div", "quiet", "not all episodes have been read yet") : "");
    const shown = answer.pairs.filter((pair) => (!this.#query.outcome || outcomeOf(pair) === this.#query.outcome) && plain(pair.task).toLowerCase().includes(words));
    const key = JSON.stringify([this.#asked, this.#query.outcome, words]);
    if (key !== this.key) {
      this.key = key;
      this.#shown = shown;
      this.list.reset();
    }
    const at = this.#query.pair === undefined ? -1 : this.#shown.findIndex((pair) => pair.a.pos + "-" + pair.b.pos === this.#query.pair);
    const id = at < 0 ? null : this.#query.pair;
    if (this.#pair?.id !== id) {
      this.#pair?.close();
      this.#pair = id === null ? null : new PairView(this.#query.a, this.#query.b, this.#shown[at], id, (turn) => this.#set({ turn: turn + 1 }), this.#page.fail);
      this.detail.replaceChildren(this.#pair?.node ?? el("p", "empty", this.#shown.length > 0 ? "Enter on a row puts the two episodes side by side." : "There is no such pair."));
    }
    if (this.#pair) {
      this.list.cursor = at;
      if (this.list.known) this.list.select(at);
      this.#pair.show(Math.max(0, Number(this.#query.turn ?? 1) - 1));
    }
  }

  #row(pair) {
    const isFault = pair.a.end === "faulted" || pair.b.end === "faulted", change = pair.b.return - pair.a.return;
    const badge = (row) => el("span", "", el("span", "badge " + endClass(row.end), endSign(row.end) + " " + endWords(row.end)));
    return el("div", "row pair-row", el("span", "task", link(this.#href({ pair: pair.a.pos + "-" + pair.b.pos, turn: 1 }), "row-link", line(pair.task))), badge(pair.a), el("span", "num n", number(pair.a.return)),
      badge(pair.b), el("span", "num n", number(pair.b.return)), el("span", "num n " + (isFault ? "fault" : change > 0 ? "good" : change < 0 ? "bad" : "quiet"), isFault ? "a fault" : signed(change)));
  }

  #open(pair) {
    if (pair) this.#set({ pair: pair.a.pos + "-" + pair.b.pos, turn: 1 });
  }

  #href(change) {
    return href(["compare"], { ...this.#query, ...change });
  }

  #set(change) {
    go(this.#href(change), true);
  }
}

/** What became of a pair; a fault on either side is neither won nor lost. */
function outcomeOf({ a, b }) {
  if (a.end === "faulted" || b.end === "faulted") return "fault";
  const [before, after] = [a.end === "solved", b.end === "solved"];
  return before ? after ? "both" : "lost" : after ? "won" : "neither";
}
