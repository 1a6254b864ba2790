"use strict";
// Walk a menu of two levels to an entry. The first entry of the second level that is hit decides.
{
  agentic.page({
    name: "open-menu",
    title: "Open the menu",
    width: 160,
    height: 210,
    themes: ["light", "dark"],
    templates: {
      "": {
        about: "Open the menu and walk two levels to the named entry.",
        turns: 6,
        axes: {
          groups: { min: 2, max: 5, easy: 2, about: "entries of the first level" },
          entries: { min: 2, max: 5, easy: 2, about: "entries of the second level in each" },
        },
        // The entries of a group are alike.
        chance: ({ groups }) => 1 / groups[0].entries.length,
        generate(random, axes) {
          const words = random.sample(agentic.pools.words, axes.groups * (axes.entries + 1));
          const groups = Array.from({ length: axes.groups }, () => ({ name: words.pop(), entries: words.splice(0, axes.entries) }));
          const group = random.pick(groups);
          return { groups, path: [group.name, random.pick(group.entries)] };
        },
        goal: ({ path }) => `Select Menu > ${path.join(" > ")}.`,
        begin: () => ({ isOpen: false, group: null, hit: null }),
        judge(instance, state) {
          const [group, entry] = instance.path;
          const success = state.group === group && state.hit === entry;
          return { done: state.hit !== null, success, parts: { progress: success ? 1 : state.group === group ? 0.5 : 0 } };
        },
      },
    },
  });
}
