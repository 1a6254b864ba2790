"use strict";
// Scroll a list to an item and click it. The first item that is hit decides.
{
  agentic.page({
    name: "scroll-find",
    title: "Scroll and find",
    width: 160,
    height: 210,
    themes: ["light", "dark"],
    templates: {
      "": {
        about: "Scroll the list to the named item and click it.",
        turns: 6,
        axes: { items: { min: 8, max: 40, easy: 10, about: "items; five are in sight at once, the wanted one is not among the first" } },
        // Never more than one in five of what is in sight.
        chance: () => 1 / 5,
        generate(random, axes) {
          const items = random.sample(agentic.pools.words, axes.items);
          return { items, wanted: random.pick(items.slice(6)) };
        },
        goal: ({ wanted }) => `Find "${wanted}" in the list and click it.`,
        begin: () => ({ hit: null }),
        judge: (instance, state) => ({ done: state.hit !== null, success: state.hit === instance.wanted }),
      },
    },
  });
}
