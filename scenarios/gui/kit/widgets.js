"use strict";
// What the applications are put together of.
{
  const { h } = agentic;

  agentic.ui = {
    button: (key, label, onclick, properties = {}) => h("button", { key, type: "button", onclick, ...properties }, label),

    /** A button that stays down. */
    toggle: (key, label, isOn, onclick, properties = {}) => h("button", {
      key, type: "button", onclick, "aria-pressed": String(isOn), ...properties, class: `${properties.class ?? ""}${isOn ? " on" : ""}`,
    }, label),

    input: (key, value, set, properties = {}) => h("input", {
      key, value, autocomplete: "off", spellcheck: "false", oninput: (event) => set(event.target.value), ...properties,
    }),

    area: (key, value, set, properties = {}) => h("textarea", {
      key, value, autocomplete: "off", spellcheck: "false", oninput: (event) => set(event.target.value), ...properties,
    }),

    /** A drop-down list; `options` are texts or [value, label]. */
    select: (key, value, options, set, properties = {}) => h("select", { key, value, onchange: (event) => set(event.target.value), ...properties },
      options.map((option) => (Array.isArray(option) ? h("option", { value: option[0] }, option[1]) : h("option", { value: option }, option)))),

    labelled: (label, control) => h("label", { class: "labelled" }, h("span", {}, label), control),

    dialog: (title, body, buttons) => h("div", { class: "shade" },
      h("div", { class: "dialog", role: "dialog", "aria-label": title }, h("h2", {}, title), body, h("div", { class: "buttons" }, buttons))),

    frame: (title, tools, side, main, over) => [
      h("header", {}, h("h1", {}, title), tools),
      h("div", { class: "body" }, h("nav", {}, side), h("main", { key: "main", "data-scroll": true }, main)),
      over,
    ],
  };

  /** Registers an application's page: draw(state, change, instance) and plan(state, differences, params). */
  agentic.appView = ({ draw, plan }) => agentic.view({
    draw,
    plan(state, instance, template) {
      const differences = template.left(instance, state);
      return plan(state, differences, instance.params);
    },
  });
}
