"use strict";
// Drag the box onto the place of the given colour. A drop on any place decides; a drop elsewhere leaves the box there.
{
  const colors = ["red", "blue", "green", "yellow", "purple"];

  agentic.page({
    name: "drag-box",
    title: "Drag the box",
    width: 160,
    height: 210,
    themes: ["light", "dark"],
    templates: {
      "": {
        about: "Drag the box onto the place of the given colour.",
        turns: 4,
        axes: {
          items: { min: 2, max: 4, easy: 2, about: "places" },
          smallness: { min: 0, max: 2, easy: 0, about: "0: places 44 pixels wide, each step 8 less" },
        },
        // All places are of one size, and only the first that is hit counts.
        chance: ({ places }) => 1 / places.length,
        generate(random, axes) {
          const size = 44 - 8 * axes.smallness;
          const [box, ...spots] = agentic.places(random, axes.items + 1, size, size);
          const names = random.sample(colors, axes.items);
          return { size, box: { x: box.x + size / 2 - 10, y: box.y + size / 2 - 10 }, places: names.map((color, i) => ({ color, ...spots[i] })), wanted: names[0] };
        },
        goal: ({ wanted }) => `Drag the black box onto the ${wanted} place.`,
        begin: ({ box }) => ({ box, on: null }),
        judge: (instance, state) => ({ done: state.on !== null, success: state.on === instance.wanted }),
      },
    },
  });
}
