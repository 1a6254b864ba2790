// Two episodes of the same task, turn beside turn.
import { el, link, button } from "./dom.js";
import { episodeHref } from "./route.js";
import { number, endClass, endSign, endWords } from "./format.js";
import { TurnPages } from "./turn-pages.js";
import { Frame } from "./frame.js";
import { turnFields } from "./turn-panel.js";
import { plain } from "./long-text.js";

const playMilliseconds = 500;

export class PairView {
  #abort = new AbortController(); #timer = 0; #index = 0; #ticket = 0;

  constructor(runA, runB, pair, id, choose, fail) {
    Object.assign(this, { id, choose, fail });
    this.total = Math.max(pair.a.turns, pair.b.turns);
    this.sides = [[runA, pair.a, "a"], [runB, pair.b, "b"]].map(([run, row, name]) => this.#side(run, row, name));
    this.slider = el("input", "");
    Object.assign(this.slider, { type: "range", min: 1, max: Math.max(1, this.total), value: 1 });
    this.slider.setAttribute("aria-label", "Turn of both");
    this.slider.addEventListener("input", () => choose(this.slider.valueAsNumber - 1));
    this.place = el("output", "num", "");
    this.play = button("", "▶ play", "Space", () => this.toggle());
    this.parting = el("span", "badge helped", "");
    this.node = el("section", "pair panel", el("div", "row-of", this.play, this.place, this.slider, this.parting), el("div", "pair-sides", this.sides.map((side) => side.node)));
    this.node.setAttribute("aria-label", "The two episodes");
  }

  async show(index) {
    const ticket = ++this.#ticket;
    this.#index = Math.max(0, Math.min(index, this.total - 1));
    this.slider.value = this.#index + 1;
    this.place.textContent = "turn " + (this.#index + 1) + " of " + this.total;
    try {
      const turns = await Promise.all(this.sides.map((side) => this.#index < side.pages.total ? side.pages.turn(this.#index) : null));
      if (ticket !== this.#ticket) return;
      this.sides.forEach((side, at) => side.show(turns[at]));
      const [a, b] = turns;
      this.parting.hidden = !(a && b) || plain(a.action) === plain(b.action) && a.state === b.state;
      this.parting.textContent = a && b && a.state !== b.state ? "≠ different states" : "≠ different actions";
    } catch (broken) {
      this.fail(broken);
    }
  }

  toggle() {
    if (this.#timer !== 0) {
      this.#stop();
      return;
    }
    const next = () => {
      if (this.#index >= this.total - 1) {
        this.#stop();
        return;
      }
      this.choose(this.#index + 1);
      this.#timer = setTimeout(next, playMilliseconds);
    };
    this.#timer = setTimeout(next, playMilliseconds);
    this.play.textContent = "❚❚ pause";
  }

  close() {
    this.#stop();
    this.#abort.abort();
    this.sides.forEach((side) => side.frame.close());
  }

  #stop() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.play.textContent = "▶ play";
  }

  #side(run, row, name) {
    const frame = new Frame(run), fields = el("div", "fields", ""), pages = new TurnPages(run, row.pos, row.turns, this.#abort.signal);
    const title = el("div", "row-of", el("h3", "", name), link(episodeHref(run, row.pos), "", "episode " + row.episode), el("span", "badge " + endClass(row.end), endSign(row.end) + " " + endWords(row.end)),
      el("span", "num", row.end === "faulted" ? "no return" : "return " + number(row.return)));
    const over = el("p", "quiet", "");
    return {
      frame, pages, node: el("div", "pair-side", title, frame.node, over, fields),
      show: (turn) => {
        over.textContent = turn ? "" : "ended after turn " + row.turns + ": " + endWords(row.end);
        frame.node.hidden = !turn;
        fields.replaceChildren(...(turn ? turnFields(turn, 1).filter((node) => node !== null) : []));
        if (turn) frame.show(turn, true);
      },
    };
  }
}
