"use strict";
{
  const { h } = agentic;
  const side = 20;
  const colors = { red: "#e07070", blue: "#7aa2ee", green: "#74c98a", yellow: "#ecd665", purple: "#b98ad8" };

  const place = (state, { places, size }) => places.find(({ x, y }) => {
    const middleX = state.box.x + side / 2, middleY = state.box.y + side / 2;
    return middleX >= x && middleX < x + size && middleY >= y && middleY < y + size;
  });

  agentic.view({
    draw: (state, change, instance) => [
      instance.places.map(({ color, x, y }) => h("div", {
        key: color, class: "at place", style: `left:${x}px;top:${y}px;width:${instance.size}px;height:${instance.size}px;background:${colors[color]}`,
      })),
      h("div", {
        key: "box", class: "at box", style: `left:${state.box.x}px;top:${state.box.y}px`,
        onmousedown: agentic.dragging((at, isDrop) => change((s) => {
          s.box = { x: Math.min(160 - side, Math.max(0, at.x)), y: Math.min(160 - side, Math.max(0, at.y)) };
          if (isDrop) s.on = place(s, instance)?.color ?? null;
        }), () => state.box),
      }),
    ],
    plan: (state, { wanted }) => ({ drag: "box", to: wanted }),
  });
}
