// The members of a group side by side: what each was paid, what each did, and where it left the others.
import { el, link, button } from "./dom.js";
import { path, get, picture } from "./api.js";
import { href, episodeHref, go } from "./route.js";
import { count, counted, number, line, endClass, endSign, endWords } from "./format.js";
import { runOf } from "./run-names.js";
import { trail } from "./trail.js";
import { actionWords } from "./action-words.js";
import { advantageNode } from "./episode-list.js";
import { originSign } from "./kinship.js";

const turnsAtOnce = 60;

export const groupView = {
  key: (route) => "group/" + route.run + "/" + route.group + "/" + (route.query.step ?? "") + "/" + (route.query.phase ?? ""),
  open: (route, page) => new GroupView(route, page),
};

class GroupView {
  #abort = new AbortController(); #route; #page; #members = []; #row = 0; #column = 0; #rows = 0;

  constructor(route, page) {
    this.#route = route;
    this.#page = page;
    this.node = el("div", "page group", "");
    this.#load();
  }

  get keys() {
    const move = (rows, columns) => () => this.#select(this.#row + rows, this.#column + columns);
    const { run, group, query } = this.#route;
    return { ArrowLeft: move(0, -1), ArrowRight: move(0, 1), ArrowUp: move(-1, 0), ArrowDown: move(1, 0), k: move(-1, 0), j: move(1, 0), p: move(0, -1), n: move(0, 1),
      Home: () => this.#select(0, this.#column), End: () => this.#select(Infinity, this.#column),
      Enter: () => this.#open(), t: () => go(href(["run", run, "tree", group], { step: query.step, phase: query.phase })), c: () => go(href(["compare"], { a: run, b: run })) };
  }

  show() {
    const { run, group } = this.#route;
    const crumbs = (name) => this.#page.crumbs({ words: "runs", href: href([]) }, { words: name, href: href(["run", run], trail.queryOf(run)) }, { words: "group " + group });
    crumbs("run " + run);
    runOf(run).then((known) => { if (!this.#abort.signal.aborted) crumbs(known.name); }, this.#page.fail);
  }

  up() {
    return href(["run", this.#route.run], trail.queryOf(this.#route.run));
  }

  close() {
    this.#abort.abort();
  }

  async #load() {
    const { run, group, query } = this.#route;
    try {
      const answer = await get(path(["runs", run, "groups", group], { step: query.step, phase: query.phase }), this.#abort.signal);
      this.#members = answer.members.filter((member) => !member.damaged).sort((a, b) => a.member - b.member);
      this.#draw();
    } catch (broken) {
      this.#page.fail(broken);
    }
  }

  #draw() {
    const { run, group, query } = this.#route, members = this.#members;
    const judged = members.filter((member) => member.end !== "faulted"), faults = members.length - judged.length;
    const returns = judged.map((member) => member.return), mean = returns.reduce((a, b) => a + b, 0) / Math.max(1, returns.length);
    const spread = Math.sqrt(returns.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, returns.length));
    const first = members[0];
    this.table = el("table", "members", "");
    const head = el("header", "panel", el("div", "row-of", el("h1", "", "Group " + group), first ? el("span", "quiet", el("bdi", "", line(first.world)), " · ", el("bdi", "", line(first.task))) : null,
      first?.phase ? el("span", "quiet num", first.phase + " " + first.step) : null,
      el("span", "num", counted(members.length, "member") + (returns.length > 0 ? " · mean return " + number(mean) + " ± " + number(spread) : "")),
      faults > 0 ? el("span", "badge end-faulted", counted(faults, "fault") + ", left out of these numbers") : null,
      link(href(["run", run, "tree", group], { step: query.step, phase: query.phase }), "", "tree (t)")),
      spread === 0 && returns.length > 1 ? el("p", "quiet", "All members earned the same.") : null);
    this.node.replaceChildren(head, members.length === 0 ? el("p", "empty", "This group has no member here.") : el("div", "members-scroll panel", this.table));
    this.table.append(el("caption", "unseen", "Members side by side, a row for each turn"), el("thead", "", el("tr", "", el("th", "corner", "turn"), ...members.map((member) => this.#head(member)))));
    this.body = el("tbody", "");
    this.table.append(this.body);
    this.#rows = members.reduce((most, member) => Math.max(most, member.turns, member.actions?.length ?? 0), 0);
    this.#more();
    this.#select(0, 0, false);
  }

  #head(member) {
    const fault = member.end === "faulted";
    return el("th", "member", link(episodeHref(this.#route.run, member.pos), "", "member " + member.member),
      el("div", "", el("span", "badge " + endClass(member.end), endSign(member.end) + " " + endWords(member.end))),
      el("dl", "", el("dt", "", "return"), el("dd", "num", fault ? "none" : number(member.return)), el("dt", "", "advantage"), el("dd", "", fault ? el("span", "fault", "none: a fault") : advantageNode(member.advantage)),
        el("dt", "", "turns"), el("dd", "num", count(member.turns)), member.tokens === null ? null : [el("dt", "", "tokens"), el("dd", "num", count(member.tokens))],
        el("dt", "", "leaves the first"), el("dd", "num", member === this.#members[0] ? "–" : member.diverges_at === null || member.diverges_at === undefined ? "never" : "at turn " + (member.diverges_at + 1)), member.parent ? [el("dt", "", "grew from"), el("dd", "", originSign(member.parent))] : null));
  }

  #more() {
    const from = this.body.childElementCount, to = Math.min(from + turnsAtOnce, this.#rows);
    for (let turn = from; turn < to; turn++) this.body.append(el("tr", "", el("th", "num", String(turn + 1)), ...this.#members.map((member) => this.#cell(member, turn))));
    this.rest?.remove();
    if (to < this.#rows) {
      this.rest = button("", "more turns: " + count(to) + " of " + count(this.#rows), "", () => this.#more());
      this.node.append(this.rest);
    }
  }

  #cell(member, turn) {
    if (turn >= member.turns) {
      return turn === member.turns ? el("td", "over", el("span", "quiet", endSign(member.end) + " " + endWords(member.end))) : el("td", "over", "");
    }
    const leaves = member.diverges_at === turn && member !== this.#members[0], apart = member.diverges_at !== null && member.diverges_at !== undefined && turn > member.diverges_at;
    const action = member.actions?.[turn];
    const cell = el("td", leaves ? "leaves" : apart ? "apart" : "");
    const node = link(episodeHref(this.#route.run, member.pos, turn + 1), "step-cell", "");
    const image = member.images?.[turn];
    if (image) {
      const img = el("img", "");
      img.src = picture(this.#route.run, image, 96);
      img.alt = "";
      img.loading = "lazy";
      img.addEventListener("error", () => img.remove());
      node.append(img);
    }
    if (leaves) node.append(el("span", "flag", "≠ leaves here"));
    node.append(action === null || action === undefined ? el("span", "bad", "✗ not understood") : el("span", "", actionWords(action, 70)));
    cell.append(node);
    return cell;
  }

  #select(row, column, focus = true) {
    this.#column = Math.max(0, Math.min(column, this.#members.length - 1));
    const most = Math.max(0, (this.#members[this.#column]?.turns ?? 1) - 1);
    this.#row = Math.max(0, Math.min(row, most));
    while (this.#row >= this.body.childElementCount && this.body.childElementCount < this.#rows) this.#more();
    this.table.querySelector(".at")?.classList.remove("at");
    const cell = this.body.children[this.#row]?.children[this.#column + 1];
    cell?.classList.add("at");
    if (focus) {
      cell?.querySelector("a")?.focus({ preventScroll: true });
      cell?.scrollIntoView({ block: "nearest", inline: "nearest" });
    }
  }

  #open() {
    const member = this.#members[this.#column];
    if (member) go(episodeHref(this.#route.run, member.pos, this.#row + 1));
  }
}
