// Elements. Text enters the page through text nodes and attributes alone: nothing recorded is ever read as markup.

/** An element with a class and children; null and undefined children are left out. */
export function el(tag, className, ...children) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  node.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return node;
}

/** A link inside the page, or out of it. */
export function link(href, className, ...children) {
  const node = el("a", className, ...children);
  node.href = href;
  return node;
}

/** A button that says what it does: `title` is its tip and, for a symbol, its name. */
export function button(className, label, title, action) {
  const node = el("button", className, label);
  node.type = "button";
  if (title) {
    node.title = title;
    if (String(label).length < 3) node.setAttribute("aria-label", title);
  }
  node.addEventListener("click", action);
  return node;
}

/** A control with its label in front. */
export function labelled(label, control, className = "control") {
  return el("label", className, el("span", "label", label), control);
}

/** A choice from a list of [value, words]. */
export function select(options, chosen, change) {
  const node = el("select", "", options.map(([value, words]) => {
    const option = el("option", "", words);
    option.value = value;
    option.selected = String(value) === String(chosen);
    return option;
  }));
  node.addEventListener("change", () => change(node.value));
  return node;
}

/** A field for text or numbers; `change` gets each new value. */
export function input(type, value, change, attributes = {}) {
  const node = el("input", "");
  node.type = type;
  node.value = value ?? "";
  for (const [name, text] of Object.entries(attributes)) node.setAttribute(name, text);
  node.addEventListener("input", () => change(node.value));
  return node;
}

/** One of several, as a row of buttons; the chosen one says so to a screen reader. */
export function choice(name, options, chosen, choose) {
  const group = el("div", "choice");
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", name);
  group.mark = (value) => [...group.children].forEach((node) => node.setAttribute("aria-pressed", String(node.dataset.value === String(value))));
  for (const [value, words, title] of options) {
    const node = button("", words, title, () => choose(value));
    node.dataset.value = value;
    group.append(node);
  }
  group.mark(chosen);
  return group;
}

// The name of the drawing language, asked of the parser: written out, it would look like an address.
const drawing = new DOMParser().parseFromString("<svg></svg>", "text/html").body.firstChild.namespaceURI;

/** An element of a drawing. */
export function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS(drawing, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return node;
}

/** A name and what stands behind it. */
export function field(label, ...content) {
  return el("div", "field", el("div", "label", label), el("div", "value", ...content));
}

/** A heading with its section. */
export function section(title, className, ...content) {
  const node = el("section", "panel " + className, el("h2", "", title), ...content);
  node.setAttribute("aria-label", title);
  return node;
}

/** Says something to those who do not see the page change. */
export function announce(text) {
  document.getElementById("said").textContent = text;
}

/** Whether keys pressed here belong to the control that has the focus. */
export function isTyping(target) {
  return target instanceof HTMLElement && (target.isContentEditable || target.tagName === "SELECT" || target.tagName === "TEXTAREA"
    || (target.tagName === "INPUT" && !["checkbox", "radio", "range"].includes(target.type)));
}
