"use strict";
// Fill one field, leave the others empty, submit.
{
  const fields = ["Name", "City", "Code", "Team", "Color"];

  agentic.page({
    name: "two-step-form",
    title: "Two-step form",
    width: 160,
    height: 210,
    themes: ["light", "dark"],
    templates: {
      "": {
        about: "Type a word into the named field and submit.",
        turns: 6,
        axes: {
          items: { min: 1, max: 3, easy: 1, about: "fields; all but one must stay empty" },
          words: { min: 1, max: 2, easy: 1, about: "words to type" },
        },
        // The word would have to be typed by chance.
        chance: () => 0,
        generate(random, axes) {
          const labels = random.sample(fields, axes.items);
          return { labels, field: random.pick(labels), text: random.sample(agentic.pools.words, axes.words).join(" ") };
        },
        goal: ({ field, text }) => `Type "${text}" into ${field} and press Submit.`,
        begin: () => ({ values: {}, submitted: false }),
        judge(instance, state) {
          const right = instance.labels.filter((label) => (state.values[label] ?? "") === (label === instance.field ? instance.text : ""));
          return {
            done: state.submitted,
            success: state.submitted && right.length === instance.labels.length,
            parts: { progress: right.includes(instance.field) ? 0.5 + (state.submitted ? 0.5 : 0) : 0 },
          };
        },
      },
    },
  });
}
