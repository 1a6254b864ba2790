"use strict";
// Click a disc that moves; a click beside it ends the task. Where it is follows from the ticks of the page's clock.
{
  /** A whole number that runs from 0 to `length` and back. */
  const swing = (at, length) => {
    const phase = at % (2 * length);
    return phase <= length ? phase : 2 * length - phase;
  };

  /** The disc's centre after so many ticks. */
  agentic.discAt = ({ radius, start, speed }, ticks) => {
    const length = 160 - 2 * radius;
    return { x: radius + swing(start.x + speed.x * ticks, length), y: radius + swing(start.y + speed.y * ticks, length) };
  };

  agentic.page({
    name: "moving-target",
    title: "Click the moving target",
    width: 160,
    height: 210,
    themes: ["light", "dark"],
    templates: {
      "": {
        about: "Click the moving disc; the first click in the area counts.",
        turns: 3,
        axes: {
          speed: { min: 1, max: 6, easy: 1, about: "pixels in 50 milliseconds, along each side" },
          smallness: { min: 0, max: 3, easy: 0, about: "0: a radius of 24 pixels, each step 5 less" },
        },
        // The disc's share of the area.
        chance: ({ radius }) => (Math.PI * radius * radius) / (160 * 160),
        generate: (random, axes) => ({
          radius: 24 - 5 * axes.smallness,
          start: { x: random.below(220), y: random.below(220) },
          speed: { x: random.whole(Math.max(1, axes.speed - 1), axes.speed), y: random.whole(Math.max(1, axes.speed - 1), axes.speed) },
        }),
        goal: () => "Click the moving disc. Do not miss it.",
        begin: () => ({ ticks: 0, clicked: null }),
        judge(instance, { clicked }) {
          if (clicked === null) return { done: false, success: false };
          const disc = agentic.discAt(instance, clicked.ticks);
          return { done: true, success: (clicked.x - disc.x) ** 2 + (clicked.y - disc.y) ** 2 <= instance.radius ** 2 };
        },
      },
    },
  });
}
