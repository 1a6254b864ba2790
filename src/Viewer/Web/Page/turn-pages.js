// The turns of an episode, read in pages and kept as long as they are near what is looked at.
import { path, get } from "./api.js";

const pageSize = 100;
const pagesKept = 12;

export class TurnPages {
  #pages = new Map(); #waiting = new Map();

  constructor(run, pos, total, signal) {
    Object.assign(this, { run, pos, total, signal });
  }

  /** A turn that is there already, or undefined. */
  known(index) {
    return this.#pages.get(Math.floor(index / pageSize))?.[index % pageSize];
  }

  /** The turns of a stretch; one page of them is one request. */
  async range(from, count) {
    const last = Math.min(from + count, this.total);
    const pages = [];
    for (let page = Math.floor(from / pageSize); page * pageSize < last; page++) pages.push(this.#page(page));
    const turns = (await Promise.all(pages)).flat(), first = Math.floor(from / pageSize) * pageSize;
    return turns.slice(from - first, last - first);
  }

  /** One turn. */
  async turn(index) {
    return (await this.range(index, 1))[0];
  }

  async #page(number) {
    const known = this.#pages.get(number);
    if (known) {
      this.#pages.delete(number);
      this.#pages.set(number, known);
      return known;
    }
    if (!this.#waiting.has(number)) {
      this.#waiting.set(number, this.#read(number * pageSize, Math.min((number + 1) * pageSize, this.total)).then((turns) => {
        this.#pages.set(number, turns);
        while (this.#pages.size > pagesKept) this.#pages.delete(this.#pages.keys().next().value);
        return turns;
      }).finally(() => this.#waiting.delete(number)));
    }
    return this.#waiting.get(number);
  }

  // An answer of long turns ends early: the rest is asked for from there.
  async #read(from, to) {
    const turns = [];
    while (from + turns.length < to) {
      const first = from + turns.length;
      const answer = await get(path(["runs", this.run, "episodes", this.pos, "turns"], { from: first, count: to - first }), this.signal);
      if (answer.turns.length === 0) break;
      turns.push(...answer.turns);
    }
    return turns;
  }
}
