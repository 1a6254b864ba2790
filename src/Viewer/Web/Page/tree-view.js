// The episodes of a group as a tree: they share what they did until they part.
import { el, svg, link } from "./dom.js";
import { path, get, picture } from "./api.js";
import { href, episodeHref, go } from "./route.js";
import { counted, count, number, line, endClass, endSign, endWords } from "./format.js";
import { plain } from "./long-text.js";
import { runOf } from "./run-names.js";
import { actionWords } from "./action-words.js";
import { treeLayout } from "./tree-layout.js";

const columnRem = 13;
const rowRem = 4.4;

export const treeView = {
  key: (route) => "tree/" + route.run + "/" + route.group + "/" + (route.query.step ?? "") + "/" + (route.query.phase ?? ""),
  open: (route, page) => new TreeView(route, page),
};

class TreeView {
  #abort = new AbortController(); #route; #page; #nodes = []; #at = null;

  constructor(route, page) {
    this.#route = route;
    this.#page = page;
    this.node = el("div", "page tree", "");
    this.#load();
  }

  get keys() {
    const level = (by) => () => {
      const row = this.#nodes.filter((node) => node.x === this.#at?.x).sort((a, b) => a.y - b.y);
      this.#select(row[row.indexOf(this.#at) + by]);
    };
    const { run, group, query } = this.#route;
    return { ArrowLeft: () => this.#select(this.#at?.above), ArrowRight: () => this.#select(this.#at?.children[0]), ArrowUp: level(-1), ArrowDown: level(1), k: level(-1), j: level(1),
      Home: () => this.#select(this.#nodes[0]), Enter: () => this.#at && go(this.#hrefOf(this.#at)), g: () => go(href(["run", run, "group", group], { step: query.step, phase: query.phase })) };
  }

  show() {
    const { run, group } = this.#route;
    const crumbs = (name) => this.#page.crumbs({ words: "runs", href: href([]) }, { words: name, href: href(["run", run]) }, { words: "group " + group, href: this.up() }, { words: "tree" });
    crumbs("run " + run);
    runOf(run).then((known) => { if (!this.#abort.signal.aborted) crumbs(known.name); }, this.#page.fail);
  }

  up() {
    const { run, group, query } = this.#route;
    return href(["run", run, "group", group], { step: query.step, phase: query.phase });
  }

  close() {
    this.#abort.abort();
  }

  async #load() {
    const { run, group } = this.#route;
    try {
      this.#draw((await get(path(["runs", run, "tree"], { group }), this.#abort.signal)).nodes);
    } catch (broken) {
      this.#page.fail(broken);
    }
  }

  #draw(given) {
    const { run, group, query } = this.#route, layout = treeLayout(given);
    this.#nodes = layout.nodes;
    const canvas = el("div", "tree-canvas", "");
    canvas.style.width = layout.width * columnRem + "rem";
    canvas.style.height = layout.height * rowRem + "rem";
    const lines = svg("svg", { "class": "links", viewBox: "0 0 " + layout.width * columnRem + " " + layout.height * rowRem, "aria-hidden": "true" });
    canvas.append(lines);
    for (const node of layout.nodes) {
      if (node.above) {
        const [x1, y1, x2, y2] = [(node.above.x + 1) * columnRem - 1.6, (node.above.y + 0.5) * rowRem, node.x * columnRem, (node.y + 0.5) * rowRem];
        const middle = (x1 + x2) / 2;
        lines.append(svg("path", { "class": node.turn === 0 ? "made" : "", d: "M" + [x1, y1] + " C" + [middle, y1] + " " + [middle, y2] + " " + [x2, y2] }));
      }
      canvas.append(this.#box(node));
    }
    const leaves = layout.nodes.filter((node) => node.children.length === 0).length;
    this.node.replaceChildren(el("header", "panel row-of", el("h1", "", "Tree of group " + group), el("span", "quiet num", counted(given.length, "node") + ", " + count(leaves) + " ends"),
      layout.cut > 0 ? el("span", "bad", count(layout.cut) + " nodes are not drawn") : null, el("span", "key end-solved", "solved share"), given.some((node) => node.begun.length > 0) ? el("span", "quiet", "↱ goes on from another episode here · ↳ made from another") : null, link(href(["run", run, "group", group], { step: query.step, phase: query.phase }), "", "side by side (g)")),
      given.length === 0 ? el("p", "empty", "This group has no episode here.") : el("div", "tree-scroll panel", canvas));
    this.#select(this.#nodes[0], false);
  }

  #box(node) {
    const box = link(this.#hrefOf(node), "node", "");
    box.style.left = node.x * columnRem + "rem";
    box.style.top = node.y * rowRem + "rem";
    if (node.image) {
      const img = el("img", "");
      img.src = picture(this.#route.run, node.image, 96);
      img.alt = "";
      img.loading = "lazy";
      img.addEventListener("error", () => img.remove());
      box.append(img);
    }
    const solved = el("i", "solved-share", "");
    solved.style.setProperty("--share", node.episodes.length > 0 ? node.solved / node.episodes.length : 0);
    box.append(el("span", "node-words", el("b", "", node.action === "" && node.turn === 0 ? (node.above ? "↳ made from it" : "start") : actionWords(node.action, 34), node.end ? el("span", "badge beside " + endClass(node.end), endSign(node.end) + " " + endWords(node.end)) : null),
      el("span", "quiet num", "×" + count(node.episodes.length) + " · " + count(node.solved) + " solved"), el("span", "quiet num", node.begun.length > 0 && node.turn > 0 ? "↱ " + count(node.begun.length) + " · " : "", node.mean_return === null ? "no return" : "return " + number(node.mean_return))), solved);
    box.title = (node.begun.length > 0 ? counted(node.begun.length, "episode goes", "episodes go") + " on from another one here; " : "") + "after " + counted(node.turn, "turn") + (node.state ? ", state " + node.state : "") + (node.action ? ", " + line(plain(node.action), 200) : "");
    box.tabIndex = -1;
    node.box = box;
    return box;
  }

  #hrefOf(node) {
    // After the last action there is no further turn: the end is seen at the one that led to it.
    return episodeHref(this.#route.run, node.episodes[0] ?? 0, Math.max(1, node.end ? node.turn : node.turn + 1));
  }

  #select(node, focus = true) {
    if (!node) return;
    if (this.#at) this.#at.box.tabIndex = -1;
    this.#at = node;
    node.box.tabIndex = 0;
    if (focus) {
      node.box.focus({ preventScroll: true });
      node.box.scrollIntoView({ block: "nearest", inline: "nearest" });
    }
  }
}
