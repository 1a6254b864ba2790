"use strict";
{
  const { h } = agentic;

  agentic.view({
    draw: (state, change) => h("label", { class: "field" }, "Text",
      h("input", {
        key: "text", value: state.value, autocomplete: "off", spellcheck: "false",
        oninput: (event) => change((s) => { s.value = event.target.value; }),
        onkeydown: (event) => {
          if (event.key === "Enter") change((s) => { s.entered = true; });
        },
      })),
    plan(state, { text }) {
      if (state.value !== text) return { fill: "text", text };
      return document.activeElement?.dataset.key === "text" ? { press: "Enter" } : { click: "text" };
    },
  });
}
