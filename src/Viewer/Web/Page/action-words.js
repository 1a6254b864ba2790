// Actions in few words, for rows and cells. The whole action always stands in its turn.
import { line, number } from "./format.js";
import { plain } from "./long-text.js";

/** The action of a canonical record, `{"type":"click","at":[x,y],…}`, as one would say it; any other action as it is. */
export function actionWords(action, length = 60) {
  const text = plain(action);
  if (!text.startsWith("{") || text.length > 4096) return line(text, length);
  try {
    const { type, at, to_at: to, text: typed, keys, ...rest } = JSON.parse(text);
    if (typeof type !== "string") return line(text, length);
    const place = (pair) => Array.isArray(pair) ? " " + pair.map((value) => number(Number(value), 0)).join(",") : "";
    const words = typeof typed === "string" ? " '" + typed + "'" : keys !== undefined ? " " + (Array.isArray(keys) ? keys.join("+") : String(keys)) : "";
    const others = place(at) === "" && words === "" ? Object.entries(rest).map(([name, value]) => " " + name + " " + JSON.stringify(value)).join("") : "";
    return line(type + place(at) + (to ? " →" + place(to) : "") + words + others, length);
  } catch {
    return line(text, length);
  }
}
