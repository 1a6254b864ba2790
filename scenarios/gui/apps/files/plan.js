"use strict";
// What to do next in the drive, given what is not yet as it should be.
{
  /** The folder in which something lies, with it alone selected. */
  const select = ({ view }, id, folder) => {
    if (view.folder !== folder) return { click: `go-${folder}` };
    const other = view.selected.find((one) => one !== id);
    if (other) return { click: `check-${other}` };
    return view.selected.includes(id) ? null : { click: `check-${id}` };
  };

  const dialog = ({ view }, kind, finish) => {
    if (!view.dialog) return { click: kind };
    return view.dialog.kind === kind ? finish(view.dialog) : { click: "cancel" };
  };

  const write = (state, kind, text) => dialog(state, kind, (open) => (open.text === text ? { click: "ok" } : { fill: "dialog-text", text }));
  const target = (state, kind, folder) => dialog(state, kind, () => ({ click: `target-${folder}` }));

  /** Whether the open dialog, if any, is in the way of the first step. */
  const needs = (state, kind) => state.view.dialog && state.view.dialog.kind !== kind;

  const place = (state, id, folder, should) => {
    if (should === "trash") return needs(state, null) ? { click: "cancel" } : select(state, id, folder) ?? { click: "delete" };
    return needs(state, "move") ? { click: "cancel" } : (state.view.dialog ? null : select(state, id, folder)) ?? target(state, "move", should);
  };

  const create = (state, { name, parent }) => {
    if (needs(state, "create")) return { click: "cancel" };
    if (!state.view.dialog && state.view.folder !== parent) return { click: `go-${parent}` };
    return write(state, "create", name);
  };

  const copy = (state, record) => {
    const source = state.data.files.find((file) => file.name === record.name && file.folder !== record.folder && file.folder !== "trash")
      ?? state.data.files.find((file) => file.name === record.name);
    if (needs(state, "copy")) return { click: "cancel" };
    return (state.view.dialog ? null : select(state, source.id, source.folder)) ?? target(state, "copy", record.folder);
  };

  const remove = (state, id, folder) => {
    if (state.view.dialog) return { click: "cancel" };
    return select(state, id, folder) ?? { click: folder === "trash" ? "forever" : "delete" };
  };

  agentic.filesPlan = (state, differences) => {
    const [first] = differences;
    if (!first) return null;
    const { kind, collection, id, field, should } = first;
    const isFile = collection === "files";
    if (kind === "missing") return isFile ? copy(state, first.record) : create(state, first.record);
    const record = state.data[collection].find((one) => one.id === id);
    const folder = isFile ? record.folder : record.parent;
    if (kind === "extra") return remove(state, id, folder);
    if (field === "folder" || field === "parent") return place(state, id, folder, should);
    if (field === "starred") return state.view.dialog ? { click: "cancel" } : select(state, id, folder) ?? { click: "star" };
    if (needs(state, "rename")) return { click: "cancel" };
    return (state.view.dialog ? null : select(state, id, folder)) ?? write(state, "rename", should);
  };
}
