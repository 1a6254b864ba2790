"use strict";
{
  const { h } = agentic;

  agentic.view({
    draw: (state, change, { items }) => h("div", { key: "list", class: "list", "data-scroll": true },
      items.map((item) => h("button", { key: item, class: "item", onclick: () => change((s) => { s.hit = item; }) }, item))),
    plan: (state, { wanted }) => ({ click: wanted }),
  });
}
