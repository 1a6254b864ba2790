// The page: the place in the address chooses the view; keys and the bar at the top are the same everywhere.
import { el, button, link, isTyping } from "./dom.js";
import { isAbort } from "./api.js";
import { parse, go, href } from "./route.js";
import { themeSwitch } from "./theme.js";
import { showHelp } from "./help.js";
import { runsView } from "./runs-view.js";
import { runView } from "./run-view.js";
import { episodeView } from "./episode-view.js";
import { groupView } from "./group-view.js";
import { treeView } from "./tree-view.js";
import { compareView } from "./compare-view.js";

const views = { runs: runsView, run: runView, episode: episodeView, group: groupView, tree: treeView, compare: compareView };
const main = document.getElementById("main");
const crumbs = el("nav", "crumbs");
crumbs.setAttribute("aria-label", "Where you are");
const lamp = el("span", "lamp", "");
lamp.hidden = true;
let open = null;

/** What a view may ask of the page. A view has `key`, `node`, `show(route)`, and maybe `keys`, `up` and `close()`. */
const page = {
  crumbs: (...parts) => {
    document.title = [...parts.map((part) => part.words), "Agentic"].reverse().join(" · ");
    crumbs.replaceChildren(...parts.flatMap((part, at) => [el("span", "sep", "›"),
      at === parts.length - 1 ? el("span", "", part.words) : link(part.href, "", part.words)]));
  },
  lamp: (state, words) => {
    lamp.hidden = state === null;
    lamp.classList.toggle("on", state === "live");
    lamp.textContent = state === "live" ? words ?? "live" : state === "paused" ? "live tail off" : "not connected";
    lamp.title = state === "live" ? "new episodes appear as they are recorded; l stops it" : "l starts it";
  },
  fail: (broken) => {
    if (isAbort(broken)) return;
    if (broken.status === undefined) console.error(broken);
    main.querySelector(":scope > .error")?.remove();
    const node = el("p", "error", String(broken.message ?? broken));
    node.setAttribute("role", "alert");
    main.prepend(node);
  },
};

function show() {
  const route = parse(location.hash);
  main.querySelector(":scope > .error")?.remove();
  if (route === null) {
    close();
    page.crumbs({ words: "nothing here" });
    page.fail({ message: "There is nothing at '" + location.hash + "'. Esc leads to the runs.", status: 404 });
    return;
  }
  const kind = views[route.name];
  const key = kind.key(route);
  if (open?.key !== key) {
    close();
    open = { key, view: kind.open(route, page) };
    main.replaceChildren(open.view.node);
    main.scrollTop = 0;
  }
  open.view.show(route);
}

function close() {
  open?.view.close?.();
  open = null;
  page.lamp(null);
  main.replaceChildren();
}

function pressed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  const dialog = document.querySelector("dialog[open]");
  if (dialog) {
    if (event.key === "?") dialog.close();
    return;
  }
  if (isTyping(event.target)) {
    if (event.key === "Escape") {
      event.target.blur();
      main.focus();
    }
    return;
  }
  const act = keys[event.key] ?? open?.view.keys?.[event.key];
  if (act && !isOwn(event.target, event.key)) {
    event.preventDefault();
    act(event);
  }
}

// Keys that the control with the focus answers to itself.
function isOwn(target, key) {
  if (!(target instanceof HTMLElement)) return false;
  if (target.type === "range") return /^(Arrow|Home|End|Page)/.test(key);
  if (target.type === "checkbox") return key === " ";
  return key === "Enter" && target.closest("button, summary, a") !== null || key === " " && target.closest("button, summary") !== null;
}

const keys = {
  "?": showHelp,
  Escape: () => go(open?.view.up?.() ?? href([])),
};
document.getElementById("top").append(
  link("#/", "brand", "Agentic"), crumbs,
  el("div", "tools", lamp, themeSwitch(), button("", "?", "Help: keys, colours, commands", showHelp)));
document.addEventListener("keydown", pressed);
window.addEventListener("hashchange", show);
show();
