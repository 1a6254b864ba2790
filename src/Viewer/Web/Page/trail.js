// The list that an episode was opened from: 'next' and 'previous' follow it, and coming back finds the same row.
import { path, get } from "./api.js";

let last = null;

export const trail = {
  /** Remembers a list by its query and its address, a row of it and the episode there. */
  set(run, query, address, index, pos) {
    last = { run, query, address, index, pos };
  },

  /** The row to come back to. */
  cursorOf(run, query) {
    return last !== null && last.run === run && JSON.stringify(last.query) === JSON.stringify(query) ? last.index : 0;
  },

  /** What the list was asked with, for the way back. */
  queryOf(run) {
    return last !== null && last.run === run ? last.address : {};
  },

  /** The neighbour of an episode in the list that it was opened from; null at its ends, undefined when it came from no list. */
  async neighbour(run, pos, direction, signal) {
    if (last === null || last.run !== run || last.pos !== pos || last.query === null) return undefined;
    const index = last.index + direction;
    if (index < 0) return null;
    const answer = await get(path(["runs", run, "episodes"], { offset: index, limit: 1, ...last.query }), signal);
    if (answer.episodes.length === 0) return null;
    last = { ...last, index, pos: answer.episodes[0].pos };
    return last.pos;
  },
};
