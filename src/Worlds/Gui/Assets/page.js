"use strict";
// Runs in every page before its own scripts, after Playwright's clock: holds the clock still, counts what is under way, and answers
// the engine's calls. Each call settles first and comes back with everything in one text.
(() => {
  const clock = globalThis.__pwClock;
  if (!clock || globalThis.__gui) return;
  const { controller, builtins } = clock;
  const start = 1704110400000; // noon of the first day of 2024

  // The clock's own calls note every turn in a script for new documents, one more each time, and time runs on while a page loads.
  // Held here, it moves only when a step moves it.
  controller._log.length = 0;
  controller._realTime = undefined;
  controller._currentRealTimeTimer?.cancel();
  controller._currentRealTimeTimer = undefined;
  controller._now = { time: start, isFixedTime: false, ticks: 0, origin: start };

  const realNow = () => builtins.performance.now();
  let requests = 0, changes = 0, popups = 0, isLeaving = false;
  new MutationObserver((list) => (changes += list.length))
    .observe(document, { subtree: true, childList: true, attributes: true, characterData: true });

  // Who waits until nothing loads any more.
  let waiting = [];
  const wake = () => {
    for (const go of waiting.splice(0)) go();
  };
  const answered = () => {
    requests--;
    wake();
  };
  document.addEventListener("readystatechange", wake);
  for (const type of ["load", "error"]) document.addEventListener(type, wake, true);
  navigation.addEventListener("navigate", (event) => (isLeaving = !event.destination.sameDocument && !event.downloadRequest));
  // Refused, or taken over by the page itself: it stays.
  for (const type of ["navigateerror", "navigatesuccess"]) {
    navigation.addEventListener(type, () => {
      isLeaving = false;
      wake();
    });
  }

  const realFetch = globalThis.fetch;
  globalThis.fetch = (...args) => {
    requests++;
    return realFetch(...args).finally(answered);
  };
  const realSend = XMLHttpRequest.prototype.send;
  XMLHttpRequest.prototype.send = function (...args) {
    requests++;
    this.addEventListener("loadend", answered, { once: true });
    return realSend.apply(this, args);
  };
  globalThis.open = () => {
    popups++;
    return null;
  };

  // Who listens for clicks: a mark is due to whatever can be clicked.
  const listening = new WeakSet();
  const realListen = EventTarget.prototype.addEventListener;
  EventTarget.prototype.addEventListener = function (type, ...rest) {
    if (this instanceof Element && (type === "click" || type === "mousedown" || type === "pointerdown")) listening.add(this);
    return realListen.call(this, type, ...rest);
  };

  // A list or a picker of the browser's own opens in a window that no picture shows, and that is never drawn: none opens.
  const opensList = (target) => target instanceof HTMLSelectElement && !target.multiple && target.size <= 1;
  realListen.call(globalThis, "mousedown", (event) => {
    if (!opensList(event.target)) return;
    event.preventDefault();
    event.target.focus();
  }, true);
  realListen.call(globalThis, "keydown", (event) => {
    const isArrow = event.key === "ArrowDown" || event.key === "ArrowUp";
    if (opensList(event.target) && (event.key === " " || event.key === "Enter" || event.key === "F4" || (event.altKey && isArrow))) event.preventDefault();
  }, true);
  realListen.call(globalThis, "click", (event) => {
    if (event.target instanceof HTMLInputElement && (event.target.type === "color" || event.target.type === "file")) event.preventDefault();
  }, true);
  for (const kind of [HTMLSelectElement, HTMLInputElement]) kind.prototype.showPicker = () => {};

  // No caret: it blinks by a clock of its own. A style sheet of the document's, so that its tree stays as it is.
  const plain = new CSSStyleSheet();
  plain.replaceSync("* { caret-color: transparent !important; scroll-behavior: auto !important } #click-canvas, #reward-display, ::-webkit-calendar-picker-indicator { display: none !important }");
  document.adoptedStyleSheets = [plain];

  const later = (ms) => new Promise((done) => builtins.setTimeout(done, ms));

  const frame = () => Promise.race([new Promise((done) => builtins.requestAnimationFrame(done)), later(250)]);

  const isLoading = () => isLeaving || document.readyState !== "complete" || requests > 0 || [...document.images].some((image) => !image.complete);

  /** Waits until nothing loads any more, and what was waiting for it has run; for at most `bound` real milliseconds. */
  const loaded = async (bound) => {
    const until = realNow() + bound;
    while (isLoading() && realNow() < until) {
      await Promise.race([new Promise((done) => waiting.push(done)), later(until - realNow())]);
      await later(0);
    }
  };

  // Style animations run by the compositor's clock: short ones end at once, endless ones stand where the page's time puts them.
  const stillAnimations = () => {
    for (const animation of document.getAnimations()) {
      try {
        animation.finish();
      } catch {
        animation.pause();
        animation.currentTime = controller._now.ticks;
      }
    }
  };

  // Changes that the next frame will show; what a frame changes itself needs another.
  let shown = 0;

  /** Moves the page's time on and waits for what that loads, for at most `bound` real milliseconds. The page can be drawn then. */
  const settle = async (ms, bound) => {
    try {
      await controller.runFor(ms);
    } catch {
      // A timer of the page threw; the page goes on like any other.
    }
    if (isLoading()) await loaded(bound);
    stillAnimations();
    shown = changes;
  };

  // The timers that the page itself set while it loaded; those of an episode go with it.
  let baseline = null;
  const rewind = () => {
    if (!baseline) {
      const { ticks } = controller._now;
      baseline = { ticks, next: controller._uniqueTimerId, calls: new Map([...controller._timers].map(([id, timer]) => [id, timer.callAt])) };
    }
    for (const [id, timer] of controller._timers) {
      if (baseline.calls.has(id)) timer.callAt = baseline.calls.get(id);
      else controller._timers.delete(id);
    }
    controller._uniqueTimerId = baseline.next;
    controller._now = { time: start, isFixedTime: false, ticks: baseline.ticks, origin: start - baseline.ticks };
  };

  const snapshot = () => {
    const parts = [];
    const walk = (node) => {
      if (node.nodeType === Node.TEXT_NODE) {
        if (node.data.trim()) parts.push(node.data.trim());
      } else if (node.nodeType === Node.ELEMENT_NODE && !/^(SCRIPT|STYLE)$/.test(node.tagName) && node.id !== "reward-display" && node.id !== "sync-task-cover" && node.id !== "click-canvas") {
        parts.push(`<${node.tagName}`);
        for (const { name, value } of node.attributes) parts.push(`${name}=${value}`);
        if ("value" in node && typeof node.value === "string") parts.push(`value:${node.value}`);
        if (node.checked) parts.push("checked");
        if (node === document.activeElement) parts.push("focus");
        if (node.scrollTop) parts.push(`scroll:${Math.round(node.scrollTop)}`);
        for (const child of node.childNodes) walk(child);
        parts.push(">");
      }
    };
    walk(document.body);
    return parts.join(" ");
  };

  // How a site says where its task stands.
  const sites = {
    kit: {
      isReady: () => typeof agentic !== "undefined" && typeof agentic.start === "function",
      start: ({ template, instance, theme }) => agentic.start(template, instance, theme),
      status: () => agentic.status(),
      goal: () => agentic.goal(),
    },
    miniwob: {
      isReady: () => typeof core !== "undefined" && typeof core.startEpisodeReal === "function" && globalThis.WOB_TASK_READY !== false,
      start: ({ seed, maxTime, mode }) => {
        document.activeElement?.blur();
        getSelection()?.removeAllRanges();
        scrollTo(0, 0);
        core.EPISODE_MAX_TIME = maxTime;
        if (mode) core.setDataMode?.(mode);
        Math.seedrandom(seed);
        core.startEpisodeReal();
      },
      status: () => {
        const { WOB_DONE_GLOBAL: done, WOB_RAW_REWARD_GLOBAL: raw, WOB_REWARD_GLOBAL: scaled } = globalThis;
        return { state: snapshot(), done: !!done, success: !!done && raw > 0, parts: done ? { raw_reward: raw, scaled_reward: scaled } : {} };
      },
      goal: () => {
        const said = core.getUtterance();
        return typeof said === "string" ? said : said?.utterance ?? "";
      },
    },
  };

  // The history entry at which the task began: going back stops there.
  let floor = 0;
  let site = null, token = null, marked = new WeakMap(), nextMark = 1;

  const bid = (element) => {
    if (!marked.has(element)) marked.set(element, nextMark++);
    return marked.get(element);
  };

  const interactive = /^(INPUT|TEXTAREA|SELECT|BUTTON|A|IFRAME|VIDEO|LI|TD|OPTION)$/;
  const roles = { A: "link", BUTTON: "button", SELECT: "combobox", TEXTAREA: "textbox", LI: "listitem", TD: "cell", OPTION: "option", IMG: "image", UL: "list", TABLE: "table", H1: "heading", H2: "heading", H3: "heading", LABEL: "label", IFRAME: "iframe", VIDEO: "video" };
  const inputRoles = { checkbox: "checkbox", radio: "radio", range: "slider", number: "spinbutton", submit: "button", button: "button", reset: "button" };

  const ownText = (element) => {
    let text = "";
    for (const child of element.childNodes) if (child.nodeType === Node.TEXT_NODE) text += child.data;
    return text.trim();
  };

  const nameOf = (element) => (element.getAttribute("aria-label") ?? element.getAttribute("alt") ?? element.labels?.[0]?.textContent
    ?? (interactive.test(element.tagName) && element.textContent.length < 200 ? element.textContent : ownText(element))
    ?? element.getAttribute("placeholder") ?? "").trim().replace(/\s+/g, " ").slice(0, 100);

  /** Every element that can be seen and says or does something: [bid, depth, role, name, value, x, y, width, height, flags]. */
  const elements = () => {
    const list = [];
    const visit = (element, depth) => {
      if (list.length === 2000) return;
      const box = element.getBoundingClientRect();
      const isSeen = box.width > 0 && box.height > 0 && box.right > 0 && box.bottom > 0 && box.left < innerWidth && box.top < innerHeight;
      let isListed = false;
      if (isSeen) {
        const style = getComputedStyle(element);
        if (style.visibility === "visible" && style.display !== "none") {
          const isActive = interactive.test(element.tagName) || listening.has(element) || !!element.onclick || style.cursor === "pointer";
          isListed = isActive || ownText(element) !== "" || element.tagName === "IMG";
          if (isListed) {
            const x = Math.min(Math.max((box.left + box.right) / 2, 0), innerWidth - 1), y = Math.min(Math.max((box.top + box.bottom) / 2, 0), innerHeight - 1);
            const hit = document.elementFromPoint(x, y);
            const isMarked = isActive && box.width * box.height >= 20 && !!hit && element.contains(hit);
            const role = element.getAttribute("role") ?? (element.tagName === "INPUT" ? inputRoles[element.type] ?? "textbox" : roles[element.tagName] ?? "text");
            const flags = (isActive ? 1 : 0) | (isMarked ? 2 : 0) | (element === document.activeElement ? 4 : 0) | (element.checked || element.getAttribute("aria-checked") === "true" ? 8 : 0) | (element.disabled ? 16 : 0);
            const value = "value" in element && typeof element.value === "string" && element.tagName !== "BUTTON" && element.tagName !== "LI" ? element.value.slice(0, 100) : "";
            list.push([bid(element), depth, role, nameOf(element), value, box.left, box.top, box.width, box.height, flags]);
          }
        }
      }
      for (const child of element.children) visit(child, depth + (isListed ? 1 : 0));
    };
    if (document.body) visit(document.body, 0);
    return list;
  };

  const look = (wants, quiet) => {
    const status = site.status();
    const seen = popups;
    if (quiet) popups = 0;
    return JSON.stringify({
      quiet, state: status.state, done: status.done, success: status.success, parts: status.parts, popups: seen, token,
      ...(wants.goal && { goal: site.goal() }), ...(wants.elements && { elements: elements() }),
    });
  };

  globalThis.__gui = {
    /** Draws a task anew. */
    async begin(task) {
      site = sites[task.site];
      for (let round = 0; !site.isReady() && round < 40; round++) {
        await settle(50, 250);
        await later(round);
      }
      if (!site.isReady()) return JSON.stringify({ broken: `the page does not answer as one of '${task.site}'` });
      token = task.token;
      marked = new WeakMap();
      nextMark = 1;
      floor = navigation.currentEntry?.index ?? 0;
      rewind();
      site.start(task);
      popups = 0;
      await settle(0, task.bound);
      return "{}";
    },

    /** Lets an action do what it does. A document without a task of that token is another one. */
    async step(wants) {
      if (!site || token !== wants.token) return JSON.stringify({ left: true });
      await settle(wants.ms, wants.bound);
      if (token !== wants.token) return JSON.stringify({ left: true });
      // Nobody looks at a page whose task is over.
      return site.status().done ? look(wants, true) : "{}";
    },

    /** Where the task stands, once the page has been drawn. */
    async look(wants) {
      if (!site || token !== wants.token) return JSON.stringify({ left: true });
      const isQuiet = changes === shown && !isLoading();
      const answer = look(wants, isQuiet);
      // The next frame shows what this one changed, or what still loads.
      if (!isQuiet) await settle(0, wants.bound);
      return answer;
    },

    /** Two frames, where the browser draws when it likes. */
    async frames() {
      await frame();
      await frame();
    },

    /** Chooses an entry of the list at a point by its words; says whether there is one. */
    select(x, y, text) {
      const list = document.elementFromPoint(x, y)?.closest("select");
      const option = list && [...list.options].find((one) => one.label.trim() === text || one.value === text);
      if (!option || option.disabled || list.disabled) return false;
      list.focus();
      list.value = option.value;
      list.dispatchEvent(new Event("input", { bubbles: true }));
      list.dispatchEvent(new Event("change", { bubbles: true }));
      return true;
    },

    /** One page back or forward, only among what this document has shown itself. */
    async travel(by) {
      const to = (navigation.currentEntry?.index ?? 0) + by;
      if (to < floor || !navigation.entries()[to]?.sameDocument) return false;
      await navigation.traverseTo(navigation.entries()[to].key).finished.catch(() => {});
      return true;
    },

    /** The oracle's next action, as text; "null" where there is none. */
    next: () => JSON.stringify(typeof agentic !== "undefined" && agentic.next ? agentic.next() : null),
  };
})();
