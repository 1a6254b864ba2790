"use strict";
// Set a slider to a number, then submit.
{
  agentic.page({
    name: "set-slider",
    title: "Set the slider",
    width: 160,
    height: 210,
    themes: ["light", "dark"],
    templates: {
      "": {
        about: "Set the slider to the given number and submit.",
        turns: 8,
        axes: { range: { min: 4, max: 60, easy: 6, about: "largest number; the smallest is 0" } },
        // A blind click on the track gives every inner number alike.
        chance: ({ range }) => 1 / range,
        generate(random, axes) {
          const wanted = random.whole(0, axes.range);
          const others = Array.from({ length: axes.range + 1 }, (_, value) => value).filter((value) => value !== wanted);
          return { range: axes.range, wanted, first: random.pick(others) };
        },
        goal: ({ wanted }) => `Set the slider to ${wanted} and press Submit.`,
        begin: ({ first }) => ({ value: first, submitted: false }),
        judge: (instance, state) => ({
          done: state.submitted,
          success: state.submitted && state.value === instance.wanted,
          parts: { progress: 1 - Math.abs(state.value - instance.wanted) / instance.range },
        }),
      },
    },
  });
}
