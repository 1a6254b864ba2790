// Discs in columns: who has which, which fell last, and where the next one is about to fall.
import { el, svg } from "./dom.js";
import { plain } from "./long-text.js";

const cell = 24, largest = 16, sides = ["first", "second"];

export function connectBoard(state) {
  const { rows, columns, line, opening } = state;
  const isSize = (value) => Number.isInteger(value) && value >= 1 && value <= largest;
  if (![rows, columns, line].every(isSize) || !Array.isArray(opening)) throw new Error("not a board of columns");
  const start = drop([], opening.map(String), columns, rows);
  if (start.length !== opening.length) throw new Error("not an opening");
  const middle = ({ column, row }) => ({ cx: column * cell + cell / 2, cy: (rows - 1 - row) * cell + cell / 2 });
  const discs = svg("g", {}), holes = [];
  for (let column = 0; column < columns; column++) {
    for (let row = 0; row < rows; row++) holes.push(svg("circle", { "class": "hole", ...middle({ column, row }), r: cell * 0.4 }));
  }
  const drawing = svg("svg", { "class": "connect", viewBox: "-1 -1 " + (columns * cell + 2) + " " + (rows * cell + 2), role: "img" },
    svg("rect", { "class": "floor", x: 0, y: 0, width: columns * cell, height: rows * cell, rx: 3 }), ...holes, discs);
  const words = el("p", "quiet num", "");
  return {
    node: el("div", "", drawing, words),
    show(turns) {
      const said = turns.filter((turn) => turn.legal && turn.action !== null).map((turn) => plain(turn.action));
      const isNext = turns.length > 0 && turns.at(-1).legal && turns.at(-1).action !== null, before = isNext ? said.slice(0, -1) : said;
      const lying = drop(start, before, columns, rows), next = isNext ? drop(lying, said.slice(-1), columns, rows).at(lying.length) : undefined;
      discs.replaceChildren(
        ...lying.map((disc, at) => svg("circle", { "class": "disc " + sides[at % 2] + (at === lying.length - 1 ? " last" : ""), ...middle(disc), r: cell * 0.36 })),
        ...(next ? [svg("circle", { "class": "disc next " + sides[lying.length % 2], ...middle(next), r: cell * 0.36 })] : []));
      words.textContent = sides[lying.length % 2] + " is to move · " + lying.length + " discs, " + start.length + " of them the opening · " + line + " in a row win" + (next ? " · falls into column " + (next.column + 1) : "");
      drawing.setAttribute("aria-label", "board of columns: " + words.textContent);
    },
  };
}

// Sides take turns; a column that is full or not there takes no disc.
function drop(lying, moves, columns, rows) {
  const all = [...lying];
  for (const move of moves) {
    const column = Number(move) - 1, row = all.filter((disc) => disc.column === column).length;
    if (Number.isInteger(column) && column >= 0 && column < columns && row < rows) all.push({ column, row });
  }
  return all;
}
