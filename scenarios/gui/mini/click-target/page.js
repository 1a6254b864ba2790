"use strict";
{
  const { h } = agentic;
  const colors = { red: "#d62828", blue: "#2456d6", green: "#1f9d3a", orange: "#f28c1b", purple: "#8a3ab9", black: "#222" };
  const outlines = {
    circle: { tag: "circle", cx: 50, cy: 50, r: 50 },
    square: { tag: "rect", x: 4, y: 4, width: 92, height: 92 },
    triangle: { tag: "polygon", points: "50,2 100,98 0,98" },
    diamond: { tag: "polygon", points: "50,0 100,50 50,100 0,50" },
  };

  agentic.view({
    draw: (state, change, { shapes, size }) => shapes.map((shape, i) => {
      const { tag, ...outline } = outlines[shape.shape];
      const hit = () => change((s) => { s.hit = i; });
      // A line that stands out from light and dark ground alike.
      const look = { fill: colors[shape.color], stroke: "#9aa", "stroke-width": state.hit === i ? 12 : 3 };
      return h("svg", { key: `shape-${i}`, class: "at", style: `left:${shape.x}px;top:${shape.y}px`, width: size, height: size, viewBox: "-3 -3 106 106", onclick: hit },
        h(tag, { ...outline, ...look }));
    }),
    plan: (state, { target }) => ({ click: `shape-${target}` }),
  });
}
