"use strict";
// Type a text exactly, then press Enter.
{
  const signs = "abcdefghjkmnpqrstuvwxyz23456789";

  /** A text of `length` signs: 0 a word's letters, 1 any letters and digits, 2 capitals among them. */
  const textOf = (random, length, kind) => {
    if (kind === 0) return random.pick(agentic.pools.words).slice(0, length);
    let text = "";
    for (let i = 0; i < length; i++) {
      const sign = random.pick([...signs]);
      text += kind === 2 && random.chance(1, 2) ? sign.toUpperCase() : sign;
    }
    return text;
  };

  agentic.page({
    name: "enter-text",
    title: "Enter a text",
    width: 160,
    height: 210,
    themes: ["light", "dark"],
    templates: {
      "": {
        about: "Type the given text and press Enter in its field.",
        turns: 6,
        axes: {
          length: { min: 3, max: 10, easy: 4, about: "signs to type" },
          kind: { min: 0, max: 2, easy: 0, about: "part of a word, letters and digits, with capitals" },
        },
        // The text would have to be typed by chance.
        chance: () => 0,
        generate: (random, axes) => ({ text: textOf(random, axes.length, axes.kind) }),
        goal: ({ text }) => `Type "${text}" and press the Enter key.`,
        begin: () => ({ value: "", entered: false }),
        judge: (instance, state) => ({
          done: state.entered,
          success: state.entered && state.value === instance.text,
          parts: { progress: state.value === instance.text ? 0.5 + (state.entered ? 0.5 : 0) : 0 },
        }),
      },
    },
  });
}
