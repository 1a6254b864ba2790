"use strict";
{
  const { h } = agentic;

  agentic.view({
    draw: (state, change, { groups }) => [
      h("button", {
        key: "menu", class: "menu-button",
        onclick: () => change((s) => { [s.isOpen, s.group] = [!s.isOpen, null]; }),
      }, "Menu ▾"),
      state.isOpen && h("div", { class: "menu" }, groups.map(({ name }) => h("button", {
        key: `group-${name}`, class: name === state.group ? "entry open" : "entry", onclick: () => change((s) => { s.group = name; }),
      }, `${name} ▸`))),
      state.group !== null && h("div", { class: "menu second" },
        groups.find(({ name }) => name === state.group).entries.map((entry) => h("button", {
          key: `entry-${entry}`, class: "entry", onclick: () => change((s) => { s.hit = entry; }),
        }, entry))),
    ],
    plan(state, { path: [group, entry] }) {
      if (!state.isOpen) return { click: "menu" };
      return { click: state.group === group ? `entry-${entry}` : `group-${group}` };
    },
  });
}
