"use strict";
{
  const { h } = agentic;

  agentic.view({
    draw: (state, change, { labels }) => [
      labels.map((label) => h("label", { class: "field" }, label,
        h("input", {
          key: label, value: state.values[label] ?? "", autocomplete: "off", spellcheck: "false",
          oninput: (event) => change((s) => {
            if (event.target.value === "") delete s.values[label];
            else s.values[label] = event.target.value;
          }),
        }))),
      h("button", { key: "submit", class: "submit", onclick: () => change((s) => { s.submitted = true; }) }, "Submit"),
    ],
    plan(state, { labels, field, text }) {
      const wanted = (label) => (label === field ? text : "");
      const wrong = labels.find((label) => (state.values[label] ?? "") !== wanted(label));
      return wrong ? { fill: wrong, text: wanted(wrong) } : { click: "submit" };
    },
  });
}
