// A frame with the action on it: a ring where it fell, a line to where a drag ended, the words that were typed.
import { el, svg } from "./dom.js";
import { picture } from "./api.js";
import { plain } from "./long-text.js";
import { actionWords } from "./action-words.js";

const largest = 720;

/** What an action says beside its place: words typed, keys pressed; null when it is no such action. */
function wordsOf(action) {
  try {
    const read = JSON.parse(plain(action));
    const words = typeof read?.text === "string" ? read.text : typeof read?.keys === "string" ? read.keys : Array.isArray(read?.keys) ? read.keys.join(" ") : null;
    return words === null ? null : String(read.type ?? "types") + " " + words;
  } catch {
    return null;
  }
}

/** The pictures of an observation. */
export function imagesOf(turn) {
  return turn.observation.filter((part) => part.image).map((part) => part.image);
}

/** A frame that fills the space it is given by whole pixels, so that small pictures stay sharp. */
export class Frame {
  #run; #image = null;

  constructor(run) {
    this.#run = run;
    this.img = el("img", "");
    this.img.decoding = "async";
    this.overlay = svg("svg", { "class": "act", "aria-hidden": "true" });
    this.missing = el("div", "missing", "");
    this.missing.hidden = true;
    this.box = el("div", "framed", this.img, this.overlay, this.missing);
    this.typed = el("div", "typed", "");
    this.node = el("div", "frame", this.box, this.typed);
    this.img.addEventListener("error", () => this.#lost());
    this.img.addEventListener("load", () => { this.missing.hidden = true; this.img.hidden = false; });
    this.observer = new ResizeObserver(() => this.#fit());
    this.observer.observe(this.node);
  }

  /** Shows a picture of the turn, or nothing where there is none. */
  show(turn, marks, which = 0) {
    const image = imagesOf(turn)[which] ?? null;
    this.box.hidden = image === null;
    const words = marks ? wordsOf(turn.action) : null;
    this.typed.hidden = words === null;
    this.typed.textContent = words ?? "";
    this.overlay.replaceChildren();
    this.#image = image;
    if (image === null) return;
    const address = picture(this.#run, image.id);
    if (this.img.getAttribute("src") !== address) {
      this.img.src = address;
      this.missing.hidden = true;
      this.img.hidden = false;
    }
    this.img.alt = "frame, " + image.width + " × " + image.height + " pixels" + (turn.action === null ? "" : ", then: " + actionWords(turn.action));
    if (marks && turn.mark && which === 0) this.#mark(turn.mark, image);
    this.#fit();
  }

  close() {
    this.observer.disconnect();
  }

  #mark({ x, y, to }, { width, height }) {
    this.overlay.setAttribute("viewBox", "0 0 " + width + " " + height);
    const [cx, cy] = [x * width, y * height], r = Math.max(3, width / 40);
    if (to) {
      for (const kind of ["halo", "ring"]) {
        this.overlay.append(svg("line", { "class": kind, x1: cx, y1: cy, x2: to[0] * width, y2: to[1] * height }), svg("circle", { "class": kind, cx: to[0] * width, cy: to[1] * height, r: r / 2 }));
      }
    }
    this.overlay.append(svg("circle", { "class": "halo", cx, cy, r }), svg("circle", { "class": "ring", cx, cy, r }), svg("circle", { "class": "dot", cx, cy, r: r / 5 }));
  }

  #lost() {
    if (this.#image === null) return;
    this.img.hidden = true;
    this.missing.hidden = false;
    this.missing.textContent = "The picture (" + this.#image.width + " × " + this.#image.height + ") is not in the store, or is damaged: " + this.#image.id;
  }

  #fit() {
    if (this.#image === null || this.node.clientWidth === 0) return;
    const { width, height } = this.#image;
    if (!(width > 0 && height > 0)) return;
    const room = Math.min(this.node.clientWidth, largest), tall = Math.max(160, window.innerHeight * 0.43);
    const factor = Math.min(room / width, tall / height);
    const scale = factor >= 1 ? Math.floor(factor) : factor;
    this.box.style.width = Math.round(width * scale) + "px";
    this.box.style.height = Math.round(height * scale) + "px";
    this.img.classList.toggle("smooth", scale < 1);
  }
}
