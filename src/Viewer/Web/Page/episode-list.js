// The episodes of a run, filtered and sorted by the server, as many as there are.
import { el, link } from "./dom.js";
import { path, get } from "./api.js";
import { href, episodeHref, go } from "./route.js";
import { count, counted, number, signed, endClass, endSign, endWords, line, nothing } from "./format.js";
import { Filters, queryOf } from "./filters.js";
import { RowList } from "./row-list.js";
import { trail } from "./trail.js";
import { originSign } from "./kinship.js";

const titles = [["episode", ""], ["step", ""], ["group", ""], ["end", ""], ["return", "n"], ["advantage", "n"], ["turns", "n"], ["tokens", "n"], ["img", "n"], ["task", ""]];

export class EpisodeList {
  #run; #query = null; #address = {}; #answer = null;

  /** @param change is given what goes into the address; `page` shows failures. */
  constructor(run, change, page) {
    this.#run = run;
    this.filters = new Filters(change);
    const head = el("div", "row head", titles.map(([title, kind]) => el("span", kind, title)));
    head.setAttribute("aria-hidden", "true");
    this.list = new RowList({
      label: "Episodes: number, step, group and member, end, return, advantage, turns, tokens, images, task", height: 1.9, head,
      load: (offset, limit, signal) => this.#load(offset, limit, signal), row: (episode) => this.#row(episode),
      open: (episode) => this.open(episode), change: () => this.#tell(), fail: page.fail,
    });
    this.list.node.addEventListener("click", () => this.#leave());
    this.empty = el("p", "empty", "No episode is like this.");
    this.empty.hidden = true;
    this.node = el("section", "episodes panel", this.filters.node, this.empty, this.list.node);
    this.node.setAttribute("aria-label", "Episodes");
  }

  /** Shows what the address asks for; the tail puts the newest first where no other order was chosen. */
  show(query, isTail) {
    this.filters.show(query);
    this.#address = query;
    const asked = queryOf(query);
    if (isTail && asked.sort === undefined && asked.desc === undefined) Object.assign(asked, { sort: "index", desc: 1 });
    const isSame = this.#query !== null && JSON.stringify(asked) === JSON.stringify(this.#query);
    this.#query = asked;
    if (!isSame) this.list.reset(trail.cursorOf(this.#run, asked));
  }

  refresh() {
    this.list.refresh(this.#query?.sort === "index" && String(this.#query?.desc) === "1");
  }

  open(episode) {
    this.#leave();
    go(episodeHref(this.#run, episode.pos));
  }

  close() {
    this.#leave();
    this.list.close();
    this.filters.close();
  }

  // Where one was in the list, so that 'next' in an episode means the next of this list.
  #leave() {
    if (this.list.current) trail.set(this.#run, this.#query, this.#address, this.list.cursor, this.list.current.pos);
  }

  async #load(offset, limit, signal) {
    const answer = await get(path(["runs", this.#run, "episodes"], { offset, limit, ...this.#query }), signal);
    this.#answer = answer;
    return { total: answer.total, rows: answer.episodes };
  }

  #tell() {
    const { total } = this.list, answer = this.#answer;
    this.empty.hidden = total > 0 || !this.list.known;
    this.filters.state.textContent = counted(total, "episode") + (answer?.complete === false ? " so far: " + count(answer.scanned) + " looked at" : "")
      + (total > 0 ? " · at " + count(this.list.cursor + 1) : "");
  }

  #row(episode) {
    const main = link(episodeHref(this.#run, episode.pos), "row-link", String(episode.damaged ? "#" + episode.pos : episode.episode));
    const group = episode.damaged ? nothing : link(href(["run", this.#run, "group", episode.group], { step: episode.step, phase: episode.phase }), "row-group", episode.group + "." + episode.member);
    if (!episode.damaged) group.title = "the group side by side";
    const end = episode.damaged ? "damaged" : episode.end;
    const row = el("div", "row" + (episode.phase === "eval" ? " eval" : ""),
      el("span", "num", main), el("span", "num quiet", episode.step === null || episode.step === undefined ? "" : (episode.phase === "eval" ? "eval " : "") + episode.step),
      el("span", "num", group), el("span", "", el("span", "badge " + endClass(end), endSign(end) + " " + endWords(end)), episode.retries > 0 ? el("span", "quiet", " ×" + (episode.retries + 1)) : null),
      el("span", "n num", end === "faulted" || end === "damaged" ? "none" : number(episode.return)), el("span", "n num", advantageNode(episode.advantage)),
      el("span", "n num", count(episode.turns)), el("span", "n num quiet", count(episode.tokens)), el("span", "n num quiet", count(episode.images)),
      el("span", "task quiet", originSign(episode.parent), line(episode.task ?? episode.world)));
    row.title = [episode.world, episode.task, endWords(end)].filter(Boolean).map((words) => line(words)).join(" · ");
    return row;
  }
}

/** An advantage with a bar to the side that it pulls to. */
export function advantageNode(value) {
  if (value === null || value === undefined) return el("span", "quiet", nothing);
  const mean = Array.isArray(value) ? value.reduce((a, b) => a + b, 0) / Math.max(1, value.length) : value;
  const bar = el("i", "pull " + (mean < 0 ? "down" : "up"), "");
  bar.style.setProperty("--pull", Math.min(1, Math.abs(mean) / 2).toFixed(3));
  return el("span", "advantage num", signed(mean), bar);
}
