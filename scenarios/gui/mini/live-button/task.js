"use strict";
// Press a button while it is green; pressing it while it is grey ends the task. Time runs through the page's clock only.
{
  const tick = 50;

  agentic.page({
    name: "live-button",
    title: "Press while live",
    width: 160,
    height: 210,
    themes: ["light", "dark"],
    templates: {
      "": {
        about: "Press the button while it is green.",
        turns: 60,
        axes: { haste: { min: 0, max: 4, easy: 0, about: "0: green for 1.6 seconds at a time, each step 0.3 less" } },
        // A blind press comes at any phase; grey comes first, so green has at most its share of the time.
        chance: ({ grey, green }) => green / (grey + green),
        generate: (random, axes) => ({
          grey: random.whole(40, 80), green: 32 - 6 * axes.haste, x: random.whole(4, 76), y: random.whole(4, 116),
        }),
        goal: () => "Press the button while it is green.",
        begin: () => ({ ticks: 0, pressed: null }),
        judge(instance, state) {
          const isGreen = (at) => at % (instance.grey + instance.green) >= instance.grey;
          return { done: state.pressed !== null, success: state.pressed !== null && isGreen(state.pressed) };
        },
      },
    },
  });

  agentic.tick = tick;
}
