// A run at a glance: curves, outcomes, times and steps on one side, its episodes on the other.
import { el, announce } from "./dom.js";
import { path, get } from "./api.js";
import { href, go } from "./route.js";
import { counted } from "./format.js";
import { LiveRun } from "./live.js";
import { Metrics } from "./metrics.js";
import { EpisodeList } from "./episode-list.js";
import { boundaryPanel } from "./boundary-chart.js";
import { headline, endsPanel, successPanel, timePanel, stepsPanel, scenarioPanel } from "./run-facts.js";

export const runView = {
  key: (route) => "run/" + route.run,
  open: (route, page) => new RunView(route.run, page),
};

class RunView {
  #abort = new AbortController(); #run; #page; #query = {}; #summary = null; #isLoading = false; #again = false; #hasGrown = false; #connection = null;

  constructor(run, page) {
    this.#run = run;
    this.#page = page;
    this.live = new LiveRun(run, (change) => this.#changed(change), (state) => this.#lamp(state));
    this.metrics = new Metrics(run, this.#abort.signal, (change) => this.#set(change), (step) => this.#set({ step, phase: null }));
    this.episodes = new EpisodeList(run, (change) => this.#set(change), page);
    this.head = el("div", "run-head", "");
    this.facts = el("div", "facts", "");
    this.node = el("div", "run", this.head, el("div", "run-body", el("div", "run-side", this.metrics.node, this.facts), this.episodes.node));
    page.crumbs({ words: "runs", href: href([]) }, { words: "run " + run });
    this.live.start();
  }

  get keys() {
    const search = () => this.episodes.filters.text.focus();
    return { ...this.episodes.list.keys, f: search, "/": search, l: () => this.#toggleTail(), s: () => this.episodes.filters.nextSort(),
      S: () => this.#set({ sort: this.#query.sort ?? "index", desc: this.#query.desc === "1" ? 0 : 1 }), g: () => this.#toGroup("group"), t: () => this.#toGroup("tree"),
      c: () => go(href(["compare"], { a: this.#run, b: this.#run })) };
  }

  show(route) {
    this.#query = route.query;
    this.episodes.show(this.#query, this.#follows);
    this.metrics.show(this.#query).catch(this.#page.fail);
    if (this.#summary === null) this.#load();
    else this.#draw();
  }

  // A run that grows is followed, newest first; one that is done stays in the order in which it was recorded.
  get #follows() {
    return this.live.isOn && this.#hasGrown;
  }

  up() {
    return href([]);
  }

  close() {
    this.#abort.abort();
    this.live.close();
    this.episodes.close();
  }

  async #load() {
    // One request at a time, and never a change that is not asked about.
    if (this.#isLoading) {
      this.#again = true;
      return;
    }
    this.#isLoading = true;
    try {
      do {
        this.#again = false;
        this.#summary = await get(path(["runs", this.#run]), this.#abort.signal);
        this.#draw();
      } while (this.#again);
    } catch (broken) {
      this.#page.fail(broken);
    } finally {
      this.#isLoading = false;
    }
  }

  #changed(change) {
    if (this.#summary === null || change.revision === this.#summary.revision) return;
    this.#load();
    if (change.episodes > this.#summary.episodes && !this.#hasGrown) {
      this.#hasGrown = true;
      this.episodes.show(this.#query, this.#follows);
    }
    this.episodes.refresh();
    this.metrics.load(true).catch(this.#page.fail);
    if (change.episodes !== undefined) announce(counted(change.episodes, "episode"));
  }

  #lamp(state) {
    this.#connection = state;
    this.#page.lamp(state, this.#summary?.live === false ? "waiting for changes" : "live");
  }

  #draw() {
    const run = this.#summary, focus = this.facts.contains(document.activeElement) ? document.activeElement.dataset.focus ?? document.activeElement.textContent : null;
    this.#page.crumbs({ words: "runs", href: href([]) }, { words: run.name });
    this.head.replaceChildren(headline(run));
    const scroll = this.facts.querySelector(".steps-scroll")?.scrollTop ?? 0, isOpen = this.facts.querySelector(".scenario")?.open ?? false;
    this.facts.replaceChildren(...[
      endsPanel(run, (end) => this.episodes.filters.toggleEnd(end)),
      successPanel(run, this.#query.axis, (axis) => this.#set({ axis })),
      boundaryPanel(run, this.#query.reach, (reach) => this.#set({ reach })), timePanel(run), stepsPanel(run, this.#query, (step) => this.#set(step)), scenarioPanel(run)].filter((panel) => panel !== null));
    const steps = this.facts.querySelector(".steps-scroll");
    if (steps) steps.scrollTop = scroll;
    const scenario = this.facts.querySelector(".scenario");
    if (scenario) scenario.open = isOpen;
    if (focus !== null) [...this.facts.querySelectorAll("button, select, summary")].find((node) => node.textContent === focus)?.focus();
    this.episodes.filters.offer(run);
    if (this.#connection !== null) this.#lamp(this.#connection);
  }

  #set(change) {
    go(href(["run", this.#run], { ...this.#query, ...change }), true);
  }

  #toggleTail() {
    if (this.live.isOn) this.live.stop();
    else this.live.start();
    announce(this.live.isOn ? "Live tail on" : "Live tail off");
    this.#hasGrown ||= this.live.isOn;
    this.episodes.show(this.#query, this.#follows);
  }

  #toGroup(place) {
    const episode = this.episodes.list.current;
    if (episode && !episode.damaged) go(href(["run", this.#run, place, episode.group], { step: episode.step, phase: episode.phase }));
  }
}
