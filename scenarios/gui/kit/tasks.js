"use strict";
// The page's tasks, as pure functions from and to text. The same code makes and judges tasks outside the browser.
//
// A template is {about, turns, axes, chance(instance), generate(random, axes), goal(instance), begin(instance), judge(instance, state)}:
// `axes` maps a name to {min, max, easy, about} (whole numbers, larger is harder), `turns` is enough for a solution from the start,
// `open` names the objects of an instance whose keys vary ("the instance.params.values"),
// `chance` bounds the success of blind clicking and typing within them, `begin` gives the state before the first action.
globalThis.agentic = globalThis.agentic ?? {};
{
  let page = null;
  const samples = {};

  const templateOf = (name) => {
    if (!page) throw new Error("no module has called agentic.page({…})");
    const template = Object.hasOwn(page.templates, name) ? page.templates[name] : null;
    if (!template) throw new Error(`page '${page.name}' has no template '${name}'; it has: ${Object.keys(page.templates).join(", ")}`);
    return template;
  };

  /** Declares the page: {name, title, width, height, themes, templates}. Called once, by the page's task module. */
  agentic.page = (description) => {
    page = description;
  };

  /** The template of that name; a page with a single task has one named "". */
  agentic.template = templateOf;

  /** What the page offers, as text. */
  agentic.describe = () => {
    if (!page) throw new Error("no module has called agentic.page({…})");
    const templates = Object.entries(page.templates ?? {}).map(([name, template]) => ({
      name,
      about: template.about,
      turns: template.turns,
      axes: Object.entries(template.axes ?? {}).map(([axis, range]) => ({ name: axis, ...range })),
    }));
    return agentic.canonical({
      name: page.name, title: page.title, width: page.width, height: page.height, themes: page.themes ?? ["light"], templates,
    });
  };

  /** The instance of a seed, as canonical text. `axesText` maps names to whole numbers; an absent one is at its easiest. */
  agentic.generate = (name, seed, axesText) => {
    const template = templateOf(name);
    const axes = JSON.parse(axesText);
    const values = {};
    for (const [axis, range] of Object.entries(template.axes ?? {})) {
      values[axis] = Math.min(range.max, Math.max(range.min, Math.round(axes[axis] ?? range.easy)));
    }
    return agentic.canonical(template.generate(agentic.random(seed, `${page.name}/${name}`), values));
  };

  /** Reads an instance and refuses one that cannot be played: gives its canonical text, the goal, the chance level and the first state. */
  agentic.read = (name, instanceText) => {
    const template = templateOf(name);
    const instance = JSON.parse(instanceText);
    samples[name] ??= JSON.parse(agentic.generate(name, "0", "{}"));
    const misfit = agentic.misfit(instance, samples[name], "the instance", template.open ?? []);
    if (misfit) throw new Error(misfit);
    const state = template.begin(instance);
    const verdict = template.judge(instance, state);
    if (verdict.done) throw new Error("the task has ended before its first action");
    return agentic.canonical({
      instance: agentic.canonical(instance),
      goal: template.goal(instance),
      chance: template.chance(instance),
      state: agentic.canonical(state),
    });
  };

  /** The verdict on a state: {done, success, parts}, as text. */
  agentic.judge = (name, instanceText, stateText) => {
    const verdict = templateOf(name).judge(JSON.parse(instanceText), JSON.parse(stateText));
    return agentic.canonical({ done: verdict.done, success: verdict.success, parts: verdict.parts ?? {} });
  };
}
