"use strict";
// One text for one value: keys in code-unit order, no white space. Equal values give equal text, so texts can be compared and hashed.
globalThis.agentic = globalThis.agentic ?? {};
{
  const write = (value) => {
    if (Array.isArray(value)) return `[${value.map((item) => write(item ?? null)).join(",")}]`;
    if (value !== null && typeof value === "object") {
      const keys = Object.keys(value).filter((key) => value[key] !== undefined).sort();
      return `{${keys.map((key) => `${JSON.stringify(key)}:${write(value[key])}`).join(",")}}`;
    }
    if (typeof value === "number" && !Number.isFinite(value)) throw new TypeError("a number that is not finite has no canonical text");
    return JSON.stringify(value);
  };

  /** The value's only text. */
  agentic.canonical = write;

  /** A deep copy that shares nothing. */
  agentic.copy = (value) => JSON.parse(JSON.stringify(value));
}
