"use strict";
// Click the button with the given name. All buttons have one size; the first that is hit decides.
{
  const families = [
    ["Send", "Sent", "Spend", "Sender"], ["Open", "Opens", "Opened", "Open as"], ["Close", "Closed", "Clone", "Clothes"],
    ["Save", "Saved", "Save as", "Shave"], ["Next", "Text", "Nest", "Newest"], ["Back", "Pack", "Black", "Bake"],
    ["Yes", "Yet", "Yess", "Eyes"], ["No", "Now", "Not", "None"], ["Play", "Pay", "Plan", "Plate"],
    ["Stop", "Step", "Shop", "Stoop"], ["Help", "Heap", "Kelp", "Held"], ["Print", "Point", "Prints", "Paint"],
  ];

  agentic.page({
    name: "click-named-button",
    title: "Click the named button",
    width: 160,
    height: 210,
    themes: ["light", "dark"],
    templates: {
      "": {
        about: "Click the button with the given name.",
        turns: 3,
        axes: {
          items: { min: 2, max: 8, easy: 3, about: "buttons in the area" },
          names: { min: 1, max: 48, easy: 48, about: "different names that may be wanted; 1: always the same" },
          similarity: { min: 0, max: 3, easy: 0, about: "distractors whose name resembles the wanted one" },
        },
        chance: (instance) => 1 / instance.buttons.length,
        generate(random, axes) {
          const at = random.below(axes.names);
          const wanted = families[at % families.length];
          const family = [wanted[Math.floor(at / families.length)], ...random.shuffle(wanted.filter((name, i) => i !== Math.floor(at / families.length)))];
          const others = random.shuffle(families.filter((names) => names !== wanted)).map((names) => random.shuffle(names));
          const alike = Math.min(axes.similarity, axes.items - 1);
          const names = [...family.slice(0, 1 + alike), ...others.slice(0, axes.items - 1 - alike).map((other) => other[0])];
          const places = agentic.places(random, names.length, 66, 22);
          const buttons = names.map((name, i) => ({ name, ...places[i] }));
          return { wanted: names[0], buttons: random.shuffle(buttons) };
        },
        goal: ({ wanted }) => `Click the button "${wanted}".`,
        begin: () => ({ hit: null }),
        judge: (instance, state) => ({ done: state.hit !== null, success: state.hit === instance.wanted }),
      },
    },
  });
}
