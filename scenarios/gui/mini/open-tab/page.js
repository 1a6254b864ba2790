"use strict";
{
  const { h } = agentic;

  agentic.view({
    draw: (state, change, { tabs }) => [
      h("div", { class: "tabs" }, tabs.map((_, i) => h("button", {
        key: `tab-${i}`, class: i === state.tab ? "tab open" : "tab", onclick: () => change((s) => { s.tab = i; }),
      }, `Tab ${i + 1}`))),
      tabs[state.tab].map((word) => h("button", { key: word, class: "link", onclick: () => change((s) => { s.hit = word; }) }, word)),
    ],
    plan: (state, { tab, wanted }) => ({ click: state.tab === tab ? wanted : `tab-${tab}` }),
  });
}
