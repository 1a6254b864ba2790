"use strict";
{
  const { h } = agentic;

  agentic.view({
    draw: (state, change, { labels }) => [
      labels.map((label) => h("label", { class: "row" },
        h("input", {
          type: "checkbox", key: label, checked: state.checked.includes(label),
          onchange: () => change((s) => {
            s.checked = labels.filter((other) => s.checked.includes(other) !== (other === label));
          }),
        }), label)),
      h("button", { key: "submit", class: "submit", onclick: () => change((s) => { s.submitted = true; }) }, "Submit"),
    ],
    plan(state, { labels, wanted }) {
      const wrong = labels.find((label) => state.checked.includes(label) !== wanted.includes(label));
      return { click: wrong ?? "submit" };
    },
  });
}
