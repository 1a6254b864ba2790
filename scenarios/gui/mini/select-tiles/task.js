"use strict";
// Select all tiles of one colour among others, then verify. A second click takes a tile back.
{
  const colors = ["red", "blue", "green", "orange", "purple", "black"];
  const size = 34;

  agentic.page({
    name: "select-tiles",
    title: "Select the tiles",
    width: 160,
    height: 210,
    themes: ["light", "dark"],
    templates: {
      "": {
        about: "Select all tiles of the named colour and press Verify.",
        turns: 12,
        axes: {
          items: { min: 2, max: 10, easy: 3, about: "tiles in the area" },
          wanted: { min: 1, max: 4, easy: 2, about: "tiles to select, at most all but one" },
          looks: { min: 1, max: 6, easy: 6, about: "different colours that may be wanted; 1: always the same" },
        },
        // A blind walk over the sets of tiles ends at the wanted one with at most this chance: right parity (1/2) times the largest
        // share of one set among those of its parity that a walk of its length can have reached (1/n).
        chance: ({ tiles }) => 1 / (2 * tiles.length),
        generate(random, axes) {
          const color = colors[random.below(axes.looks)];
          const wanted = Math.min(axes.wanted, axes.items - 1);
          const others = colors.filter((name) => name !== color);
          const places = agentic.places(random, axes.items, size, size, 26);
          return { size, color, tiles: places.map((place, i) => ({ ...place, color: i < wanted ? color : random.pick(others) })) };
        },
        goal: ({ color }) => `Select the ${color} tiles and press Verify.`,
        begin: () => ({ selected: [], verified: false }),
        judge({ tiles, color }, { selected, verified }) {
          const right = tiles.filter((tile, i) => selected.includes(i) === (tile.color === color)).length;
          return { done: verified, success: verified && right === tiles.length, parts: { progress: right / tiles.length } };
        },
      },
    },
  });
}
