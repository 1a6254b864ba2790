// A number line: where one stands and where one should be.
import { el, svg } from "./dom.js";
import { plain } from "./long-text.js";

export function numberLineBoard(state) {
  const { max, target, current } = state;
  if (!(Number.isInteger(max) && max > 0 && max <= 10000)) throw new Error("not a number line");
  const x = (value) => 20 + value / max * 360;
  const here = svg("circle", { "class": "agent", cy: 30, r: 8 });
  const every = Math.max(1, Math.ceil(max / 10));
  const ticks = [];
  for (let value = 0; value <= max; value += every) ticks.push(svg("line", { "class": "wall", x1: x(value), x2: x(value), y1: 25, y2: 35 }), svg("text", { x: x(value), y: 52, "text-anchor": "middle" }, String(value)));
  const drawing = svg("svg", { "class": "number-line", viewBox: "0 0 400 60", role: "img" }, svg("line", { "class": "wall", x1: x(0), x2: x(max), y1: 30, y2: 30 }), ...ticks,
    svg("rect", { "class": "goal", x: x(target) - 7, y: 23, width: 14, height: 14 }), here);
  const words = el("p", "quiet num", "");
  return {
    node: el("div", "", drawing, words),
    show(turns) {
      const at = turns.slice(0, -1).reduce((value, turn) => Math.max(0, Math.min(max, value + ({ "+": 1, "-": -1 }[plain(turn.action)] ?? 0))), current);
      here.setAttribute("cx", x(at));
      words.textContent = "at " + at + ", target " + target + ", 0 to " + max;
      drawing.setAttribute("aria-label", "number line: " + words.textContent);
    },
  };
}
