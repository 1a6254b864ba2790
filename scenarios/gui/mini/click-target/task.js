"use strict";
// Click one coloured shape among others. The first shape that is hit decides; the ground between them does nothing.
{
  const colors = ["red", "blue", "green", "orange", "purple", "black"];
  const shapes = ["circle", "square", "triangle", "diamond"];

  /** A look that differs from the target: 0 in colour and shape, 1 in either or both, 2 in exactly one. */
  const different = (random, target, similarity) => {
    const color = random.pick(colors.filter((name) => name !== target.color));
    const shape = random.pick(shapes.filter((name) => name !== target.shape));
    const kept = similarity === 0 ? 0 : similarity === 1 ? random.below(3) : 1 + random.below(2);
    return { color: kept === 1 ? target.color : color, shape: kept === 2 ? target.shape : shape };
  };

  agentic.page({
    name: "click-target",
    title: "Click the target",
    width: 160,
    height: 210,
    themes: ["light", "dark"],
    templates: {
      "": {
        about: "Click the shape of the named colour and form.",
        turns: 3,
        axes: {
          items: { min: 2, max: 9, easy: 3, about: "shapes in the area" },
          similarity: { min: 0, max: 2, easy: 0, about: "what distractors share: nothing, perhaps one trait, always one trait" },
          looks: { min: 1, max: 24, easy: 24, about: "different looks that the named shape may have; 1: always the same" },
          smallness: { min: 0, max: 3, easy: 0, about: "0: 36 pixels wide, each step 8 less" },
        },
        // All shapes are of one size, and only the first hit counts.
        chance: (instance) => 1 / instance.shapes.length,
        generate(random, axes) {
          const size = 36 - 8 * axes.smallness;
          const look = random.below(axes.looks);
          const target = { color: colors[look % colors.length], shape: shapes[Math.floor(look / colors.length)] };
          const looks = [target];
          while (looks.length < axes.items) looks.push(different(random, target, axes.similarity));
          const places = agentic.places(random, axes.items, size, size);
          const order = random.shuffle(looks.map((look, i) => ({ ...look, ...places[i], isTarget: i === 0 })));
          return {
            size,
            target: order.findIndex((shape) => shape.isTarget),
            shapes: order.map(({ color, shape, x, y }) => ({ color, shape, x, y })),
          };
        },
        goal: ({ shapes: all, target }) => `Click the ${all[target].color} ${all[target].shape}.`,
        begin: () => ({ hit: null }),
        judge: (instance, state) => ({ done: state.hit !== null, success: state.hit === instance.target }),
      },
    },
  });
}
