"use strict";
{
  const { h } = agentic;
  const isGreen = (state, { grey, green }) => state.ticks % (grey + green) >= grey;

  agentic.view({
    tick: agentic.tick,
    onTick: (state) => { state.ticks += 1; },
    draw: (state, change, instance) => h("button", {
      key: "button", class: isGreen(state, instance) ? "at live" : "at idle", style: `left:${instance.x}px;top:${instance.y}px`,
      onclick: () => change((s) => { s.pressed = s.ticks; }),
    }, isGreen(state, instance) ? "GO" : "WAIT"),
    plan: (state, instance) => (isGreen(state, instance) ? { click: "button" } : { wait: 100 }),
  });
}
