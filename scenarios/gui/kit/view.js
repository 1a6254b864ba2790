"use strict";
// A description of elements and the smallest change of the document that brings it about. Elements keep their identity from one drawing
// to the next (by key, else by place), so that focus, caret and scroll positions survive.
{
  /** Describes an element. Properties: `key` names it for the oracle, `class`, `on…` are listeners, the others are properties or attributes. */
  agentic.h = (tag, properties, ...children) => ({
    tag,
    properties: properties ?? {},
    children: children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false),
  });

  const asProperty = new Set(["value", "checked", "disabled", "selected", "className", "textContent", "tabIndex", "scrollTop"]);
  const namespace = "http://www.w3.org/2000/svg";
  const drawn = new Set(["svg", "path", "circle", "rect", "polygon", "ellipse", "line", "g"]);

  const set = (element, name, value) => {
    if (name === "key") element.dataset.key = value;
    else if (name.startsWith("on")) element[name] = value ?? null;
    else if (name === "class") element.setAttribute("class", value);
    else if (asProperty.has(name)) {
      const wanted = value ?? (typeof element[name] === "boolean" ? false : "");
      if (element[name] !== wanted) element[name] = wanted;
    } else if (value === null || value === undefined || value === false) element.removeAttribute(name);
    else if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value === true ? "" : value);
  };

  const create = (node) => {
    if (typeof node !== "object") return document.createTextNode(String(node));
    const element = drawn.has(node.tag) ? document.createElementNS(namespace, node.tag) : document.createElement(node.tag);
    element.described = { tag: node.tag, properties: {} };
    return element;
  };

  const fits = (element, node) => {
    if (typeof node !== "object") return element.nodeType === Node.TEXT_NODE;
    return element.described?.tag === node.tag && element.described.properties.key === node.properties.key;
  };

  const update = (element, node) => {
    if (typeof node !== "object") {
      if (element.data !== String(node)) element.data = String(node);
      return;
    }
    for (const name of Object.keys(element.described.properties)) {
      if (!(name in node.properties)) set(element, name, name === "class" ? "" : null);
    }
    fill(element, node.children);
    // After the children: a list's value needs its options.
    for (const [name, value] of Object.entries(node.properties)) set(element, name, value);
    element.described = { tag: node.tag, properties: node.properties };
  };

  const fill = (parent, nodes) => {
    const keyed = new Map();
    for (const child of parent.childNodes) {
      const key = child.described?.properties.key;
      if (key !== undefined) keyed.set(key, child);
    }
    let at = parent.firstChild;
    for (const node of nodes) {
      const key = node.properties?.key;
      let element = key !== undefined ? keyed.get(key) : at && at.described?.properties.key === undefined ? at : null;
      if (!element || !fits(element, node)) element = create(node);
      if (element !== at) parent.insertBefore(element, at);
      else at = at.nextSibling;
      update(element, node);
    }
    while (at) {
      const next = at.nextSibling;
      at.remove();
      at = next;
    }
  };

  /** Makes the children of `parent` what the nodes say. */
  agentic.draw = (parent, nodes) => fill(parent, [nodes].flat(Infinity).filter((node) => node !== null && node !== undefined && node !== false));
}
