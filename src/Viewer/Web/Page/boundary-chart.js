// How far a policy reaches: success by value of an axis of difficulty, with its interval, and with what training drew from shaded.
import { el, section, select, labelled, svg } from "./dom.js";
import { number, count, share } from "./format.js";

const width = 340, height = 130, left = 34, right = 8, top = 14, bottom = 24;

/** The panel of a run; null where its end wrote no boundary. `axis` is the one that is asked for, `change` is told of another. */
export function boundaryPanel(run, axis, change) {
  const axes = [...new Set((run.boundary ?? []).map((point) => point.axis))];
  if (axes.length === 0) return null;
  const chosen = axes.includes(axis) ? axis : axes[0];
  const points = run.boundary.filter((point) => point.axis === chosen);
  return section("Boundary", "boundary", labelled("axis", select(axes.map((name) => [name, name]), chosen, change)), draw(chosen, points),
    el("p", "quiet", points.some((point) => point.trained) ? "Shaded and filled: values that training drew. Lines: 95 % intervals." : "Lines: 95 % intervals."));
}

function draw(axis, points) {
  const x = (at) => left + (at + 0.5) / points.length * (width - left - right), y = (success) => top + (1 - success) * (height - top - bottom);
  const half = (width - left - right) / points.length / 2;
  const levels = [0, 0.5, 1].flatMap((level) => [
    svg("line", { "class": level === 0.5 ? "half" : "edge", x1: left, x2: width - right, y1: y(level), y2: y(level) }),
    svg("text", { x: left - 5, y: y(level) + 3, "text-anchor": "end" }, share(level, 1))]);
  const trained = points.map((point, at) => point.trained ? svg("rect", { "class": "trained", x: x(at) - half, y: top, width: half * 2, height: height - top - bottom }) : null);
  const every = Math.ceil(points.length / 12);
  const names = points.map((point, at) => at % every === 0 ? svg("text", { x: x(at), y: height - bottom + 13, "text-anchor": "middle" }, number(point.value, 2)) : null);
  const marks = points.map((point, at) => svg("g", { "class": point.trained ? "in" : "out" },
    svg("line", { x1: x(at), x2: x(at), y1: y(point.low), y2: y(point.high) }), svg("circle", { cx: x(at), cy: y(point.success), r: 3.2 }), svg("title", {}, words(axis, point))));
  const node = svg("svg", { viewBox: "0 0 " + width + " " + height, role: "img", "aria-label": points.map((point) => words(axis, point)).join("; ") },
    trained, levels, svg("polyline", { points: points.map((point, at) => x(at) + "," + y(point.success)).join(" ") }), marks, names);
  return el("div", "boundary-plot", node);
}

function words(axis, point) {
  return axis + " " + number(point.value, 2) + ": " + share(point.success, 1) + " of " + count(point.episodes) + (point.trained ? ", trained on" : ", not trained on");
}
