"use strict";
// Random numbers by counter (Philox 4x32-10): the n-th number of a stream follows from its seed, its label and n alone, so nothing
// that happens between two draws can change them. Whole numbers only: they come out the same in every engine.
globalThis.agentic = globalThis.agentic ?? {};
{
  const rounds = 10;

  const high = (a, b) => {
    const aLow = a & 0xffff, aHigh = a >>> 16, bLow = b & 0xffff, bHigh = b >>> 16;
    const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
    const cross = aLow * bHigh + (middle & 0xffff);
    return (aHigh * bHigh + (middle >>> 16) + (cross >>> 16)) >>> 0;
  };

  const philox = (block, key) => {
    let [a, b, c, d] = block;
    let [k, l] = key;
    for (let round = 0; round < rounds; round++) {
      const highA = high(0xd2511f53, a), lowA = Math.imul(0xd2511f53, a) >>> 0;
      const highC = high(0xcd9e8d57, c), lowC = Math.imul(0xcd9e8d57, c) >>> 0;
      [a, b, c, d] = [(highC ^ b ^ k) >>> 0, lowC, (highA ^ d ^ l) >>> 0, lowA];
      k = (k + 0x9e3779b9) >>> 0;
      l = (l + 0xbb67ae85) >>> 0;
    }
    return [a, b, c, d];
  };

  /** FNV-1a over the text's code units: tells streams of one seed apart. */
  const hash = (text) => {
    let value = 0x811c9dc5;
    for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193) >>> 0;
    return value;
  };

  class RandomStream {
    #key;
    #label;
    #count = 0;
    #block = [];

    constructor(seed, label) {
      const bits = BigInt.asUintN(64, BigInt(seed));
      this.#key = [Number(bits & 0xffffffffn), Number(bits >> 32n)];
      this.#label = hash(label);
    }

    /** A whole number of 32 bits. */
    next() {
      const at = this.#count++ & 3;
      if (at === 0) this.#block = philox([this.#count >>> 2, 0, this.#label, 0x61676e74], this.#key);
      return this.#block[at];
    }

    /** A whole number from 0 to n − 1. */
    below(n) {
      return Math.floor((this.next() * n) / 4294967296);
    }

    /** A whole number from min to max, both included. */
    whole(min, max) {
      return min + this.below(max - min + 1);
    }

    /** True in `part` of `of` cases. */
    chance(part, of) {
      return this.below(of) < part;
    }

    /** One of the items. */
    pick(items) {
      return items[this.below(items.length)];
    }

    /** A copy of the items in random order. */
    shuffle(items) {
      const copy = [...items];
      for (let i = copy.length - 1; i > 0; i--) {
        const j = this.below(i + 1);
        [copy[i], copy[j]] = [copy[j], copy[i]];
      }
      return copy;
    }

    /** `count` different items in random order. */
    sample(items, count) {
      return this.shuffle(items).slice(0, count);
    }
  }

  /** The stream of a seed (decimal text or number) and a label. */
  agentic.random = (seed, label) => new RandomStream(seed, label);
}
