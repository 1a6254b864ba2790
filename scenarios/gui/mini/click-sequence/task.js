"use strict";
// Click numbered tiles from the smallest number to the largest. The first tile out of order ends the task.
{
  agentic.page({
    name: "click-sequence",
    title: "Click in order",
    width: 160,
    height: 210,
    themes: ["light", "dark"],
    templates: {
      "": {
        about: "Click the tiles from the smallest number to the largest.",
        turns: 8,
        axes: {
          items: { min: 2, max: 6, easy: 3, about: "tiles in the area" },
          digits: { min: 1, max: 3, easy: 1, about: "digits of the numbers" },
        },
        // All tiles are of one size, and one order of n! is right.
        chance: ({ tiles }) => tiles.reduce((product, tile, i) => product / (i + 1), 1),
        generate(random, axes) {
          const top = [9, 99, 999][axes.digits - 1];
          const numbers = new Set();
          while (numbers.size < axes.items) numbers.add(random.whole(1, top));
          const places = agentic.places(random, axes.items, 34, 26);
          return { tiles: [...numbers].map((number, i) => ({ number, ...places[i] })) };
        },
        goal: () => "Click the numbers from smallest to largest.",
        begin: () => ({ clicked: [] }),
        judge({ tiles }, { clicked }) {
          const order = tiles.map((tile) => tile.number).sort((a, b) => a - b);
          const right = clicked.filter((number, i) => number === order[i]).length;
          const isRight = right === clicked.length;
          const success = isRight && right === order.length;
          return { done: success || !isRight, success, parts: { progress: right / order.length } };
        },
      },
    },
  });
}
