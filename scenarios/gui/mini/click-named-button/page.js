"use strict";
{
  const { h } = agentic;

  agentic.view({
    draw: (state, change, { buttons }) => buttons.map(({ name, x, y }) => h("button", {
      key: name, class: "at", style: `left:${x}px;top:${y}px;width:66px;height:22px`, onclick: () => change((s) => { s.hit = name; }),
    }, name)),
    plan: (state, { wanted }) => ({ click: wanted }),
  });
}
