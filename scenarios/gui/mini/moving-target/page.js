"use strict";
{
  const { h } = agentic;

  agentic.view({
    tick: 50,
    onTick: (state) => { state.ticks += 1; },
    draw(state, change, instance) {
      const disc = agentic.discAt(instance, state.ticks);
      const { radius } = instance;
      const click = (event) => change((s) => { s.clicked = { x: Math.round(event.clientX), y: Math.round(event.clientY - 50), ticks: s.ticks }; });
      return h("div", { class: "ground", onmousedown: click },
        h("svg", { key: "disc", class: "at", style: `left:${disc.x - radius}px;top:${disc.y - radius}px`, width: 2 * radius, height: 2 * radius },
          h("circle", { cx: radius, cy: radius, r: radius - 1, fill: "#d62828", stroke: "#9aa" })));
    },
    plan: () => ({ click: "disc" }),
  });
}
