"use strict";
{
  const { h } = agentic;

  agentic.view({
    draw: (state, change, { entries }) => [
      h("select", { key: "list", class: "wide", value: state.chosen, onchange: (event) => change((s) => { s.chosen = event.target.value; }) },
        entries.map((entry) => h("option", { value: entry }, entry))),
      h("button", { key: "submit", class: "submit", onclick: () => change((s) => { s.submitted = true; }) }, "Submit"),
    ],
    plan: (state, { wanted }) => (state.chosen === wanted ? { click: "submit" } : { select: "list", text: wanted }),
  });
}
