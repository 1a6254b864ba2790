// What an episode is: how it ended, what it was paid, its siblings, and, folded, its task and how to share it.
import { el, field, link } from "./dom.js";
import { href, episodeHref } from "./route.js";
import { number, seconds, counted, endClass, endSign, endWords, line, signs } from "./format.js";
import { plain, textNode } from "./long-text.js";
import { advantageNode } from "./episode-list.js";
import { partsNode } from "./turn-panel.js";
import { shareNode } from "./share.js";
import { kinship } from "./kinship.js";

/** The head of an episode's page. */
export function episodeHead(run, folder, episode) {
  const isFault = episode.end === "faulted";
  const place = { step: episode.update, phase: episode.phase };
  const paid = isFault ? el("span", "fault", "no return: a fault is not a result")
    : el("span", "", "return ", el("b", "num", (episode.returns ?? []).map((value) => number(value)).join(" / ")));
  const first = el("div", "row-of", el("h1", "", "Episode " + episode.episode), el("span", "badge " + endClass(episode.end), endSign(episode.end) + " " + endWords(episode.end)), paid,
    episode.advantage === null || episode.advantage === undefined ? null : el("span", "", el("span", "quiet", "advantage "), advantageNode(episode.advantage)),
    episode.phase ? el("span", "quiet num", episode.phase + " " + episode.update) : null,
    el("span", "quiet", counted(episode.turns, "turn")), episode.seconds ? el("span", "quiet num", seconds(episode.seconds)) : null,
    episode.guided > 0 ? el("span", "badge helped", "guided " + episode.guided + "×") : null, episode.retries > 0 ? el("span", "badge end-faulted", counted(episode.retries, "retry", "retries") + " before") : null);
  const siblings = el("nav", "siblings row-of", link(href(["run", run, "group", episode.group], place), "", "group " + episode.group), link(href(["run", run, "tree", episode.group], place), "", "tree"),
    el("span", "chips", (episode.siblings ?? []).slice(0, 64).map((pos, at) => {
      const node = link(episodeHref(run, pos), "chip" + (pos === episode.pos ? " on" : ""), pos === episode.pos ? "member " + episode.member : String(at));
      if (pos === episode.pos) node.setAttribute("aria-current", "true");
      return node;
    })));
  siblings.setAttribute("aria-label", "Siblings");
  const more = el("details", "", el("summary", "", el("bdi", "", line(episode.world)), " · ", el("bdi", "", line(episode.task)), " · seed " + episode.seed + " · " + episode.split + ": task, instruction, reward, share"));
  more.addEventListener("toggle", () => {
    if (!more.open || more.childElementCount > 1) return;
    more.append(el("div", "more-of", field("told", textNode(episode.instruction)), field("task", textNode(episode.state)), field("limits", el("span", "", episode.limits)), ...finals(episode), field("share", shareNode(folder, episode))));
  });
  const fault = episode.fault ? el("p", "fault-box", el("b", "", "⚡ fault: "), el("bdi", "", signs(plain(episode.fault)))) : null;
  first.append(siblings);
  return el("header", "episode-head panel", ...[first, kinship(run, episode), fault, more].filter((node) => node !== null));
}

function finals(episode) {
  if (episode.end === "faulted") return [];
  return (episode.final ?? []).map((parts, role) => field(episode.roles > 1 ? "role " + role : "paid", partsNode(parts), el("span", "quiet", " at the end; the rest by turn")));
}
