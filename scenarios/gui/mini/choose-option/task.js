"use strict";
// Choose one of several options, then submit.
{
  agentic.page({
    name: "choose-option",
    title: "Choose an option",
    width: 160,
    height: 210,
    themes: ["light", "dark"],
    templates: {
      "": {
        about: "Choose the named option and submit.",
        turns: 5,
        axes: { items: { min: 2, max: 7, easy: 3, about: "options" } },
        // The options are alike, and an episode submits one of them or none.
        chance: ({ options }) => 1 / options.length,
        generate(random, axes) {
          const options = random.sample(agentic.pools.words, axes.items);
          return { options, wanted: random.pick(options) };
        },
        goal: ({ wanted }) => `Choose ${wanted} and press Submit.`,
        begin: () => ({ chosen: null, submitted: false }),
        judge: (instance, state) => ({
          done: state.submitted,
          success: state.submitted && state.chosen === instance.wanted,
          parts: { progress: state.chosen === instance.wanted ? 0.5 + (state.submitted ? 0.5 : 0) : 0 },
        }),
      },
    },
  });
}
