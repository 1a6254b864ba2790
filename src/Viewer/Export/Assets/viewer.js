"use strict";
// Shows the episodes of the data island. Text enters the page through textContent alone: nothing recorded is ever read as markup.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const root = document.getElementById("viewer");
  const state = { episode: 0, turn: 0, colour: "logprob", outcome: "all", query: "", shown: [] };

  // ---- building blocks -------------------------------------------------------------------------------------------------------
  const el = (tag, className, ...children) => {
    const node = document.createElement(tag);
    if (className) node.className = className;
    for (const child of children) {
      if (child !== null && child !== undefined) node.append(child);
    }
    return node;
  };
  const button = (className, label, title, action) => {
    const node = el("button", className, label);
    node.type = "button";
    node.title = title;
    node.addEventListener("click", action);
    return node;
  };
  const number = (value, digits = 3) => value === null || value === undefined ? "–" : Number(value.toFixed(digits)).toString();
  const words = { solved: "solved", failed: "failed", out_of_turns: "out of turns", out_of_tokens: "out of tokens", out_of_time: "out of time", unparsable: "unparsable", faulted: "faulted" };
  const badge = (episode) => el("span", "badge end-" + episode.end, words[episode.end] || episode.end);
  const returnOf = (episode) => episode.returns === null ? "no return" : episode.returns.map((value) => number(value)).join(" / ");

  // ---- tokens ----------------------------------------------------------------------------------------------------------------
  const pieceOf = (id) => Object.hasOwn(data.pieces, id) ? data.pieces[id] : "‹" + id + "›";
  const isVisible = (piece) => piece.trim() !== "";
  const shownPiece = (piece) => piece === "" ? "∅" : isVisible(piece) ? piece : piece.replaceAll(" ", "␣").replaceAll("\n", "⏎\n").replaceAll("\t", "⇥");
  // How much a token stands out, 0 to 1: unlikely for log-prob, undecided for entropy. Three nats are as strong as it gets.
  const strength = (value) => value === null || value === undefined ? 0 : Math.min(1, Math.abs(value) / 3);

  const tokenNode = (segment, at) => {
    const piece = pieceOf(segment.ids[at]);
    const node = el("span", "token origin-" + segment.origin, shownPiece(piece));
    node.style.setProperty("--logprob", strength(segment.logProbs?.[at]).toFixed(3));
    node.style.setProperty("--entropy", strength(segment.entropies?.[at]).toFixed(3));
    node.tip = { segment, at, piece };
    return node;
  };
  const segmentNode = (segment) => {
    if (segment.origin === "image") {
      return el("span", "token origin-image whole", "▦ image, " + segment.count + " tokens");
    }
    return el("span", "segment", ...segment.ids.map((_, at) => tokenNode(segment, at)));
  };
  const tokenBlock = (segments) => el("div", "tokens", ...segments.map(segmentNode));

  const tip = el("div", "tip");
  tip.hidden = true;
  const tipRow = (name, value) => el("div", "", el("b", "", name), " " + value);
  const showTip = (node) => {
    const { segment, at, piece } = node.tip;
    const logProb = segment.logProbs?.[at];
    tip.replaceChildren(
      el("code", "", JSON.stringify(piece)),
      tipRow("id", segment.ids[at]),
      tipRow("origin", segment.origin));
    if (logProb !== null && logProb !== undefined) tip.append(tipRow("log-prob", logProb.toFixed(4) + "  (p " + Math.exp(logProb).toFixed(4) + ")"));
    if (segment.entropies?.[at] !== null && segment.entropies?.[at] !== undefined) tip.append(tipRow("entropy", segment.entropies[at].toFixed(4) + " nats"));
    if (segment.temperature !== undefined) tip.append(tipRow("drawn at", "T " + number(segment.temperature) + ", weights " + segment.weightVersion));
    const place = node.getBoundingClientRect();
    tip.hidden = false;
    tip.style.left = Math.max(8, Math.min(place.left, window.innerWidth - tip.offsetWidth - 8)) + "px";
    const below = place.bottom + 6;
    tip.style.top = (below + tip.offsetHeight > window.innerHeight ? place.top - tip.offsetHeight - 6 : below) + "px";
  };

  // ---- one turn --------------------------------------------------------------------------------------------------------------
  const pictureNode = (index) => {
    const image = data.images[index];
    if (!image.src) return el("div", "missing", "picture " + image.width + "×" + image.height + " is not in the store: " + image.hash);
    const node = el("img", "frame");
    node.src = image.src;
    node.alt = "frame, " + image.width + "×" + image.height + " pixels";
    node.width = image.width;
    node.height = image.height;
    // Small frames grow by whole pixels, large ones stay as they are.
    node.style.width = image.width * Math.max(1, Math.floor(256 / Math.max(image.width, image.height))) + "px";
    return node;
  };
  // An action with a place on the page is drawn where it fell: a ring, an arrow for a drag, the words that were typed.
  const placed = (action) => {
    try {
      const read = JSON.parse(action);
      return Array.isArray(read?.of) && read.of.length === 2 && Array.isArray(read.at) ? read : typeof read?.text === "string" || typeof read?.keys === "string" ? read : null;
    } catch {
      return null;
    }
  };
  // The parser knows the name of the drawing language; written out, it would look like an address.
  const drawings = new DOMParser().parseFromString("<svg></svg>", "text/html").body.firstChild.namespaceURI;
  const svg = (tag, attributes) => {
    const node = document.createElementNS(drawings, tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    return node;
  };
  const withAction = (picture, action) => {
    const read = action === null ? null : placed(action);
    if (!read) return picture;
    const frame = el("div", "acted", picture);
    if (read.at && read.of) {
      const drawing = svg("svg", { viewBox: "0 0 " + Number(read.of[0]) + " " + Number(read.of[1]), "class": "act", preserveAspectRatio: "none" });
      const [x, y] = read.at.map(Number), size = Math.max(3, Number(read.of[0]) / 40);
      if (Array.isArray(read.to_at)) drawing.append(svg("line", { x1: x, y1: y, x2: Number(read.to_at[0]), y2: Number(read.to_at[1]) }));
      drawing.append(svg("circle", { cx: x, cy: y, r: size }), svg("circle", { cx: x, cy: y, r: size / 4, "class": "dot" }));
      frame.append(drawing);
    }
    const words = read.text ?? read.keys;
    if (words !== undefined) frame.append(el("div", "typed", read.type + " " + words));
    return frame;
  };
  const field = (label, ...content) => el("div", "field", el("div", "label", label), el("div", "value", ...content));
  const partsNode = (parts) => el("span", "parts", ...parts.map(([name, value, weight]) => {
    const node = el("span", weight === 0 ? "part metric" : "part", name + " " + number(value));
    node.title = weight === 0 ? "a metric: weight 0" : number(value) + " × weight " + number(weight) + " = " + number(value * weight);
    return node;
  }));
  const observationNode = (part) => part.guidance ? el("div", "tool", el("b", "", "help"), el("pre", "text", part.text)) : part.tool !== undefined
    ? el("div", "tool", el("b", "", part.tool), el("pre", "text", part.text))
    : el("pre", "text", part.text);

  const turnNode = (episode, turn, at) => {
    const pictures = turn.observation.filter((part) => part.image !== undefined).map((part) => withAction(pictureNode(part.image), turn.action));
    const texts = turn.observation.filter((part) => part.image === undefined).map(observationNode);
    // Without a vocabulary the words say more than bare ids.
    const answer = turn.answer && Object.keys(data.pieces).length ? tokenBlock([turn.answer]) : el("pre", "text", turn.text);
    const fields = [];
    if (texts.length) fields.push(field("sees", ...texts));
    fields.push(field("says", answer));
    fields.push(field("does", turn.action === null ? el("em", "bad", "not understood") : el("code", "", turn.action),
      turn.action !== null && !turn.legal ? el("em", "bad", " not allowed here") : null));
    if (turn.feedback !== null) fields.push(field("is told", el("pre", "text", turn.feedback)));
    fields.push(field("earns", turn.parts.length ? partsNode(turn.parts) : el("span", "quiet", "nothing"),
      el("span", "quiet", "  score " + number(turn.score) + " · running " + number(turn.running))));
    const all = [...turn.context, ...(turn.answer ? [turn.answer] : [])];
    if (all.length) {
      const count = all.reduce((sum, segment) => sum + segment.count, 0);
      const details = el("details", "all", el("summary", "", "all " + count + " tokens of this turn"));
      details.addEventListener("toggle", () => {
        if (details.open && details.children.length === 1) details.append(tokenBlock(all));
      });
      fields.push(details);
    }
    const role = episode.roles > 1 ? " · role " + turn.role : "";
    const node = el("section", "turn",
      el("h3", "", "Turn " + (at + 1), el("span", "quiet", " of " + episode.turns.length + role + " · state " + turn.state)),
      el("div", "turn-body", pictures.length ? el("div", "frames", ...pictures) : null, el("div", "fields", ...fields)));
    node.addEventListener("click", () => selectTurn(at, false));
    return node;
  };

  // ---- one episode -----------------------------------------------------------------------------------------------------------
  const main = el("main", "episode");
  const endNode = (episode) => el("section", "end-card",
    el("h3", "", "End"),
    field("ended", badge(episode), episode.fault === null ? null : el("pre", "text", episode.fault)),
    ...(episode.returns === null ? [] : episode.final.map((parts, role) =>
      field(episode.roles > 1 ? "role " + role : "paid", parts.length ? partsNode(parts) : el("span", "quiet", "nothing more"),
        el("span", "quiet", "  return " + number(episode.returns[role]))))));

  const showEpisode = () => {
    const episode = data.episodes[state.episode];
    if (!episode) {
      main.replaceChildren(el("p", "quiet", "There is no episode to show."));
      return;
    }
    const strip = el("nav", "strip", ...episode.turns.map((turn, at) => {
      const kind = turn.action === null ? " refused" : turn.legal ? "" : " illegal";
      return button("step" + kind, String(at + 1), "turn " + (at + 1) + (turn.action === null ? ": not understood" : ": " + turn.action), () => selectTurn(at, true));
    }));
    const task = el("details", "all", el("summary", "", "task, instruction and limits"),
      field("told", el("pre", "text", episode.instruction)),
      field("task", el("pre", "text", episode.state)),
      field("limits", el("span", "", episode.limits)));
    main.replaceChildren(
      el("header", "episode-head",
        el("h2", "", "Episode " + episode.index, badge(episode), el("span", "return", returnOf(episode))),
        el("p", "quiet", episode.task + " · group " + episode.group + ", member " + episode.member + " · seed " + episode.seed + " · " + episode.split
          + (episode.retries ? " · " + episode.retries + " retries" : "")
          + (episode.parent ? " · " + (episode.parent.turn > 0 ? "goes on from episode " + episode.parent.episode + " after " + episode.parent.turn + " turns" : "made from episode " + episode.parent.episode) : "")),
        task, strip),
      ...episode.turns.map((turn, at) => turnNode(episode, turn, at)),
      endNode(episode));
    markTurn();
  };

  const markTurn = () => {
    main.querySelectorAll(".turn").forEach((node, at) => node.classList.toggle("current", at === state.turn));
    main.querySelectorAll(".step").forEach((node, at) => node.classList.toggle("current", at === state.turn));
  };
  const writeLink = () => {
    const episode = data.episodes[state.episode];
    if (episode) history.replaceState(null, "", "#episode=" + episode.index + "&turn=" + (state.turn + 1));
  };
  const selectTurn = (turn, scroll) => {
    const last = Math.max(0, (data.episodes[state.episode]?.turns.length ?? 1) - 1);
    state.turn = Math.max(0, Math.min(turn, last));
    markTurn();
    writeLink();
    if (scroll) main.querySelectorAll(".turn")[state.turn]?.scrollIntoView({ block: "start", behavior: "smooth" });
  };
  const selectEpisode = (episode, turn = 0, scroll = turn > 0) => {
    state.episode = episode;
    showEpisode();
    markRow();
    selectTurn(turn, scroll);
  };

  // ---- the list --------------------------------------------------------------------------------------------------------------
  const list = el("ol", "list");
  const count = el("p", "quiet count");
  const rows = data.episodes.map((episode, at) => {
    const row = button("row", el("span", "row-name", "Episode " + episode.index), episode.task,
      () => { selectEpisode(at); root.classList.remove("browsing"); });
    row.append(badge(episode), el("span", "row-detail quiet", episode.world + " · g" + episode.group + "." + episode.member + " · " + episode.turns.length
      + (episode.turns.length === 1 ? " turn" : " turns")), el("span", "row-return", returnOf(episode)));
    return el("li", "", row);
  });
  // What a search looks through, made once: everything that a reader of the episode could see as words.
  const haystacks = data.episodes.map((episode) => [episode.index, episode.task, episode.state, episode.instruction, episode.end, episode.fault ?? "",
    ...episode.turns.flatMap((turn) => [turn.text, turn.action ?? "", turn.feedback ?? "", ...turn.observation.map((part) => part.text ?? "")])].join("\n").toLowerCase());

  const filter = () => {
    const query = state.query.trim().toLowerCase();
    state.shown = data.episodes.map((_, at) => at)
      .filter((at) => (state.outcome === "all" || data.episodes[at].end === state.outcome) && haystacks[at].includes(query));
    list.replaceChildren(...state.shown.map((at) => rows[at]));
    count.textContent = state.shown.length + " of " + data.episodes.length + " episodes";
  };
  const markRow = () => rows.forEach((row, at) => row.firstChild.classList.toggle("current", at === state.episode));
  const stepEpisode = (direction) => {
    const here = state.shown.indexOf(state.episode);
    const next = here < 0 ? 0 : Math.max(0, Math.min(here + direction, state.shown.length - 1));
    if (state.shown.length) {
      selectEpisode(state.shown[next]);
      rows[state.shown[next]].scrollIntoView({ block: "nearest" });
      root.scrollIntoView({ block: "start" });
    }
  };

  // ---- the frame around ------------------------------------------------------------------------------------------------------
  const choice = (options, chosen, choose) => {
    const group = el("div", "choice");
    for (const [value, label, title] of options) {
      const node = button(value === chosen ? "on" : "", label, title, () => {
        [...group.children].forEach((other) => other.classList.toggle("on", other === node));
        choose(value);
      });
      group.append(node);
    }
    return group;
  };
  const outcomes = [...new Set(data.episodes.map((episode) => episode.end))].map((end) =>
    [end, (words[end] || end) + " " + data.episodes.filter((episode) => episode.end === end).length, "only these"]);
  const search = el("input", "search");
  search.type = "search";
  search.placeholder = "search text, task, action …";
  search.addEventListener("input", () => { state.query = search.value; filter(); });
  const colours = choice([["logprob", "log-prob", "stronger: less likely"], ["entropy", "entropy", "stronger: less decided"],
    ["mask", "mask", "by origin; only sampled tokens are learnt from"], ["none", "plain", "no colour"]], "logprob",
  (value) => { state.colour = value; root.dataset.colour = value; });
  root.dataset.colour = state.colour;
  root.append(
    el("aside", "side", search, choice([["all", "all " + data.episodes.length, "every outcome"], ...outcomes], "all", (value) => { state.outcome = value; filter(); }), count, list),
    el("div", "content",
      el("div", "bar", button("browse", "☰ episodes", "show the list", () => root.classList.toggle("browsing")), el("span", "quiet", "tokens by"), colours,
        el("span", "legend", el("i", "", ""), el("span", "", "")),
        el("span", "keys quiet", el("kbd", "", "j"), el("kbd", "", "k"), " turn ", el("kbd", "", "n"), el("kbd", "", "p"), " episode ", el("kbd", "", "/"), " search")),
      main),
    tip);

  // ---- events ----------------------------------------------------------------------------------------------------------------
  const readLink = () => {
    const link = new URLSearchParams(location.hash.slice(1));
    const at = data.episodes.findIndex((episode) => String(episode.index) === link.get("episode"));
    const turn = Number.parseInt(link.get("turn") ?? "1", 10);
    return at < 0 ? null : { episode: at, turn: Number.isFinite(turn) ? turn - 1 : 0 };
  };
  const keys = { j: () => selectTurn(state.turn + 1, true), k: () => selectTurn(state.turn - 1, true), n: () => stepEpisode(1), p: () => stepEpisode(-1) };
  document.addEventListener("keydown", (event) => {
    if (event.target === search) {
      if (event.key === "Escape") search.blur();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "/") {
      event.preventDefault();
      root.classList.add("browsing");
      search.focus();
    } else if (Object.hasOwn(keys, event.key)) {
      event.preventDefault();
      keys[event.key]();
    }
  });
  root.addEventListener("mouseover", (event) => {
    if (event.target.tip) showTip(event.target);
    else tip.hidden = true;
  });
  window.addEventListener("hashchange", () => {
    const link = readLink();
    if (link) selectEpisode(link.episode, link.turn, true);
  });

  filter();
  const link = readLink();
  if (link) selectEpisode(link.episode, link.turn, true);
  else { showEpisode(); markRow(); }
})();
