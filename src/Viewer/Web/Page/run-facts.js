// What a run came to: its numbers, how episodes ended, success by difficulty, where the time went, its steps, its scenario.
import { el, button, section, select, labelled } from "./dom.js";
import { count, number, share, seconds, endNames, endClass, endSign, endWords, nothing } from "./format.js";

/** The line of numbers at the top. */
export function headline(run) {
  const judged = run.episodes - run.damaged - run.faulted;
  const numbers = [
    ["episodes", count(run.episodes)], ["solved", share(run.solved, judged), count(run.solved) + " of " + count(judged) + ": faults and damaged records are not among them"],
    ["mean return", number(run.mean_return), "over episodes that did not fault"], ["faulted", count(run.faulted), "shown, counted, in no statistics"],
    ["updates", count(run.updates ?? Math.max(0, ...run.steps.filter((step) => step.phase === "train").map((step) => step.step)))],
    ...(run.damaged > 0 ? [["damaged records", count(run.damaged)]] : []), ...(run.torn_bytes > 0 ? [["torn tail", count(run.torn_bytes) + " bytes", "a record that is being written, or was cut off"]] : []),
  ];
  return el("dl", "headline", numbers.map(([name, value, tip]) => {
    const node = el("div", name === "faulted" && run.faulted > 0 ? "has-faults" : "", el("dt", "", name), el("dd", "num", value));
    if (tip) node.title = tip;
    return node;
  }));
}

/** How episodes ended; each bar is a filter. */
export function endsPanel(run, choose) {
  const known = endNames.filter((end) => run.ends[end] > 0);
  const all = [...known, ...Object.keys(run.ends).filter((end) => !endNames.includes(end))];
  const most = Math.max(1, ...all.map((end) => run.ends[end]));
  return section("How episodes ended", "ends", ...all.map((end) => {
    const bar = el("span", "bar " + endClass(end), "");
    bar.style.width = run.ends[end] / most * 100 + "%";
    const row = button("bar-row", "", "only " + endWords(end), () => choose(end));
    row.append(el("span", "", endSign(end) + " " + endWords(end)), el("span", "bar-space", bar), el("span", "num", count(run.ends[end])), el("span", "num quiet", share(run.ends[end], run.episodes)));
    return row;
  }), run.faulted > 0 ? el("p", "quiet", "A fault is no result: it has no return and enters no mean.") : null);
}

/** Success along an axis of difficulty. */
export function successPanel(run, axis, change) {
  const axes = axesOf(run);
  if (axes.length === 0) return null;
  const chosen = axes.find(([name]) => name === axis) ?? axes[0];
  const rows = chosen[1].map(({ value, episodes, solved }) => {
    const bar = el("span", "bar end-solved", "");
    bar.style.width = (episodes > 0 ? solved / episodes * 100 : 0) + "%";
    return el("div", "bar-row", el("span", "num", number(value)), el("span", "bar-space", bar), el("span", "num", share(solved, episodes)), el("span", "num quiet", count(solved) + "/" + count(episodes)));
  });
  return section("Success by difficulty", "success", labelled("axis", select(axes.map(([name]) => [name, name]), chosen[0], change)), el("div", "bars", ...rows),
    run.sampled !== undefined && run.sampled < run.episodes ? el("p", "quiet", "from " + count(run.sampled) + " of " + count(run.episodes) + " episodes") : null);
}

function axesOf(run) {
  const given = run.difficulty ?? {};
  // An axis with a single value says nothing; one that is all different says too much.
  const all = Object.entries(given).filter(([, values]) => Array.isArray(values) && values.length > 0);
  const telling = all.filter(([, values]) => values.length > 1 && values.length <= 40);
  // What a task was made with comes before what was measured on it.
  const isWhole = ([, values]) => values.every(({ value }) => Number.isInteger(value));
  return telling.length > 0 ? [...telling.filter(isWhole), ...telling.filter((axis) => !isWhole(axis))] : all.slice(0, 1);
}

/** Where the time went. */
export function timePanel(run) {
  if (!run.seconds) return null;
  const { policy, world, queue, episodes } = run.seconds, all = policy + world + queue;
  const names = [["policy", policy], ["world", world], ["queue", queue]];
  const bar = el("div", "time-bar", names.map(([name, value]) => {
    const part = el("span", "time-" + name, "");
    part.style.flexGrow = all > 0 ? value / all : 0;
    part.title = name + " " + seconds(value);
    return part;
  }));
  return section("Where the time went", "times", bar,
    el("div", "row-of", names.map(([name, value]) => el("span", "key time-" + name, name + " ", el("b", "num", share(value, all)), el("span", "quiet num", "  " + seconds(value))))),
    el("p", "quiet", "summed over " + count(episodes) + " episodes, which wait side by side"));
}

/** The steps of a run; each leads to its episodes, group by group. */
export function stepsPanel(run, chosen, choose) {
  if (!run.has_learning && run.steps.length < 2) return null;
  const rows = run.steps.slice(-stepsShown).reverse().map((step) => {
    const isChosen = String(step.step) === chosen.step && step.phase === chosen.phase;
    const name = button("", step.phase + " " + step.step, "only the episodes of this step", () => choose(isChosen ? { step: null, phase: null } : { step: step.step, phase: step.phase }));
    name.setAttribute("aria-pressed", String(isChosen));
    return el("tr", "", el("td", "", name), cell(count(step.groups)), cell(count(step.episodes)), cell(share(step.solved, step.episodes - step.faulted)), cell(number(step.mean_return)), cell(step.faulted > 0 ? count(step.faulted) : nothing));
  });
  const head = el("thead", "", el("tr", "", el("th", "", "step"), ...["groups", "episodes", "solved", "return", "faulted"].map((name) => el("th", "n", name))));
  return section("Steps", "steps", el("div", "steps-scroll", el("table", "", head, el("tbody", "", rows))),
    run.steps.length > stepsShown ? el("p", "quiet", "the last " + stepsShown + " of " + count(run.steps.length) + "; the filters take any") : null);
}

const stepsShown = 200;

function cell(text) {
  return el("td", "n", text);
}

/** The scenario as it was resolved. */
export function scenarioPanel(run) {
  return run.scenario ? el("details", "panel scenario", el("summary", "", "Scenario, with every value in force"), el("pre", "", run.scenario)) : null;
}
