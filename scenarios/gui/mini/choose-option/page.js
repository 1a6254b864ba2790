"use strict";
{
  const { h } = agentic;

  agentic.view({
    draw: (state, change, { options }) => [
      options.map((option) => h("label", { class: "row" },
        h("input", {
          type: "radio", name: "option", key: option, checked: state.chosen === option, onchange: () => change((s) => { s.chosen = option; }),
        }), option)),
      h("button", { key: "submit", class: "submit", onclick: () => change((s) => { s.submitted = true; }) }, "Submit"),
    ],
    plan: (state, { wanted }) => ({ click: state.chosen === wanted ? "submit" : wanted }),
  });
}
