"use strict";
{
  const { h } = agentic;
  const length = 132;

  agentic.view({
    draw(state, change, { range }) {
      const set = (x) => change((s) => { s.value = Math.min(range, Math.max(0, Math.round((x * range) / length))); });
      const left = Math.round((state.value * length) / range);
      return [
        h("div", { class: "readout" }, state.value),
        h("div", { class: "track", onmousedown: agentic.dragging((at) => set(at.x), (event) => ({ x: event.clientX - 14, y: 0 })) },
          h("div", { class: "rail" }),
          h("div", { key: "thumb", class: "thumb", style: `left:${left}px` })),
        h("button", { key: "submit", class: "submit", onclick: () => change((s) => { s.submitted = true; }) }, "Submit"),
      ];
    },
    plan(state, { range, wanted }) {
      if (state.value === wanted) return { click: "submit" };
      return { drag: "thumb", by: [Math.round((wanted * length) / range) - Math.round((state.value * length) / range), 0] };
    },
  });
}
