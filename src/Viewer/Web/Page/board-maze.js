// A maze: its walls, where the agent went, where it stands, and how far it sees.
import { el, svg } from "./dom.js";
import { plain } from "./long-text.js";

const cell = 20;
const moves = { up: [-1, 0, 1, 4], right: [0, 1, 2, 8], down: [1, 0, 4, 1], left: [0, -1, 8, 2] };

export function mazeBoard(state) {
  const size = state.rows.length, open = state.rows.map((row) => [...row].map((digit) => Number.parseInt(digit, 16)));
  if (!(size >= 1 && size <= 64) || open.some((row) => row.length !== size || row.some(Number.isNaN))) throw new Error("not a maze");
  const drawing = svg("svg", { "class": "maze", viewBox: "-1 -1 " + (size * cell + 2) + " " + (size * cell + 2), role: "img" });
  const seen = svg("g", {}), path = svg("polyline", { "class": "path", points: "" }), agent = svg("circle", { "class": "agent", r: cell * 0.28 });
  const centre = ([row, column]) => [column * cell + cell / 2, row * cell + cell / 2];
  const [gx, gy] = centre(state.goal), [sx, sy] = centre(state.start);
  drawing.append(svg("rect", { "class": "floor", x: 0, y: 0, width: size * cell, height: size * cell }), seen,
    svg("rect", { "class": "goal", x: gx - cell * 0.34, y: gy - cell * 0.34, width: cell * 0.68, height: cell * 0.68 }),
    svg("circle", { "class": "start", cx: sx, cy: sy, r: cell * 0.16 }), path, ...walls(open, size), agent);
  const words = el("p", "quiet num", "");
  return {
    node: el("div", "", drawing, words),
    show(turns) {
      const walked = walk(open, state.start, turns.slice(0, -1));
      const [ax, ay] = centre(walked.at(-1));
      path.setAttribute("points", walked.map((place) => centre(place).join(",")).join(" "));
      agent.setAttribute("cx", ax);
      agent.setAttribute("cy", ay);
      const view = state.view ?? size, [row, column] = walked.at(-1);
      seen.replaceChildren(...(view >= size - 1 ? [] : [svg("rect", { "class": "seen", x: Math.max(0, column - view) * cell, y: Math.max(0, row - view) * cell,
        width: (Math.min(size - 1, column + view) - Math.max(0, column - view) + 1) * cell, height: (Math.min(size - 1, row + view) - Math.max(0, row - view) + 1) * cell })]));
      words.textContent = size + " × " + size + " · at row " + row + ", column " + column + " after " + (walked.length - 1) + " moves · goal at row " + state.goal[0] + ", column " + state.goal[1];
      drawing.setAttribute("aria-label", "maze, " + words.textContent);
    },
  };
}

// A move into a wall changes nothing; an answer may hold a whole path.
function walk(open, start, turns) {
  const places = [start];
  for (const turn of turns) {
    for (const word of plain(turn.action).toLowerCase().split(/[^a-z]+/)) {
      const move = Object.hasOwn(moves, word) ? moves[word] : null, [row, column] = places.at(-1);
      if (move && (open[row][column] & move[2]) !== 0) places.push([row + move[0], column + move[1]]);
    }
  }
  return places;
}

function walls(open, size) {
  const lines = [svg("rect", { "class": "wall", x: 0, y: 0, width: size * cell, height: size * cell })];
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const x = column * cell, y = row * cell;
      if (column < size - 1 && (open[row][column] & moves.right[2]) === 0) lines.push(svg("line", { "class": "wall", x1: x + cell, y1: y, x2: x + cell, y2: y + cell }));
      if (row < size - 1 && (open[row][column] & moves.down[2]) === 0) lines.push(svg("line", { "class": "wall", x1: x, y1: y + cell, x2: x + cell, y2: y + cell }));
    }
  }
  return lines;
}
