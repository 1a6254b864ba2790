// The help: keys, what colours mean, and the commands that go on where the page ends.
import { el, button } from "./dom.js";

const keys = [
  ["Everywhere", [["?", "this help"], ["Esc", "one level up; out of a field"], ["Tab", "to the next control"], ["c", "compare runs or steps"]]],
  ["Run", [["f or /", "search and filter"], ["s, S", "next sort key; turn the order round"], ["↓ ↑ or j k", "through the rows"], ["Enter", "open the row"], ["PgDn, End", "further down the list"],
    ["l", "live tail on or off"], ["g, t", "group or tree of the row"]]],
  ["Episode", [["j, k", "next and previous turn"], ["n, p", "next and previous episode of the list"], ["Home, End", "first and last turn"], ["Space", "play and pause the frames"],
    ["m", "marks of clicks on or off"], ["i", "what colours the tokens"], ["x", "the whole transcript, or turn by turn"], ["g, t", "its group, its tree"], ["u", "what it grew from"]]],
  ["Tokens, charts", [["← →", "to the next token or point, with its numbers"], ["Enter", "on a chart: the episodes of that step"]]],
  ["Tree", [["← →", "to the parent, to a child"], ["↑ ↓", "among siblings and neighbours"], ["Enter", "open the episode there"]]],
];
const scales = [
  ["blue, ✓", "solved; advantage above 0; ratio above 1"], ["orange, ✗", "failed; advantage below 0; ratio below 1"], ["purple, hatched, ⚡", "a fault: no reward, in no group's statistics"],
  ["log-prob", "stronger orange: less likely, full at 3 nats"], ["entropy", "stronger blue: less decided, full at 3 nats"],
  ["advantage", "orange to blue, full at ±2"], ["ratio", "orange to blue, full at a factor of 2 either way"], ["mask", "blue ground: sampled, learnt from. Underlined: guidance or forced, not learnt from"],
  ["time", "blue policy, yellow world, grey queue"],
];
const commands = [
  ["agentic export RUN --episode N --format html --output FILE", "one episode as a file to share"],
  ["agentic export RUN --episode N --format apng --output FILE", "as an animated picture"],
  ["agentic play WORLD", "play a world by hand"],
  ["agentic watch RUN --terminal", "the same walk over ssh"],
  ["agentic replay RUN --verify", "prove that a record plays again to the same bytes"],
];

/** Opens the help over the page. */
export function showHelp() {
  const dialog = el("dialog", "");
  dialog.setAttribute("aria-label", "Help");
  dialog.append(
    el("div", "row-of", el("h1", "", "Help"), button("", "close", "Esc closes it", () => dialog.close())),
    el("div", "help", ...keys.map(([title, rows]) => group(title, rows, (key) => el("kbd", "", key))),
      group("Colours", scales, (name) => name)),
    el("h2", "", "Commands"), el("table", "", el("tbody", "", commands.map(([command, words]) => el("tr", "", el("td", "", el("code", "", command)), el("td", "quiet", words))))));
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

function group(title, rows, mark) {
  return el("section", "", el("h2", "", title), el("dl", "", rows.flatMap(([name, words]) => [el("dt", "", mark(name)), el("dd", "", words)])));
}
