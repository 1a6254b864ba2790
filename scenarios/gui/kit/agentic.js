"use strict";
// Plays one task in the page: start, status, next, goal. No storage, no network; time only through timers, so that a virtual clock rules it.
//
// A page calls agentic.view({draw(state, change, instance), plan(state, instance, template), tick, onTick(state, instance)}) once:
// `draw` describes the elements of a state, `plan` says what to do next as an intent (hand.js), `tick` is a period in milliseconds.
{
  let view = null;
  let task = null;
  let timer = null;

  const root = () => document.getElementById("area") ?? document.getElementById("app");

  const stop = () => {
    clearInterval(timer);
    timer = null;
  };

  const redraw = () => agentic.draw(root(), view.draw(task.state, change, task.instance));

  const judged = () => task.template.judge(task.instance, agentic.copy(task.state));

  /** The only way in which the state changes; after the end nothing does. */
  const change = (mutate) => {
    if (!task.ended) {
      mutate(task.state);
      const verdict = judged();
      task.ended = verdict.done;
      if (task.ended) stop();
      redraw();
      if (task.ended) agentic.onEnd?.(verdict);
    } else redraw();
  };

  /** Which element has the keyboard, and what is selected in it. */
  const focus = () => {
    const element = document.activeElement?.closest("[data-key]");
    if (!element) return undefined;
    const isText = element.matches("input:not([type=checkbox]):not([type=radio]), textarea");
    return isText
      ? { key: element.dataset.key, from: element.selectionStart, to: element.selectionEnd }
      : { key: element.dataset.key };
  };

  const scrolled = () => {
    const tops = {};
    for (const element of document.querySelectorAll("[data-scroll]")) {
      if (element.scrollTop > 0) tops[element.dataset.key] = Math.round(element.scrollTop);
    }
    return Object.keys(tops).length > 0 ? tops : undefined;
  };

  /** Registers what the page looks like and how its tasks are solved. */
  agentic.view = (description) => {
    view = description;
  };

  /** Draws a task anew; nothing of the task before remains. */
  agentic.start = (templateName, instanceText, theme) => {
    stop();
    agentic.letGo?.();
    agentic.onStart?.();
    const template = agentic.template(templateName);
    const instance = JSON.parse(instanceText);
    task = { templateName, template, instance, state: template.begin(instance), ended: false };
    document.documentElement.dataset.theme = theme ?? "light";
    document.activeElement?.blur();
    getSelection()?.removeAllRanges();
    root().replaceChildren();
    root().scrollTo(0, 0);
    scrollTo(0, 0);
    const query = document.getElementById("query");
    if (query) query.textContent = template.goal(instance);
    redraw();
    if (view.tick) timer = setInterval(() => change((state) => view.onTick(state, task.instance)), view.tick);
  };

  /** Where the task stands: `state` is canonical text of all that matters, `done`, `success` and `parts` are the module's verdict on it. */
  agentic.status = () => {
    const verdict = judged();
    const state = agentic.canonical({ ...task.state, focus: focus(), scroll: scrolled() });
    return { state, done: verdict.done, success: verdict.success, parts: verdict.parts ?? {} };
  };

  /** The oracle's next real action from here, in page pixels; null when nothing can succeed any more, or all is done. */
  agentic.next = () => {
    if (task.ended) return null;
    const intent = view.plan(agentic.copy(task.state), task.instance, task.template);
    return intent ? agentic.act(intent) : null;
  };

  /** The instruction. */
  agentic.goal = () => task.template.goal(task.instance);
}
