// One episode: its turns along a strip, the frame and the board of a turn, its words, its tokens.
import { el, button, announce } from "./dom.js";
import { path, get, isAbort } from "./api.js";
import { href, episodeHref, go } from "./route.js";
import { endSign, endWords } from "./format.js";
import { runOf } from "./run-names.js";
import { trail } from "./trail.js";
import { TurnPages } from "./turn-pages.js";
import { Timeline } from "./timeline.js";
import { Frame, imagesOf } from "./frame.js";
import { Board, turnsPlayed } from "./boards.js";
import { TokenStrip } from "./token-strip.js";
import { colourings } from "./token-scale.js";
import { TurnList } from "./turn-list.js";
import { Transcript } from "./transcript.js";
import { episodeHead } from "./episode-head.js";
import { turnFields } from "./turn-panel.js";

export const episodeView = {
  key: (route) => "episode/" + route.run + "/" + route.pos,
  open: (route, page) => new EpisodeView(route.run, Number(route.pos), page),
};

let marks = true;

class EpisodeView {
  #abort = new AbortController(); #run; #pos; #page; #index = 0; #query = {}; #episode = null; #parts = null; #frames = []; #shown = 0; #drawn = ""; #loading;

  constructor(run, pos, page) {
    this.#run = run;
    this.#pos = pos;
    this.#page = page;
    this.node = el("div", "episode", "");
    this.#crumbs();
    this.#loading = this.#load();
  }

  get keys() {
    const by = (turns) => () => this.#choose(this.#index + turns);
    const whole = (index) => () => this.#choose(index);
    return {
      j: by(1), k: by(-1), ArrowDown: by(1), ArrowUp: by(-1), Home: whole(0), End: () => this.#choose(Infinity), n: () => this.#neighbour(1), p: () => this.#neighbour(-1),
      " ": () => this.#parts?.timeline.toggle(), m: () => this.#toggleMarks(), i: () => this.#nextColouring(), x: () => this.#toggleWhole(),
      g: () => this.#toGroup("group"), t: () => this.#toGroup("tree"), c: () => go(href(["compare"], { a: this.#run, b: this.#run, task: this.#episode?.task })),
      f: () => go(this.up()), "/": () => go(this.up()), l: () => go(this.up()), u: () => this.#toParent(),
    };
  }

  show(route) {
    this.#query = route.query;
    this.#index = Math.max(0, Number(route.turn ?? 1) - 1);
    if (this.#parts) this.#draw();
  }

  up() {
    return href(["run", this.#run], trail.queryOf(this.#run));
  }

  close() {
    this.#abort.abort();
    this.#parts?.close();
    this.#frames.forEach((frame) => frame.close());
  }

  async #load() {
    const signal = this.#abort.signal;
    try {
      const [episode, run] = await Promise.all([get(path(["runs", this.#run, "episodes", this.#pos]), signal), runOf(this.#run)]);
      if (signal.aborted) return;
      this.#episode = episode;
      this.#crumbs(run.name);
      if (episode.damaged) {
        this.node.replaceChildren(el("p", "fault-box", el("b", "", "▨ damaged record: "), episode.error ?? ""));
        this.#episode = { ...episode, group: null };
        return;
      }
      this.#build(run.path);
      this.#draw();
    } catch (broken) {
      this.#page.fail(broken);
    }
  }

  #crumbs(name = "run " + this.#run) {
    this.#page.crumbs({ words: "runs", href: href([]) }, { words: name, href: this.up() }, { words: this.#episode ? "episode " + (this.#episode.episode ?? "at " + this.#pos) : "…" });
  }

  #build(folder) {
    const episode = this.#episode, pages = new TurnPages(this.#run, this.#pos, episode.turns, this.#abort.signal);
    const choose = (index) => this.#choose(index), fail = this.#page.fail;
    const timeline = new Timeline(pages, choose, fail), board = new Board(episode), list = new TurnList(this.#run, this.#pos, pages, () => this.#query, choose, fail);
    const tokens = new TokenStrip(this.#run, this.#pos, (colouring) => this.#set({ tokens: colouring }));
    const transcript = new Transcript(this.#run, pages, episode.roles, marks, choose, fail);
    const frames = el("div", "frames", ""), fields = el("div", "fields", ""), title = el("h2", "", "");
    const whole = button("", "whole transcript", "turn below turn (x)", () => this.#toggleWhole());
    const end = el("p", "end-line", "");
    const words = el("section", "turn-panel panel", el("div", "row-of", title, whole), fields, end);
    words.setAttribute("aria-label", "The turn");
    const stage = el("div", "stage", el("section", "panel frame-panel", frames), board.node);
    this.#parts = { pages, timeline, board, list, tokens, transcript, frames, fields, title, whole, end, stage, words,
      close: () => [timeline.stop(), list.close(), tokens.close(), transcript.close()] };
    this.node.replaceChildren(episodeHead(this.#run, folder, episode), timeline.node, el("div", "episode-body", stage, el("div", "words", words, transcript.node), list.node));
  }

  async #draw() {
    const { pages, timeline, board, list, tokens, transcript, fields, title, whole, end } = this.#parts, ticket = ++this.#shown;
    const isWhole = this.#query.view === "whole";
    this.node.classList.toggle("whole", isWhole);
    whole.setAttribute("aria-pressed", String(isWhole));
    if (pages.total === 0) {
      title.textContent = "No turn was played";
      return;
    }
    const index = this.#index = Math.min(this.#index, pages.total - 1);
    try {
      if (isWhole) {
        this.#drawn = "";
        title.textContent = "The whole transcript";
        timeline.show(index, pages.known(index));
        list.show(index);
        await transcript.show(index);
        return;
      }
      const turn = await pages.turn(index);
      if (ticket !== this.#shown) return;
      timeline.show(index, turn);
      list.show(index);
      tokens.show(turn.index, this.#query.tokens ?? "logprob");
      // Another colour of the tokens moves nothing, and takes the focus from nobody.
      if (this.#drawn === index + " " + marks) return;
      this.#drawn = index + " " + marks;
      this.#stage(turn);
      title.textContent = "Turn " + (index + 1);
      fields.replaceChildren(...turnFields(turn, this.#episode.roles, tokens.node).filter((node) => node !== null));
      end.textContent = index === pages.total - 1 ? "Here it ended: " + endSign(this.#episode.end) + " " + endWords(this.#episode.end) : "";
      const isAll = index < turnsPlayed, turns = isAll ? await pages.range(0, index + 1) : [turn];
      if (ticket === this.#shown) board.show(turns, isAll);
    } catch (broken) {
      if (!isAbort(broken)) this.#page.fail(broken);
    }
  }

  #stage(turn) {
    const count = imagesOf(turn).length;
    while (this.#frames.length < count) {
      const frame = new Frame(this.#run);
      this.#frames.push(frame);
      this.#parts.frames.append(frame.node);
    }
    // Words typed without any picture still have their place.
    this.#frames.forEach((frame, which) => {
      frame.node.hidden = which >= count;
      frame.show(turn, marks, which);
    });
    this.#parts.frames.parentElement.hidden = count === 0;
  }

  async #choose(index) {
    if (!this.#parts) await this.#loading;
    if (!this.#parts || this.#parts.pages.total === 0 || this.#abort.signal.aborted) return;
    const to = Math.max(0, Math.min(index, this.#parts.pages.total - 1));
    this.#parts.timeline.index = to;
    go(episodeHref(this.#run, this.#pos, to + 1, this.#query), true);
  }

  #set(change) {
    go(episodeHref(this.#run, this.#pos, this.#index + 1, { ...this.#query, ...change }), true);
  }

  #toggleMarks() {
    marks = !marks;
    announce(marks ? "marks on" : "marks off");
    if (this.#parts) {
      this.#parts.transcript.marks = marks;
      this.#draw();
    }
  }

  #toggleWhole() {
    this.#set({ view: this.#query.view === "whole" ? null : "whole" });
  }

  #nextColouring() {
    const at = colourings.findIndex(([value]) => value === (this.#query.tokens ?? "logprob"));
    const [value, words] = colourings[(at + 1) % colourings.length];
    announce("tokens by " + words);
    this.#set({ tokens: value });
  }

  async #neighbour(direction) {
    try {
      const inList = await trail.neighbour(this.#run, this.#pos, direction, this.#abort.signal);
      const next = inList === undefined ? direction > 0 ? this.#episode?.next : this.#episode?.previous : inList;
      if (next === null || next === undefined) announce(direction > 0 ? "the last episode" : "the first episode");
      else go(episodeHref(this.#run, next, 1, this.#query));
    } catch (broken) {
      this.#page.fail(broken);
    }
  }

  async #toParent() {
    await this.#loading;
    const parent = this.#episode?.parent;
    if (this.#abort.signal.aborted || !parent) return announce("this episode grew from no other");
    if (parent.pos === undefined || parent.pos === this.#pos) return announce("what it grew from is not in this run");
    go(episodeHref(this.#run, parent.pos, Math.max(1, parent.turn + 1), this.#query));
  }

  // A key that is pressed before the episode has come waits for it.
  async #toGroup(place) {
    await this.#loading;
    if (!this.#abort.signal.aborted && this.#episode && this.#episode.group !== null) go(href(["run", this.#run, place, this.#episode.group], { step: this.#episode.update, phase: this.#episode.phase }));
  }
}
