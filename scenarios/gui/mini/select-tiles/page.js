"use strict";
{
  const { h } = agentic;
  const colors = { red: "#d62828", blue: "#2456d6", green: "#1f9d3a", orange: "#f28c1b", purple: "#8a3ab9", black: "#222" };

  agentic.view({
    draw: (state, change, { tiles, size }) => [
      h("button", {
        key: "verify", class: "at", style: "left:40px;top:3px;width:80px;height:22px", onclick: () => change((s) => { s.verified = true; }),
      }, "Verify"),
      tiles.map(({ color, x, y }, i) => {
        const isSelected = state.selected.includes(i);
        const look = isSelected ? `background:transparent;border:3px solid ${colors[color]}` : `background:${colors[color]};border:1px solid #9aa`;
        return h("button", {
          key: `tile-${i}`, class: "at", "aria-pressed": String(isSelected), "aria-label": color,
          style: `left:${x}px;top:${y}px;width:${size}px;height:${size}px;${look}`,
          onclick: () => change((s) => { s.selected = tiles.map((_, k) => k).filter((k) => s.selected.includes(k) !== (k === i)); }),
        }, isSelected ? "✓" : "");
      }),
    ],
    plan(state, { tiles, color }) {
      const wrong = tiles.findIndex((tile, i) => state.selected.includes(i) !== (tile.color === color));
      return { click: wrong < 0 ? "verify" : `tile-${wrong}` };
    },
  });
}
