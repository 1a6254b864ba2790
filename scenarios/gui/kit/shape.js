"use strict";
// Whether a value is made like another: the same kinds in the same places.
globalThis.agentic = globalThis.agentic ?? {};
{
  const kind = (value) => (value === null ? "null" : Array.isArray(value) ? "an array" : { object: "an object", string: "a text", number: "a number", boolean: "true or false" }[typeof value] ?? "nothing");

  const fit = (value, sample, path, open, isWithin) => {
    if (sample === null || (value === null && isWithin)) return null;
    if (kind(value) !== kind(sample)) return `${path} must be ${kind(sample)}, but is ${kind(value)}`;
    if (Array.isArray(value)) {
      if (sample.length === 0) return null;
      for (const [i, item] of value.entries()) {
        const misfits = sample.map((one) => fit(item, one, `${path}[${i}]`, open, true));
        if (misfits.every((misfit) => misfit !== null)) return misfits[0];
      }
      return null;
    }
    if (typeof value !== "object") return null;
    const extra = Object.keys(value).find((key) => !Object.hasOwn(sample, key));
    const missing = Object.keys(sample).find((key) => !Object.hasOwn(value, key));
    if (!open.includes(path) && (extra ?? missing)) return extra ? `${path} has an unknown field '${extra}'` : `${path} lacks the field '${missing}'`;
    for (const key of Object.keys(value)) {
      const misfit = Object.hasOwn(sample, key) ? fit(value[key], sample[key], `${path}.${key}`, open, true) : null;
      if (misfit) return misfit;
    }
    return null;
  };

  /**
   * What is first found in `value` that does not fit `sample`, in words; null when all fits. Null fits everywhere within; objects have
   * the sample's keys, except those named in `open`; the items of an array are like one of the sample's.
   */
  agentic.misfit = (value, sample, path, open) => fit(value, sample, path, open, false);
}
