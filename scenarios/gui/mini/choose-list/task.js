"use strict";
// Choose an entry of a drop-down list, then submit.
{
  agentic.page({
    name: "choose-list",
    title: "Choose from a list",
    width: 160,
    height: 210,
    themes: ["light", "dark"],
    templates: {
      "": {
        about: "Choose the named entry of the list and submit.",
        turns: 5,
        axes: { items: { min: 3, max: 20, easy: 4, about: "entries" } },
        // The list begins with another entry chosen, and an episode submits one of them.
        chance: ({ entries }) => 1 / (entries.length - 1),
        generate(random, axes) {
          const entries = random.sample(agentic.pools.words, axes.items);
          return { entries, wanted: random.pick(entries.slice(1)) };
        },
        goal: ({ wanted }) => `Choose ${wanted} from the list and press Submit.`,
        begin: ({ entries }) => ({ chosen: entries[0], submitted: false }),
        judge: (instance, state) => ({
          done: state.submitted,
          success: state.submitted && state.chosen === instance.wanted,
          parts: { progress: state.chosen === instance.wanted ? 0.5 + (state.submitted ? 0.5 : 0) : 0 },
        }),
      },
    },
  });
}
