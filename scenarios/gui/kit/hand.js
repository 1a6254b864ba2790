"use strict";
// From intents to real actions. An intent names elements by key; the action that comes of it is what a person would do next:
// {click: key}, {fill: key, text}, {press: keys}, {drag: key, to: key} or {drag: key, by: [dx, dy]}, {select: key, text}, {wait: ms}.
{
  const find = (key) => {
    const element = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (!element) throw new Error(`the plan names '${key}', which is not on the page`);
    return element;
  };

  const scrollers = (element) => {
    const found = [];
    for (let parent = element.parentElement; parent; parent = parent.parentElement) {
      const overflow = getComputedStyle(parent).overflowY;
      if ((overflow === "auto" || overflow === "scroll") && parent.scrollHeight > parent.clientHeight) found.unshift(parent);
    }
    return found;
  };

  const centre = (box) => ({ x: Math.round((box.left + box.right) / 2), y: Math.round((box.top + box.bottom) / 2) });

  const within = (box, outer) => ({
    left: Math.max(box.left, outer.left), right: Math.min(box.right, outer.right),
    top: Math.max(box.top, outer.top), bottom: Math.min(box.bottom, outer.bottom),
  });

  /** The wheel turn that brings the element into sight, or null when it is there. */
  const bring = (element) => {
    for (const scroller of scrollers(element)) {
      const box = element.getBoundingClientRect(), frame = scroller.getBoundingClientRect();
      const isTall = box.height > frame.height;
      const isHidden = isTall ? box.bottom < frame.top + 8 || box.top > frame.bottom - 8 : box.top < frame.top - 1 || box.bottom > frame.bottom + 1;
      if (isHidden) {
        const dy = Math.round((box.top + box.bottom - frame.top - frame.bottom) / 2);
        return { type: "scroll", ...centre(within(frame, { left: 0, top: 0, right: innerWidth, bottom: innerHeight })), dx: 0, dy };
      }
    }
    return null;
  };

  /** The middle of what can be seen of the element. */
  const pointOf = (element) => {
    let box = within(element.getBoundingClientRect(), { left: 0, top: 0, right: innerWidth, bottom: innerHeight });
    for (const scroller of scrollers(element)) box = within(box, scroller.getBoundingClientRect());
    const point = centre(box);
    const hit = document.elementFromPoint(point.x, point.y);
    if (!hit || !(element.contains(hit) || hit.closest("label")?.contains(element))) {
      throw new Error(`'${element.dataset.key}' is covered at ${point.x}, ${point.y} by ${hit?.dataset.key ?? hit?.tagName ?? "nothing"}`);
    }
    return point;
  };

  const reach = (key, action) => {
    const element = find(key);
    return bring(element) ?? action(pointOf(element), element);
  };

  const fill = (key, text) => {
    const field = find(key);
    if (document.activeElement !== field) return reach(key, (point) => ({ type: "click", ...point }));
    const isAllSelected = field.selectionStart === 0 && field.selectionEnd === field.value.length;
    const isAtEnd = field.selectionStart === field.value.length;
    if (isAllSelected && text !== "") return { type: "type", text };
    if (isAtEnd && text.startsWith(field.value) && text !== field.value) return { type: "type", text: text.slice(field.value.length) };
    return isAllSelected ? { type: "press", keys: "Delete" } : { type: "press", keys: "Control+a" };
  };

  const drag = (intent) => reach(intent.drag, (from) => {
    const to = intent.to ? pointOf(find(intent.to)) : { x: from.x + Math.round(intent.by[0]), y: from.y + Math.round(intent.by[1]) };
    return { type: "drag", ...from, x2: to.x, y2: to.y };
  });

  /** The real action that serves an intent next. */
  agentic.act = (intent) => {
    if (intent.click) return reach(intent.click, (point) => ({ type: "click", ...point }));
    if (intent.fill) return fill(intent.fill, intent.text);
    if (intent.press) return { type: "press", keys: intent.press };
    if (intent.drag) return drag(intent);
    if (intent.select) return reach(intent.select, (point) => ({ type: "select", ...point, text: intent.text }));
    if (intent.wait) return { type: "wait", ms: intent.wait };
    throw new Error(`an intent without a verb: ${JSON.stringify(intent)}`);
  };

  /** The value at a key's element, for plans that must see where something is drawn. */
  agentic.boxOf = (key) => find(key).getBoundingClientRect();
}
