// The tokens of a turn: what was read and what was answered, coloured by what one wants to know, numbers under pointer and keys.
import { el, button, choice } from "./dom.js";
import { path, get, isAbort } from "./api.js";
import { count } from "./format.js";
import { colourings, numbersOf, strength, linesOf, visible } from "./token-scale.js";

const batch = 4000;
const folded = 48;
let strips = 0;

export class TokenStrip {
  #abort = null; #colouring = "logprob"; #pieces = {}; #tokens = []; #at = -1; #id = "tokens-" + strips++ + "-"; #key = "";

  /** @param colour is told of another colouring. */
  constructor(run, pos, colour) {
    Object.assign(this, { run, pos });
    this.choice = choice("Colour tokens by", colourings.map(([value, words, title]) => [value, words, title]), "logprob", colour);
    this.legend = el("span", "scale quiet", el("i", "", ""), el("span", "", ""));
    this.tokens = el("div", "tokens", "");
    this.tokens.tabIndex = 0;
    this.tokens.setAttribute("role", "listbox");
    this.tokens.setAttribute("aria-label", "Tokens of this turn");
    this.tip = el("div", "tip", "");
    this.tip.hidden = true;
    this.tip.setAttribute("role", "status");
    this.more = el("div", "", "");
    this.node = el("section", "token-strip", el("div", "row-of", el("h3", "", "Tokens"), this.choice, this.legend), this.tokens, this.more, this.tip);
    this.node.setAttribute("aria-label", "Tokens");
    this.tokens.addEventListener("pointerover", (event) => this.#point(this.#indexOf(event.target), false));
    this.tokens.addEventListener("pointerleave", () => { this.tip.hidden = true; });
    this.tokens.addEventListener("focus", () => { if (this.#tokens.length > 0 && this.tokens.matches(":focus-visible")) this.#point(Math.max(0, this.#at), true); });
    this.tokens.addEventListener("blur", () => this.#point(-1, true));
    this.tokens.addEventListener("keydown", (event) => {
      const moves = { ArrowLeft: -1, ArrowRight: 1 };
      if (!moves[event.key] || this.#tokens.length === 0) return;
      event.preventDefault();
      this.#point(Math.max(0, Math.min(this.#at + moves[event.key], this.#tokens.length - 1)), true);
    });
  }

  /** Shows a turn's tokens in a colouring. */
  async show(turn, colouring) {
    this.#colouring = colourings.some(([value]) => value === colouring) ? colouring : "logprob";
    this.choice.mark(this.#colouring);
    this.node.dataset.colouring = this.#colouring;
    this.legend.lastChild.textContent = colourings.find(([value]) => value === this.#colouring)[2];
    if (this.#key === String(turn)) {
      this.#colour();
      return;
    }
    this.#key = String(turn);
    this.#abort?.abort();
    this.#abort = new AbortController();
    this.#tokens = [];
    this.#pieces = {};
    this.#at = -1;
    this.tip.hidden = true;
    await this.#load(turn, 0, true);
  }

  close() {
    this.#abort?.abort();
  }

  async #load(turn, from, isFirst) {
    const signal = this.#abort.signal;
    try {
      const answer = await get(path(["runs", this.run, "episodes", this.pos, "turns", turn, "tokens"], { from, count: batch }), signal);
      if (isFirst) this.tokens.replaceChildren();
      Object.assign(this.#pieces, answer.pieces);
      for (const segment of answer.segments) this.#append(segment);
      const last = answer.segments.at(-1), shown = last ? last.start + Math.max(1, last.ids.length) : from;
      this.node.classList.toggle("without", answer.total === 0);
      if (answer.total === 0) this.tokens.replaceChildren(el("span", "quiet", "No tokens were recorded at this turn."));
      this.more.replaceChildren(shown < answer.total && shown > from
        ? button("", "more: " + count(shown) + " of " + count(answer.total) + " tokens", "", () => this.#load(turn, shown, false)) : "");
      this.#colour();
    } catch (broken) {
      if (!isAbort(broken)) this.tokens.replaceChildren(el("p", "error", broken.message));
    }
  }

  #append(segment) {
    if (segment.ids.length === 0) {
      if (segment.count > 0) this.tokens.append(el("span", "fold origin-" + segment.origin, "▦ " + segment.origin + ", " + count(segment.count) + " tokens"));
      return;
    }
    const part = el("span", "segment origin-" + segment.origin + (segment.learnt ? " learnt" : ""));
    const fill = () => {
      const tokens = segment.ids.map((_, at) => this.#token(segment, at));
      part.append(...tokens.map((token) => token.node));
      return tokens;
    };
    if (segment.origin !== "sampled") this.tokens.append(el("span", "origin-name", segment.origin));
    const isRead = !segment.learnt && !["guidance", "forced", "sampled"].includes(segment.origin);
    if (isRead && segment.ids.length > folded) {
      const open = button("fold", "▸ " + count(segment.ids.length) + " tokens", "show them", () => {
        const after = this.#tokens.findIndex((token) => open.compareDocumentPosition(token.node) & Node.DOCUMENT_POSITION_FOLLOWING);
        const tokens = fill();
        this.#tokens.splice(after < 0 ? this.#tokens.length : after, 0, ...tokens);
        open.replaceWith(part);
        this.#colour();
        this.tokens.focus();
      });
      this.tokens.append(open);
      return;
    }
    this.tokens.append(part);
    this.#tokens.push(...fill());
  }

  #token(segment, at) {
    const piece = Object.hasOwn(this.#pieces, segment.ids[at]) ? this.#pieces[segment.ids[at]] : "‹" + segment.ids[at] + "›";
    const node = el("span", "token", visible(piece));
    node.setAttribute("role", "option");
    node.setAttribute("aria-selected", "false");
    return { node, segment, at, piece, numbers: numbersOf(segment, at) };
  }

  #colour() {
    this.#tokens.forEach((token, index) => {
      const value = strength(this.#colouring, token.numbers);
      token.node.dataset.index = index;
      token.node.classList.toggle("low", value < 0 && this.#colouring !== "entropy");
      token.node.classList.toggle("high", value > 0 || this.#colouring === "entropy" && value !== 0);
      token.node.style.setProperty("--strength", Math.abs(value).toFixed(3));
    });
  }

  #indexOf(node) {
    const token = node instanceof Element ? node.closest(".token") : null;
    return token ? Number(token.dataset.index) : -1;
  }

  #point(index, byKey) {
    const token = this.#tokens[index];
    if (byKey) {
      this.#tokens[this.#at]?.node.setAttribute("aria-selected", "false");
      if (token) {
        this.#at = index;
        token.node.id = this.#id + index;
        token.node.setAttribute("aria-selected", "true");
        this.tokens.setAttribute("aria-activedescendant", token.node.id);
        token.node.scrollIntoView({ block: "nearest" });
      }
    }
    this.tip.hidden = !token;
    if (!token) return;
    this.tip.replaceChildren(el("code", "", JSON.stringify(token.piece.length > 300 ? token.piece.slice(0, 300) + "…" : token.piece)),
      ...linesOf(token.segment, token.at, token.numbers).map(([name, words]) => el("div", "num", el("b", "", name), words)));
    const place = token.node.getClientRects()[0] ?? token.node.getBoundingClientRect();
    this.tip.style.left = Math.max(8, Math.min(place.left, window.innerWidth - this.tip.offsetWidth - 8)) + "px";
    const below = place.bottom + 6;
    this.tip.style.top = Math.max(8, below + this.tip.offsetHeight > window.innerHeight ? place.top - this.tip.offsetHeight - 6 : below) + "px";
  }
}
