// The server's answers. Everything is asked of this origin, and every failure has words.

/** What the server refused, or that it could not be reached (status 0). */
class ApiError extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

/** A path below /api with the parameters that have a value. */
export function path(parts, query = {}) {
  const pairs = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== ""));
  return "/api/" + parts.map(encodeURIComponent).join("/") + (pairs.size > 0 ? "?" + pairs : "");
}

/** Reads JSON. Throws an ApiError in words; an abort passes through as it is. */
export async function get(address, signal) {
  const { response, text } = await ask(address, signal);
  let body = null;
  try {
    body = JSON.parse(text);
  } catch {
    throw new ApiError("The server's answer cannot be read (status " + response.status + ").", response.status);
  }
  if (!response.ok) throw new ApiError(body?.error ?? "The server refused (status " + response.status + ").", response.status);
  return body;
}

/** Reads plain text. */
export async function getText(address, signal) {
  const { response, text } = await ask(address, signal);
  if (!response.ok) throw new ApiError("The server refused (status " + response.status + ").", response.status);
  return text;
}

async function ask(address, signal) {
  try {
    const response = await fetch(address, { signal });
    return { response, text: await response.text() };
  } catch (broken) {
    if (broken.name === "AbortError") throw broken;
    throw new ApiError("The server does not answer. Is 'agentic watch' still running?", 0);
  }
}

/** Where a picture is; `width` asks for a thumbnail. */
export function picture(run, id, width) {
  return path(["runs", run, "images", id], { width });
}

/** Whether a failure is only that nobody waits for the answer any more. */
export function isAbort(broken) {
  return broken?.name === "AbortError";
}
