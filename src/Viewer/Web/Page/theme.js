// Light or dark: what the system says, until somebody chooses.
import { el, select } from "./dom.js";

const key = "agentic-theme";

function stored() {
  try {
    return localStorage.getItem(key) ?? "auto";
  } catch {
    return "auto";
  }
}

function apply(theme) {
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
}

/** The switch; what is chosen is kept in this browser. */
export function themeSwitch() {
  apply(stored());
  const node = select([["auto", "system"], ["light", "light"], ["dark", "dark"]], stored(), (theme) => {
    apply(theme);
    try {
      localStorage.setItem(key, theme);
    } catch {
      // A browser that keeps nothing still shows the colours until it is closed.
    }
  });
  return el("label", "control", el("span", "label", "theme"), node);
}
