"use strict";
// Dragging with the mouse: from the press to the release, wherever that is.
{
  let release = null;

  /**
   * A listener for mousedown. `move({x, y}, isDrop)` is told where the thing would be; `from(event)` says where it is at the press.
   * @returns {(event: MouseEvent) => void}
   */
  agentic.dragging = (move, from) => (event) => {
    if (event.button !== 0) return;
    release?.();
    const start = from(event);
    const at = (now) => ({ x: start.x + now.clientX - event.clientX, y: start.y + now.clientY - event.clientY });
    const onMove = (now) => move(at(now), false);
    const onUp = (now) => {
      release();
      move(at(now), true);
    };
    release = () => {
      removeEventListener("mousemove", onMove);
      removeEventListener("mouseup", onUp);
      release = null;
    };
    addEventListener("mousemove", onMove);
    addEventListener("mouseup", onUp);
  };

  /** Lets go of whatever is held: a new task begins with an empty hand. */
  agentic.letGo = () => release?.();
}
