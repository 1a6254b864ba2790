"use strict";
// Places for things in a work area, none upon another.
{
  /** Draws `count` places of width × height in a grid of the area (160 × 160), shaken within their cells: [{x, y}], left and top, whole pixels. */
  agentic.places = (random, count, width, height, top = 0) => {
    const gap = 4;
    const columns = Math.floor((160 - gap) / (width + gap)), rows = Math.floor((160 - top - gap) / (height + gap));
    if (columns * rows < count) throw new Error(`${count} things of ${width} × ${height} do not fit into the area`);
    const cells = random.sample(Array.from({ length: columns * rows }, (_, cell) => cell), count);
    const cellWidth = Math.floor((160 - gap) / columns), cellHeight = Math.floor((160 - top - gap) / rows);
    return cells.map((cell) => ({
      x: gap + (cell % columns) * cellWidth + random.below(cellWidth - width - gap + 1),
      y: top + gap + Math.floor(cell / columns) * cellHeight + random.below(cellHeight - height - gap + 1),
    }));
  };
}
