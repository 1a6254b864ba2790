"use strict";
{
  const { h } = agentic;

  agentic.view({
    draw: (state, change, { tiles }) => tiles.map(({ number, x, y }) => h("button", {
      key: `tile-${number}`, class: "at", style: `left:${x}px;top:${y}px;width:34px;height:26px`, disabled: state.clicked.includes(number),
      onclick: () => change((s) => { s.clicked.push(number); }),
    }, number)),
    plan: (state, { tiles }) => ({ click: `tile-${Math.min(...tiles.map((tile) => tile.number).filter((number) => !state.clicked.includes(number)))}` }),
  });
}
