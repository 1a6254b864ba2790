// Any JSON as a tree that folds; short branches stand open.
import { el } from "./dom.js";

const most = 2000;
const openUpTo = 8;

/** The tree of a value. */
export function stateTree(value) {
  const budget = { left: most };
  const node = el("div", "tree-of", branch("", value, 0, budget));
  if (budget.left <= 0) node.append(el("p", "quiet", "The rest is left out here: more than " + most + " values."));
  return node;
}

function branch(name, value, depth, budget) {
  if (budget.left-- <= 0) return null;
  const label = name === "" ? null : el("span", "key", name + ": ");
  if (value === null || typeof value !== "object") return el("div", "leaf", label, el("span", "of-" + typeof value, typeof value === "string" ? value : String(value)));
  const entries = Object.entries(value);
  const isFlat = Array.isArray(value) && entries.every(([, item]) => item === null || typeof item !== "object") && value.join(", ").length < 60;
  if (isFlat) return el("div", "leaf", label, el("span", "of-array", "[" + value.join(", ") + "]"));
  const children = depth < 12 ? entries.map(([key, item]) => branch(key, item, depth + 1, budget)) : [el("div", "quiet", "…")];
  if (name === "") return el("div", "", children);
  const fold = el("details", "", el("summary", "", name, el("span", "quiet", " " + entries.length)), el("div", "twigs", children));
  fold.open = entries.length <= openUpTo && depth < 4;
  return fold;
}
