// How to hand on what one looks at: the link to this place, and the command that makes a file of it.
import { el, button, announce } from "./dom.js";
import { plain } from "./long-text.js";

/** The commands for an episode; `folder` is as much of the run's path as the server tells. */
export function shareNode(folder, episode) {
  const run = quoted(folder), file = "episode-" + episode.episode;
  const rows = [
    ["this place", location.href], ["a file to share", "agentic export " + run + " --episode " + episode.episode + " --format html --output " + file + ".html"],
    ["a moving picture", "agentic export " + run + " --episode " + episode.episode + " --format apng --output " + file + ".png"], ["play it by hand", "agentic play " + plain(episode.world)],
    ["prove it again", "agentic replay " + run + " --verify"],
  ];
  return el("table", "share", el("tbody", "", rows.map(([name, words]) => {
    const code = el("code", "", words);
    const copy = button("", "copy", "copy " + name, async () => {
      const now = name === "this place" ? location.href : words;
      code.textContent = now;
      try {
        await navigator.clipboard.writeText(now);
        announce("copied");
      } catch {
        getSelection().selectAllChildren(code);
        announce("selected: copy it with the browser's own key");
      }
    });
    copy.setAttribute("aria-label", "copy " + name);
    return el("tr", "", el("td", "quiet", name), el("td", "", code), el("td", "", copy));
  })));
}

// A name with anything but plain letters is quoted for a shell.
function quoted(text) {
  return /^[\w./-]+$/.test(text) ? text : "'" + text.replaceAll("'", "'\\''") + "'";
}
