"use strict";
// Open a tab and click a link in it. The first link that is hit decides.
{
  agentic.page({
    name: "open-tab",
    title: "Open the tab",
    width: 160,
    height: 210,
    themes: ["light", "dark"],
    templates: {
      "": {
        about: "Open the named tab and click the named link in it.",
        turns: 5,
        axes: {
          tabs: { min: 2, max: 4, easy: 2, about: "tabs" },
          links: { min: 2, max: 6, easy: 2, about: "links in a tab" },
        },
        // The links of a tab are alike.
        chance: ({ tabs }) => 1 / tabs[0].length,
        generate(random, axes) {
          const words = random.sample(agentic.pools.words, axes.tabs * axes.links);
          const tabs = Array.from({ length: axes.tabs }, (_, i) => words.slice(i * axes.links, (i + 1) * axes.links));
          const tab = random.whole(1, axes.tabs - 1);
          return { tabs, tab, wanted: random.pick(tabs[tab]) };
        },
        goal: ({ tab, wanted }) => `Open tab ${tab + 1} and click the link "${wanted}".`,
        begin: () => ({ tab: 0, hit: null }),
        judge: (instance, state) => ({
          done: state.hit !== null,
          success: state.hit === instance.wanted,
          parts: { progress: state.hit === instance.wanted ? 1 : state.tab === instance.tab ? 0.5 : 0 },
        }),
      },
    },
  });
}
