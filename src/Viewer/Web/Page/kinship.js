// What an episode grew from, and what grew from it. Parents are claims of a record: they may name nothing, or the episode itself.
import { el, link } from "./dom.js";
import { href, episodeHref } from "./route.js";
import { count, counted } from "./format.js";

/** What the claim says, in words. */
export function originWords(parent) {
  return parent.turn > 0 ? "goes on from episode " + parent.episode + " after " + counted(parent.turn, "turn") : "made from episode " + parent.episode;
}

/** A short sign for lists; null for an episode that stands alone. */
export function originSign(parent) {
  if (!parent) return null;
  const node = el("span", "origin-sign num", (parent.turn > 0 ? "↱" : "↳") + "\u00a0" + parent.episode + (parent.turn > 0 ? "." + parent.turn : "") + " ");
  node.title = originWords(parent);
  node.setAttribute("aria-label", originWords(parent));
  node.setAttribute("role", "img");
  return node;
}

/** Links to what an episode grew from and to what grew from it; null for an episode without kin. */
export function kinship(run, episode) {
  const { parent, children = [], grown = 0 } = episode;
  if (!parent && grown === 0) return null;
  const node = el("nav", "kin row-of", "");
  node.setAttribute("aria-label", "Kin");
  if (parent) node.append(originNode(run, episode, parent));
  if (grown > 0) {
    node.append(el("span", "quiet", counted(grown, "episode grew", "episodes grew") + " from this one:"),
      el("span", "chips", children.map((pos) => link(episodeHref(run, pos), "chip", "at " + count(pos)))), link(href(["run", run], { parent: episode.episode }), "", "as a list"));
  }
  return node;
}

function originNode(run, episode, parent) {
  const sign = parent.turn > 0 ? "↱ " : "↳ ";
  if (parent.episode === episode.episode) return el("span", "bad", sign + originWords(parent) + ", which is itself");
  if (parent.pos === undefined) return el("span", "bad", sign + originWords(parent) + ", which is not in this run");
  // The state that it went on from is what was seen at the next turn there.
  return link(episodeHref(run, parent.pos, Math.max(1, parent.turn + 1)), "parent", sign + originWords(parent) + " (u)");
}
