// Deep links: everything that is looked at has an address after the '#'.

const shapes = [
  ["runs", /^\/?$/, []],
  ["run", /^\/run\/([^/]+)$/, ["run"]],
  ["episode", /^\/run\/([^/]+)\/episode\/(\d+)(?:\/turn\/(\d+))?$/, ["run", "pos", "turn"]],
  ["group", /^\/run\/([^/]+)\/group\/(-?\d+)$/, ["run", "group"]],
  ["tree", /^\/run\/([^/]+)\/tree\/(-?\d+)$/, ["run", "group"]],
  ["compare", /^\/compare$/, []],
];

/** What a hash names: its shape, its parts and its query; null for an address that this page does not have. */
export function parse(hash) {
  const [place, query = ""] = hash.replace(/^#/, "").split("?", 2);
  for (const [name, pattern, parts] of shapes) {
    const match = pattern.exec(place);
    if (match) {
      const route = { name, query: Object.fromEntries(new URLSearchParams(query)) };
      parts.forEach((part, at) => { if (match[at + 1] !== undefined) route[part] = decoded(match[at + 1]); });
      return route;
    }
  }
  return null;
}

/** The hash of a place; parameters without a value are left out. */
export function href(parts, query = {}) {
  const pairs = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== ""));
  return "#/" + parts.map(encodeURIComponent).join("/") + (pairs.size > 0 ? "?" + pairs : "");
}

/** An episode at a turn, counted from 1. */
export function episodeHref(run, pos, turn = 1, query = {}) {
  return href(["run", run, "episode", pos, "turn", turn], query);
}

/** Goes to a hash; `replace` leaves no step in the browser's history. */
export function go(hash, replace = false) {
  if (hash === location.hash) return;
  // At once, not when the browser comes round to it: the next key belongs to the new place already.
  history[replace ? "replaceState" : "pushState"](null, "", hash);
  window.dispatchEvent(new HashChangeEvent("hashchange"));
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
