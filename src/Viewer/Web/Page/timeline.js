// The turns of an episode as one strip: time of each, split over policy, world and queue; a slider over all of them; play.
import { el, button, select, svg, labelled } from "./dom.js";
import { seconds } from "./format.js";
import { actionWords } from "./action-words.js";

const stripTurns = 200;
const barHeight = 40;
const kinds = ["policy", "world", "queue"];

export class Timeline {
  #timer = 0; #speed = 2; #first = -1;

  /** @param choose is given a turn, counted from 0. */
  constructor(pages, choose, fail) {
    Object.assign(this, { pages, choose, fail });
    this.index = 0;
    this.slider = el("input", "");
    Object.assign(this.slider, { type: "range", min: 1, max: Math.max(1, pages.total), value: 1 });
    this.slider.setAttribute("aria-label", "Turn");
    this.slider.addEventListener("input", () => choose(this.slider.valueAsNumber - 1));
    this.place = el("output", "num place", "");
    this.play = button("", "▶ play", "Space", () => this.toggle());
    this.play.setAttribute("aria-pressed", "false");
    this.strip = svg("svg", { "class": "time-strip", preserveAspectRatio: "none", "aria-hidden": "true" });
    this.strip.addEventListener("click", (event) => {
      const box = this.strip.getBoundingClientRect();
      choose(Math.min(pages.total - 1, this.#first + Math.floor((event.clientX - box.left) / box.width * this.#shown)));
    });
    this.times = el("span", "quiet num times", "");
    const speed = select([[1, "1 a second"], [2, "2 a second"], [5, "5 a second"], [15, "15 a second"]], 2, (value) => { this.#speed = Number(value); });
    const step = (label, title, by) => button("", label, title, () => choose(Math.max(0, Math.min(this.index + by, pages.total - 1))));
    this.node = el("section", "timeline panel", el("div", "row-of", step("‹", "previous turn (k)", -1), this.play, step("›", "next turn (j)", 1), this.place, this.slider, labelled("speed", speed)),
      el("div", "strip-box", this.strip), el("div", "row-of legend quiet", ...kinds.map((kind) => el("span", "key time-" + kind, kind)), this.times));
    this.node.setAttribute("aria-label", "Turns and where the time went");
    this.node.hidden = pages.total === 0;
  }

  get #shown() {
    return Math.min(stripTurns, this.pages.total - this.#first);
  }

  get isPlaying() {
    return this.#timer !== 0;
  }

  async show(index, turn) {
    this.index = index;
    this.slider.value = index + 1;
    this.place.textContent = "turn " + (index + 1) + " of " + this.pages.total;
    this.slider.setAttribute("aria-valuetext", this.place.textContent);
    this.times.textContent = turn?.seconds ? kinds.map((kind, at) => kind + " " + seconds(turn.seconds[at])).join(" · ") : "no times were recorded";
    const first = Math.floor(index / stripTurns) * stripTurns;
    if (first !== this.#first) {
      this.#first = first;
      try {
        this.#draw(await this.pages.range(first, stripTurns));
      } catch (broken) {
        this.fail(broken);
      }
    }
    this.strip.querySelector(".here")?.setAttribute("x", index - this.#first);
  }

  toggle() {
    if (this.isPlaying) this.stop();
    else {
      if (this.index >= this.pages.total - 1) this.choose(0);
      this.#next();
      this.#say();
    }
  }

  stop() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#say();
  }

  #say() {
    this.play.textContent = this.isPlaying ? "❚❚ pause" : "▶ play";
    this.play.setAttribute("aria-pressed", String(this.isPlaying));
  }

  #next() {
    this.#timer = setTimeout(() => {
      if (this.index >= this.pages.total - 1) {
        this.stop();
        return;
      }
      this.choose(this.index + 1);
      this.#next();
    }, 1000 / this.#speed);
  }

  #draw(turns) {
    const sum = (turn) => (turn.seconds ?? []).reduce((a, b) => a + (b ?? 0), 0);
    const most = Math.max(...turns.map(sum), 1e-9), hasTimes = turns.some((turn) => turn.seconds);
    this.strip.style.maxWidth = turns.length * 5 + "rem";
    this.node.classList.toggle("without-times", !hasTimes);
    this.strip.setAttribute("viewBox", "0 0 " + turns.length + " " + (barHeight + 8));
    const gap = turns.length > 100 ? 0.04 : 0.08;
    this.strip.replaceChildren(svg("rect", { "class": "here", x: this.index - this.#first, y: 0, width: 1, height: barHeight + 8 }), ...turns.flatMap((turn, at) => {
      let top = barHeight;
      const state = turn.action === null ? "refused" : turn.legal ? turn.score !== 0 ? "paid" : "plain" : "illegal";
      const tip = svg("title", {}, "turn " + (turn.index + 1) + ": " + (turn.action === null ? "not understood" : actionWords(turn.action))
        + (turn.seconds ? "\n" + kinds.map((kind, part) => kind + " " + seconds(turn.seconds[part])).join(", ") : ""));
      const parts = kinds.map((kind, part) => {
        const height = hasTimes ? (turn.seconds?.[part] ?? 0) / most * (barHeight - 2) : 0;
        top -= height;
        return svg("rect", { "class": "time-" + kind, x: at + gap, y: top, width: 1 - 2 * gap, height });
      });
      return [svg("g", {}, tip, svg("rect", { "class": "hit", x: at, y: 0, width: 1, height: barHeight + 8 }), ...parts,
        svg("rect", { "class": "state " + state, x: at + gap, y: barHeight + 2, width: 1 - 2 * gap, height: 5 }))];
    }));
  }
}
