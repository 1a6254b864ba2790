// Numbers and names as they are read.

export const nothing = "–";

/** A number with at most so many digits after the point; a dash for what is not known. */
export function number(value, digits = 3) {
  if (value === null || value === undefined || !Number.isFinite(value)) return nothing;
  if (value !== 0 && Math.abs(value) < 10 ** -digits) return value.toExponential(1);
  return Number(value.toFixed(digits)).toString().replace("-", "−");
}

/** A number with its sign, so that it is read without its colour. */
export function signed(value, digits = 2) {
  const text = number(value, digits);
  return value > 0 ? "+" + text : text;
}

/** A count with thousands set apart. */
export function count(value) {
  return value === null || value === undefined ? nothing : String(value).replace(/\B(?=(\d{3})+$)/g, "\u202f");
}

/** A count and its noun. */
export function counted(value, one, many = one + "s") {
  return count(value) + "\u00a0" + (value === 1 ? one : many);
}

/** A share of a whole in percent. */
export function share(part, whole) {
  return whole > 0 ? Number((part / whole * 100).toFixed(1)) + "\u202f%" : nothing;
}

/** Seconds in the unit that suits them. */
export function seconds(value) {
  if (value === null || value === undefined || !Number.isFinite(value)) return nothing;
  if (value >= 3600) return number(value / 3600, 1) + " h";
  if (value >= 120) return number(value / 60, 1) + " min";
  if (value >= 1) return number(value, 2) + " s";
  return value >= 0.001 ? number(value * 1000, 1) + " ms" : value > 0 ? number(value * 1e6, 0) + " µs" : "0 s";
}

// Each end has a sign of its own beside its colour.
const ends = {
  solved: ["✓", "solved"], failed: ["✗", "failed"], out_of_turns: ["↺", "out of turns"], out_of_tokens: ["≡", "out of tokens"],
  out_of_time: ["◷", "out of time"], unparsable: ["?", "unparsable"], faulted: ["⚡", "faulted"], damaged: ["▨", "damaged"],
};

/** The names of all ends, in the order in which they are listed. */
export const endNames = Object.keys(ends);

/** The sign of an end. */
export function endSign(end) {
  return Object.hasOwn(ends, end) ? ends[end][0] : "·";
}

/** The words of an end; a name that is not known stays as it is. */
export function endWords(end) {
  return Object.hasOwn(ends, end) ? ends[end][1] : String(end);
}

/** The class that colours an end. */
export function endClass(end) {
  return Object.hasOwn(ends, end) ? "end-" + end : "end-other";
}

// Controls and marks of direction, which would change what stands around them without being seen.
const unseen = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;

/** A text in which such marks are seen. */
export function signs(text) {
  return String(text).replace(unseen, (sign) => "‹U+" + sign.codePointAt(0).toString(16).toUpperCase().padStart(4, "0") + "›");
}

/** A text cut to a length for places that show a line of it; the whole is always one step away. */
export function line(text, length = 80) {
  const flat = signs(String(text ?? "").slice(0, length * 4).replace(/\s+/g, " ").trim());
  return flat.length > length ? flat.slice(0, length - 1) + "…" : flat;
}
