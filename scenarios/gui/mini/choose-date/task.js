"use strict";
// Turn the pages of a small calendar to a date, pick it, submit.
{
  agentic.page({
    name: "choose-date",
    title: "Choose a date",
    width: 160,
    height: 210,
    themes: ["light", "dark"],
    templates: {
      "": {
        about: "Choose the given date in the calendar and submit.",
        turns: 18,
        axes: { months: { min: 0, max: 12, easy: 1, about: "largest distance from the month shown first" } },
        // The right day among those of the right month, if the walk over months ends there at all.
        chance: () => 1 / 28,
        generate(random, axes) {
          const shown = { year: random.whole(2020, 2029), month: random.whole(1, 12) };
          const moved = shown.year * 12 + shown.month - 1 + random.whole(-axes.months, axes.months);
          const [year, month] = [Math.floor(moved / 12), (moved % 12) + 1];
          return { shown, wanted: agentic.days.text(year, month, random.whole(1, agentic.days.inMonth(year, month))) };
        },
        goal: ({ wanted }) => `Choose ${agentic.days.spoken(wanted)} and press Submit.`,
        begin: ({ shown }) => ({ shown, picked: null, submitted: false }),
        judge: (instance, state) => ({
          done: state.submitted,
          success: state.submitted && state.picked === instance.wanted,
          parts: { progress: state.picked === instance.wanted ? 0.5 + (state.submitted ? 0.5 : 0) : 0 },
        }),
      },
    },
  });
}
