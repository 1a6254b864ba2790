// What a token's numbers look like: pure functions from a token to a colour's strength, and to its words.
import { number, signs } from "./format.js";

/** What the strip can be coloured by, in the order in which 'i' goes through them. */
export const colourings = [
  ["logprob", "log-prob", "orange: unlikely when it was drawn, full at 3 nats"], ["entropy", "entropy", "blue: undecided, full at 3 nats"],
  ["advantage", "advantage", "orange below 0, blue above, full at ±2"], ["ratio", "ratio", "orange below 1, blue above, full at a factor of 2; now against when it was drawn"],
  ["mask", "mask", "blue ground: sampled, learnt from; underlined: guidance or forced; grey: read"], ["none", "plain", "no colours"],
];

/** The numbers of one token; null where there are none. */
export function numbersOf(segment, at) {
  const logProb = segment.log_probs?.[at] ?? null, now = segment.train_log_probs?.[at] ?? null;
  return {
    logProb, now, entropy: segment.entropies?.[at] ?? null, advantage: segment.advantages?.[at] ?? null,
    ratio: logProb !== null && now !== null ? Math.exp(now - logProb) : null,
  };
}

/** Signed strength, −1 (orange) to 1 (blue); 0 where there is no number. */
export function strength(colouring, numbers) {
  const within = (value) => value === null ? 0 : Math.max(-1, Math.min(1, value));
  switch (colouring) {
    case "logprob": return numbers.logProb === null ? 0 : within(numbers.logProb / 3);
    case "entropy": return numbers.entropy === null ? 0 : within(numbers.entropy / 3);
    case "advantage": return numbers.advantage === null ? 0 : within(numbers.advantage / 2);
    case "ratio": return numbers.ratio === null ? 0 : within(Math.log2(numbers.ratio));
    default: return 0;
  }
}

/** A token's lines: what, and its value. */
export function linesOf(segment, at, numbers) {
  const lines = [["id", String(segment.ids[at])], ["origin", segment.origin + (segment.learnt ? ", learnt from" : ", not learnt from")]];
  if (numbers.logProb !== null) lines.push(["log-prob", number(numbers.logProb, 4) + "  (p " + number(Math.exp(numbers.logProb), 4) + ")"]);
  if (numbers.entropy !== null) lines.push(["entropy", number(numbers.entropy, 4) + " nats"]);
  if (numbers.advantage !== null) lines.push(["advantage", number(numbers.advantage, 4)]);
  if (numbers.now !== null) lines.push(["when learnt", number(numbers.now, 4)]);
  if (numbers.ratio !== null) lines.push(["ratio", number(numbers.ratio, 5)]);
  if (segment.temperature !== null && segment.temperature !== undefined) lines.push(["drawn at", "T " + number(segment.temperature) + ", weights " + segment.weight_version]);
  return lines;
}

/** A piece as it can be seen: blanks and breaks have signs. */
export function visible(piece) {
  if (piece === "") return "∅";
  const short = piece.length > longest ? piece.slice(0, longest) + "… (" + piece.length + " characters)" : piece;
  const blanks = short.trim() !== "" ? short : short.replaceAll(" ", "␣").replaceAll("\t", "⇥");
  return signs(blanks.replaceAll("\n", "⏎\n"));
}

// A token of a megabyte is one that somebody made up; its whole text stands in the turn's own text.
const longest = 2000;
