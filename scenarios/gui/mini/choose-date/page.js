"use strict";
{
  const { h, days } = agentic;

  const turn = (change, by) => change((s) => {
    const at = s.shown.year * 12 + s.shown.month - 1 + by;
    s.shown = { year: Math.floor(at / 12), month: (at % 12) + 1 };
  });

  agentic.view({
    draw(state, change) {
      const { year, month } = state.shown;
      const blanks = Array.from({ length: days.weekday(year, month, 1) }, () => h("span", {}));
      const cells = Array.from({ length: days.inMonth(year, month) }, (_, i) => {
        const text = days.text(year, month, i + 1);
        const isPicked = state.picked === text;
        return h("button", { key: text, class: isPicked ? "day picked" : "day", onclick: () => change((s) => { s.picked = text; }) }, i + 1);
      });
      return [
        h("div", { class: "bar" },
          h("button", { key: "earlier", onclick: () => turn(change, -1) }, "◀"),
          h("b", {}, `${days.months[month - 1]} ${year}`),
          h("button", { key: "later", onclick: () => turn(change, 1) }, "▶")),
        h("div", { class: "month" }, ["M", "T", "W", "T", "F", "S", "S"].map((letter) => h("i", {}, letter)), blanks, cells),
        h("button", { key: "submit", class: "submit", onclick: () => change((s) => { s.submitted = true; }) }, "Submit"),
      ];
    },
    plan(state, { wanted }) {
      if (state.picked === wanted) return { click: "submit" };
      const [year, month] = days.parts(wanted);
      const distance = (year - state.shown.year) * 12 + month - state.shown.month;
      return { click: distance === 0 ? wanted : distance < 0 ? "earlier" : "later" };
    },
  });
}
