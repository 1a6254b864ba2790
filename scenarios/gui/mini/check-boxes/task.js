"use strict";
// Check exactly the named boxes, then submit.
{
  agentic.page({
    name: "check-boxes",
    title: "Check boxes",
    width: 160,
    height: 210,
    themes: ["light", "dark"],
    templates: {
      "": {
        about: "Check exactly the named boxes and submit.",
        turns: 12,
        axes: {
          items: { min: 2, max: 8, easy: 3, about: "boxes" },
          wanted: { min: 1, max: 4, easy: 1, about: "boxes to check, at most all but one" },
        },
        // A blind walk over the sets of boxes ends at the wanted one with at most this chance: right parity (1/2) times the largest
        // share of one set among those of its parity that a walk of its length can have reached (1/n).
        chance: ({ labels }) => 1 / (2 * labels.length),
        generate(random, axes) {
          const labels = random.sample(agentic.pools.words, axes.items);
          const wanted = random.sample(labels, Math.min(axes.wanted, axes.items - 1));
          return { labels, wanted: labels.filter((label) => wanted.includes(label)) };
        },
        goal: ({ wanted }) => `Select ${wanted.join(", ")} and press Submit.`,
        begin: () => ({ checked: [], submitted: false }),
        judge(instance, state) {
          const right = instance.labels.filter((label) => state.checked.includes(label) === instance.wanted.includes(label)).length;
          return {
            done: state.submitted,
            success: state.submitted && right === instance.labels.length,
            parts: { progress: right / instance.labels.length },
          };
        },
      },
    },
  });
}
