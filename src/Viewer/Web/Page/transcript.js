// The whole episode as one text, turn below turn, read on as one scrolls.
import { el, button } from "./dom.js";
import { turnFields } from "./turn-panel.js";
import { Frame, imagesOf } from "./frame.js";

const batch = 20;

export class Transcript {
  #from = 0; #to = 0; #busy = false; #frames = [];

  /** @param choose is told of a turn that somebody points at. */
  constructor(run, pages, roles, marks, choose, fail) {
    Object.assign(this, { run, pages, roles, marks, choose, fail });
    this.turns = el("div", "", "");
    this.end = el("p", "quiet", "");
    this.earlier = button("", "earlier turns", "", () => this.#add(Math.max(0, this.#from - batch), this.#from, true));
    this.node = el("section", "transcript", this.earlier, this.turns, this.end);
    this.node.setAttribute("aria-label", "The whole transcript");
    this.watcher = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) this.#add(this.#to, Math.min(this.#to + batch, this.pages.total), false);
    }, { rootMargin: "600px" });
    this.watcher.observe(this.end);
  }

  /** Brings a turn into sight. */
  async show(index) {
    if (index < this.#from || index >= this.#to) {
      this.#close();
      this.turns.replaceChildren();
      this.#from = this.#to = index;
      await this.#add(index, Math.min(index + batch, this.pages.total), false);
    }
    const node = this.turns.children[index - this.#from];
    for (const other of this.turns.children) other.classList.toggle("current", other === node);
    node?.scrollIntoView({ block: "start" });
  }

  close() {
    this.#close();
    this.watcher.disconnect();
  }

  #close() {
    this.#frames.forEach((frame) => frame.close());
    this.#frames = [];
  }

  async #add(from, to, above) {
    if (this.#busy || from >= to) return;
    this.#busy = true;
    try {
      const nodes = (await this.pages.range(from, to - from)).map((turn) => this.#turn(turn));
      if (above) {
        this.turns.prepend(...nodes);
        this.#from = from;
      } else {
        this.turns.append(...nodes);
        this.#to = to;
      }
    } catch (broken) {
      this.fail(broken);
    }
    this.#busy = false;
    this.earlier.hidden = this.#from === 0;
    this.end.textContent = this.#to < this.pages.total ? "…" : "the end";
    // What is in sight already will not come into sight: ask once more.
    this.watcher.unobserve(this.end);
    this.watcher.observe(this.end);
  }

  #turn(turn) {
    const frames = imagesOf(turn).map((_, which) => {
      const frame = new Frame(this.run);
      this.#frames.push(frame);
      frame.show(turn, this.marks, which);
      return frame.node;
    });
    const node = el("article", "turn", el("h3", "", "Turn " + (turn.index + 1)), el("div", "turn-body", frames.length > 0 ? el("div", "turn-frames", frames) : null, el("div", "fields", turnFields(turn, this.roles))));
    node.addEventListener("click", () => this.choose(turn.index));
    return node;
  }
}
