// A list of any length: only the rows in sight exist, and pages of them are asked for when they come into sight.
import { el } from "./dom.js";
import { isAbort } from "./api.js";

const pageSize = 100;
const pagesKept = 40;
const overscan = 6;
let lists = 0;

export class RowList {
  #load; #row; #open; #fail; #change; #remPerRow;
  #pages = new Map();
  #waiting = new Map();
  #rows = new Map();
  #version = 0;
  #abort = new AbortController();
  #timer = 0;
  #id = "rows-" + lists++;
  total = 0;
  cursor = 0;
  known = false;

  /**
   * @param load `(offset, limit, signal)` gives `{ total, rows }`.
   * @param row `(item, index)` gives the row, its cells as children. All rows are `height` rem high.
   * @param open what Enter does with an item; `change` is told of each new total or cursor, `fail` of each failure.
   */
  constructor({ label, height, head, load, row, open, change = () => {}, fail }) {
    Object.assign(this, { label });
    this.#load = load; this.#row = row; this.#open = open; this.#change = change; this.#fail = fail; this.#remPerRow = height;
    this.space = el("div", "rows-space");
    this.scroller = el("div", "rows");
    this.scroller.tabIndex = 0;
    this.scroller.setAttribute("role", "grid");
    this.scroller.setAttribute("aria-label", label);
    this.scroller.append(this.space);
    this.node = el("div", "row-list", head, this.scroller);
    this.scroller.addEventListener("scroll", () => this.#render());
    this.space.addEventListener("click", (event) => {
      const chosen = event.target.closest("[data-index]");
      if (chosen) this.select(Number(chosen.dataset.index), false);
    });
    this.observer = new ResizeObserver(() => this.#render());
    this.observer.observe(this.scroller);
  }

  /** Forgets everything and asks anew: for another query. */
  reset(cursor = 0) {
    this.#abort.abort();
    this.#abort = new AbortController();
    this.#pages.clear();
    this.#waiting.clear();
    this.#version++;
    this.known = false;
    this.cursor = cursor;
    this.scroller.scrollTop = 0;
    this.#ask(Math.floor(cursor / pageSize) * pageSize);
  }

  /** Asks again for what is in sight; rows that were there stay until the answer comes. */
  refresh(growsAtTop = false) {
    this.#version++;
    this.growsAtTop = growsAtTop;
    this.#ask(Math.floor(this.#first() / pageSize) * pageSize);
  }

  /** The item of an index, or undefined when it has not come yet. */
  item(index) {
    return this.#pages.get(Math.floor(index / pageSize) * pageSize)?.rows[index % pageSize];
  }

  get current() {
    return this.item(this.cursor);
  }

  /** Chooses a row and, when asked, brings it into sight. */
  select(index, reveal = true) {
    this.cursor = Math.max(0, Math.min(index, this.total - 1));
    if (reveal) this.reveal();
    this.#render();
    this.#change();
  }

  reveal() {
    const top = this.cursor * this.height, box = this.scroller;
    if (top < box.scrollTop) box.scrollTop = top;
    else if (top + this.height > box.scrollTop + box.clientHeight) box.scrollTop = top + this.height - box.clientHeight;
  }

  /** The keys of a list, for the view that holds it. */
  get keys() {
    const by = (rows) => () => this.select(this.cursor + rows);
    const screen = () => Math.max(1, Math.floor(this.scroller.clientHeight / this.height) - 1);
    return { ArrowDown: by(1), ArrowUp: by(-1), j: by(1), k: by(-1), PageDown: () => by(screen())(), PageUp: () => by(-screen())(),
      Home: () => this.select(0), End: () => this.select(this.total - 1), Enter: () => { if (this.current) this.#open(this.current); } };
  }

  get height() {
    return Math.round(this.#remPerRow * Number.parseFloat(getComputedStyle(document.documentElement).fontSize));
  }

  close() {
    this.#abort.abort();
    this.observer.disconnect();
    clearTimeout(this.#timer);
  }

  #first() {
    return Math.max(0, Math.floor(this.scroller.scrollTop / this.height));
  }

  #render() {
    const height = this.height;
    this.space.style.height = this.total * height + "px";
    const first = Math.max(0, this.#first() - overscan);
    const last = Math.min(this.total, Math.ceil((this.scroller.scrollTop + this.scroller.clientHeight) / height) + overscan);
    for (const [index, row] of this.#rows) {
      if (index < first || index >= last || row.item !== this.item(index)) {
        row.node.remove();
        this.#rows.delete(index);
      }
    }
    for (let index = first; index < last; index++) {
      const item = this.item(index);
      let row = this.#rows.get(index);
      if (!row) {
        row = { item, node: item === undefined ? el("div", "row waiting", el("span", "quiet", "…")) : this.#row(item, index) };
        row.node.id = this.#id + "-" + index;
        row.node.dataset.index = index;
        row.node.tabIndex = -1;
        row.node.setAttribute("role", "row");
        row.node.setAttribute("aria-rowindex", index + 1);
        for (const cell of row.node.children) cell.setAttribute("role", "gridcell");
        for (const anchor of row.node.querySelectorAll("a")) anchor.tabIndex = -1;
        row.node.style.height = height + "px";
        this.#rows.set(index, row);
        const after = this.#rows.get(index + 1)?.node;
        if (after) after.before(row.node);
        else this.space.append(row.node);
      }
      row.node.style.top = index * height + "px";
      row.node.classList.toggle("current", index === this.cursor);
      row.node.setAttribute("aria-selected", String(index === this.cursor));
    }
    this.scroller.setAttribute("aria-rowcount", this.total);
    if (this.total > 0) this.scroller.setAttribute("aria-activedescendant", this.#id + "-" + this.cursor);
    else this.scroller.removeAttribute("aria-activedescendant");
    this.#askLater(first, last);
  }

  // Pages that a fast scroll only passes by are not asked for.
  #askLater(first, last) {
    const missing = [];
    for (let offset = Math.floor(first / pageSize) * pageSize; offset < last; offset += pageSize) {
      if (this.#pages.get(offset)?.version !== this.#version && this.#waiting.get(offset) !== this.#version) missing.push(offset);
    }
    clearTimeout(this.#timer);
    if (missing.length > 0 && this.known) this.#timer = setTimeout(() => missing.forEach((offset) => this.#ask(offset)), 40);
  }

  async #ask(offset) {
    const version = this.#version, signal = this.#abort.signal;
    if (this.#waiting.get(offset) === version) return;
    this.#waiting.set(offset, version);
    try {
      const answer = await this.#load(offset, pageSize, signal);
      if (signal.aborted) return;
      this.#take(offset, version, answer);
    } catch (broken) {
      if (!isAbort(broken)) this.#fail(broken);
    } finally {
      if (this.#waiting.get(offset) === version) this.#waiting.delete(offset);
    }
  }

  #take(offset, version, { total, rows }) {
    const grown = total - this.total;
    if (this.growsAtTop && this.known && grown > 0) {
      // The row that is looked at stays where it is while newer ones come in above it.
      this.#pages.clear();
      this.cursor += this.cursor > 0 ? grown : 0;
      if (this.scroller.scrollTop > 0) {
        this.space.style.height = total * this.height + "px";
        this.scroller.scrollTop += grown * this.height;
      }
    }
    this.growsAtTop = false;
    this.#pages.delete(offset);
    this.#pages.set(offset, { rows, version });
    while (this.#pages.size > pagesKept) this.#pages.delete(this.#pages.keys().next().value);
    const isFirst = !this.known;
    this.total = total;
    this.known = true;
    this.cursor = Math.max(0, Math.min(this.cursor, total - 1));
    if (isFirst) {
      this.space.style.height = total * this.height + "px";
      this.reveal();
    }
    this.#render();
    this.#change();
  }
}
