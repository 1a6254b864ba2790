// Commands and what they said, the lines that were changed as far as they had been looked at, and the tests before and after.
import { el } from "./dom.js";
import { plain } from "./long-text.js";

const most = 400, command = /^(view|edit|insert|delete) (\S+)(?: ([1-9][0-9]*))?(?: (.*))?$/s, shown = /^([1-9][0-9]*) ?(.*)$/, graded = /^(fail|pass) -> (pass|fail|skip) {2}(.+)$/;

export function codeBoard(state, episode) {
  const log = el("div", "code-log"), diff = el("div", "code-diff"), tests = el("div", "code-tests");
  return {
    node: el("div", "", el("p", "label", "Changed lines"), diff, el("p", "label", "Tests"), tests, el("p", "label", "Commands"), log),
    show(turns) {
      log.replaceChildren(...turns.slice(-most).map((turn, at, all) => said(turn, all[at + 1])));
      const changed = changes(turns.slice(0, -1));
      diff.replaceChildren(...changed.length > 0 ? changed.slice(-most) : [el("p", "quiet", "None yet.")]);
      tests.replaceChildren(...matrix(episode, turns.at(-1)));
    },
  };
}

// A command, and its output, which is what the next turn saw; lines of a diff are coloured.
function said(turn, next) {
  const output = next ? results(next).map((part) => plain(part.text)).join("\n") : "";
  return el("div", "code-turn" + (turn.legal ? "" : " bad"), el("pre", "code-command", plain(turn.action ?? turn.text)),
    output === "" ? null : el("pre", "code-output", ...output.split("\n", 200).map((line) => el("span", kind(line), line + "\n"))));
}

function kind(line) {
  return /^\+(?!\+\+)/.test(line) ? "added" : /^-(?!--)/.test(line) ? "removed" : /^(FAIL|ERROR|FAILED)\b/.test(line) ? "bad" : "";
}

const results = (turn) => turn.observation.filter((part) => part.tool !== undefined && part.text !== undefined);

// What the small tools changed, from what they were told and from what had been shown before: the record holds no tree.
function changes(turns) {
  const files = new Map(), found = [];
  turns.forEach((turn, at) => {
    const [, tool, path, number, text = ""] = command.exec(turn.legal && turn.action !== null ? plain(turn.action) : "") ?? [];
    if (!tool) return;
    if (!files.has(path)) files.set(path, new Map());
    const lines = files.get(path), place = Number(number);
    if (tool === "view") {
      const seen = turns[at + 1] ?? null;
      for (const line of seen ? results(seen).flatMap((part) => plain(part.text).split("\n", 1000)) : []) {
        const [, row, words] = shown.exec(line) ?? [];
        if (row) lines.set(Number(row), words);
      }
      return;
    }
    const row = (sign, words) => el("pre", sign === "+" ? "added" : "removed", path + ":" + place + " " + sign + " " + words);
    if (tool !== "insert") found.push(row("-", lines.get(place) ?? "(not looked at)"));
    if (tool !== "delete") found.push(row("+", text));
    if (tool === "edit") lines.set(place, text);
    else files.set(path, moved(lines, tool === "insert" ? place + 1 : place, tool, text));
  });
  return found;
}

// Lines below one that came or went have another number.
function moved(lines, place, tool, text) {
  const by = tool === "insert" ? 1 : -1;
  const kept = [...lines].filter(([row]) => tool === "insert" || row !== place).map(([row, words]) => [row >= place ? row + by : row, words]);
  return new Map(tool === "insert" ? [...kept, [place, text]] : kept);
}

// The tests, before and after: by name once they are graded, which is what the last turn is told. Before that a record counts them.
function matrix(episode, last) {
  const named = plain(last?.feedback).split("\n", most).map((line) => graded.exec(line)).filter((found) => found !== null);
  if (named.length === 0) return counted(episode, last);
  return [table(named.map(([, before, after, name]) => el("tr", "", el("th", "", name), el("td", "", mark(before)), el("td", "", mark(after)))))];
}

const table = (rows) => el("table", "", el("thead", "", el("tr", "", ["", "before", "after"].map((words) => el("th", "", words)))), el("tbody", "", rows));

function mark(word) {
  return el("span", "code-marks", el("i", word), " " + word);
}

// Those that the bug breaks and those that it does not. Which of a row's marks passed is not told, so those that did come first.
function counted(episode, last) {
  const { tests, failing } = episode.features ?? {};
  const part = (name) => (last?.parts ?? []).find(([other]) => other === name)?.[1];
  if (![tests, failing].every(Number.isInteger) || failing > tests || tests > most) return [el("p", "quiet", "The record counts no tests.")];
  const row = (words, count, before, share) => el("tr", "", el("th", "", words), el("td", "", marks(count, before)),
    el("td", "", typeof share === "number" ? marks(count, Math.round(share * count)) : el("span", "quiet", "not graded")));
  return [table([row("broken by the bug", failing, 0, part("repaired")), row("the others", tests - failing, tests - failing, part("kept"))])];
}

function marks(count, passed) {
  const node = el("span", "code-marks", ...Array.from({ length: count }, (_, at) => el("i", at < passed ? "pass" : "fail")), " " + passed + " of " + count);
  node.setAttribute("aria-label", passed + " of " + count + " pass");
  return node;
}
