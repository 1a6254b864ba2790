// One turn in words: what was seen, said, understood, answered and paid.
import { el, field } from "./dom.js";
import { number, seconds, counted } from "./format.js";
import { textNode } from "./long-text.js";

/** The parts of a reward; a weight of 0 makes a part a metric. */
export function partsNode(parts) {
  if (parts.length === 0) return el("span", "quiet", "nothing");
  return el("span", "parts", parts.map(([name, value, weight]) => {
    const node = el("span", weight === 0 ? "part metric" : "part", name + " ", el("b", "num", number(value)), weight === 0 || weight === null ? null : el("span", "quiet num", " × " + number(weight)));
    node.title = weight === 0 ? "a metric: it pays nothing" : number(value) + " × " + number(weight) + " = " + number(value * weight);
    return node;
  }));
}

/** What an observation says in words. */
function observationNodes(turn) {
  return turn.observation.filter((part) => !part.image).map((part) => part.guidance ? el("div", "tool", el("b", "", "help"), textNode(part.text))
    : part.tool === undefined ? textNode(part.text)
    : el("div", "tool", el("b", "", part.tool), textNode(part.text)));
}

/** Whether something in the turn was put there to help. */
function helpOf(turn) {
  const help = (turn.context ?? []).filter((segment) => segment.origin === "guidance");
  return help.length === 0 ? null : counted(help.reduce((sum, segment) => sum + segment.count, 0), "token");
}

/** The fields of a turn; `tokens` stands between what was said and what was understood. */
export function turnFields(turn, roles, tokens = null) {
  const seen = observationNodes(turn), help = helpOf(turn);
  return [
    seen.length > 0 ? field("sees", ...seen) : null,
    help !== null ? field("guided", el("span", "badge helped", "helped"), el("span", "quiet", " " + help + " of guidance: not the policy's own, not learnt from")) : null,
    field("says", textNode(turn.text, "text said")),
    tokens,
    field("does", turn.action === null ? el("span", "bad", "✗ not understood; the world did not change") : textNode(turn.action, "text action"),
      turn.action !== null && !turn.legal ? el("span", "bad", "✗ not allowed here") : null),
    turn.feedback !== null && turn.feedback !== undefined ? field("is told", textNode(turn.feedback)) : null,
    field("earns", partsNode(turn.parts), el("span", "quiet num", " · score " + number(turn.score) + " · running " + number(turn.running))),
    turn.seconds ? field("took", el("span", "num", "policy " + seconds(turn.seconds[0]) + " · world " + seconds(turn.seconds[1]) + " · queue " + seconds(turn.seconds[2]))) : null,
    el("p", "quiet state-line", (roles > 1 ? "role " + turn.role + " · " : "") + "state " + turn.state),
  ];
}
