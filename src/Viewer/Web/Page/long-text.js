// Recorded text, whole. What is too long to send at once comes piece by piece, and says how much there is.
import { el, button } from "./dom.js";
import { getText, isAbort } from "./api.js";
import { count } from "./format.js";

// As much as a browser lays out without a pause that one notices.
const step = 1 << 19;

/** The text itself, as far as it has come. */
export function plain(value) {
  return value !== null && typeof value === "object" ? value.text : value ?? "";
}

/** A text as it was recorded, with its line breaks. */
export function textNode(value, className = "text") {
  const text = plain(value);
  const node = el("pre", className, text === "" ? el("span", "quiet", "(empty)") : text);
  node.dir = "auto";
  if (value === null || typeof value !== "object" || !value.more) return node;
  let whole = null, shown = text.length;
  const state = el("span", "quiet num", "");
  const say = () => { state.textContent = count(shown) + " of " + count(value.length) + " characters"; };
  const more = button("", "show more of this text", "", async () => {
    more.disabled = true;
    try {
      whole ??= await getText(value.more);
      node.append(whole.slice(shown, shown + step));
      shown = Math.min(whole.length, shown + step);
      say();
      more.hidden = shown >= whole.length;
    } catch (broken) {
      if (!isAbort(broken)) state.textContent = broken.message;
    }
    more.disabled = false;
  });
  say();
  return el("div", "long", node, el("div", "row-of", more, state));
}
