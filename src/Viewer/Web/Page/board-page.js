// A page: what its observation says is on it, as a table to read, with the element that the action fell on; and the task behind it.
import { el } from "./dom.js";
import { plain } from "./long-text.js";
import { stateTree } from "./state-tree.js";

const elementLine = /^(\s*)\[(\w+)\] ([\w-]+) '(.*?)'(.*?)(?: at (-?\d+),(-?\d+) (\d+)x(\d+))?$/;
const most = 500;

export function pageBoard(state) {
  const elements = el("div", "elements", "");
  const task = el("details", "", el("summary", "", "the task behind the page: " + [state.site, state.page, state.template].filter(Boolean).join(" / ")), stateTree(state.instance ?? state));
  return {
    node: el("div", "", elements, task),
    show(turns) {
      const turn = turns.at(-1), rows = rowsOf(turn), place = placeOf(turn.action);
      task.open = rows.length === 0;
      if (rows.length === 0) {
        elements.replaceChildren(el("p", "quiet", "The policy was given no words about this page, only its picture."));
        return;
      }
      const hit = place ? smallest(rows, place) : null;
      elements.replaceChildren(el("table", "", el("thead", "", el("tr", "", ...["#", "what", "name", "where"].map((name) => el("th", "", name)))), el("tbody", "", rows.slice(0, most).map((row) => {
        const node = el("tr", row === hit ? "hit" : "", el("td", "num quiet", row.id), el("td", "", row.role + row.state), el("td", "name", row.name), el("td", "num quiet", row.box ? row.box.slice(0, 2).join(", ") : ""));
        node.style.setProperty("--depth", row.depth);
        return node;
      }))), rows.length > most ? el("p", "quiet", "and " + (rows.length - most) + " more, in the observation") : "");
    },
  };
}

function rowsOf(turn) {
  return turn.observation.filter((part) => part.text !== undefined && part.tool === undefined && !part.guidance).flatMap((part) => plain(part.text).split("\n", 5000)).map((line) => elementLine.exec(line)).filter(Boolean)
    .map(([, indent, id, role, name, state, ...box]) => ({ depth: Math.min(12, indent.length), id, role, name, state, box: box[0] === undefined ? null : box.map(Number) }));
}

function placeOf(action) {
  try {
    const { at } = JSON.parse(plain(action));
    return Array.isArray(at) && at.length === 2 ? at.map(Number) : null;
  } catch {
    return null;
  }
}

function smallest(rows, [x, y]) {
  return rows.filter((row) => row.box && x >= row.box[0] && x <= row.box[0] + row.box[2] && y >= row.box[1] && y <= row.box[1] + row.box[3])
    .sort((a, b) => a.box[2] * a.box[3] - b.box[2] * b.box[3])[0] ?? null;
}
