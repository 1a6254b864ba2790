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

  /** Selects something, opens a dialog for it, and there finishes; a dialog for anything else is left. */
  const through = (state, kind, id, folder, finish) => {
    const { dialog, selected } = state.view;
    if (!dialog) return select(state, id, folder) ?? { click: kind };
    return dialog.kind === kind && selected.length === 1 && selected[0] === id ? finish(dialog) : { click: "cancel" };
  };

  const write = (text) => (dialog) => (dialog.text === text ? { click: "ok" } : { fill: "dialog-text", text });
  const target = (folder) => () => ({ click: `target-${folder}` });

  /** Selects something and does what needs no dialog. */
  const direct = (state, key, id, folder) => (state.view.dialog ? { click: "cancel" } : select(state, id, folder) ?? { click: key });

  const create = ({ view }, { name, parent }) => {
    if (view.dialog && (view.dialog.kind !== "create" || view.folder !== parent)) return { click: "cancel" };
    if (view.folder !== parent) return { click: `go-${parent}` };
    return view.dialog ? write(name)(view.dialog) : { click: "create" };
  };

  const copy = (state, { name, folder }) => {
    const named = state.data.files.filter((file) => file.name === name);
    const source = named.find((file) => file.folder !== folder && file.folder !== "trash") ?? named[0];
    return through(state, "copy", source.id, source.folder, target(folder));
  };

  const change = (state, { id, field, should }, folder) => {
    if (field === "starred") return direct(state, "star", id, folder);
    if (field === "name") return through(state, "rename", id, folder, write(should));
    return should === "trash" ? direct(state, "delete", id, folder) : through(state, "move", id, folder, target(should));
  };

  agentic.filesPlan = (state, differences) => {
    // What is superfluous comes last: it may hold what has to be moved first.
    const first = differences.find(({ kind }) => kind === "field") ?? differences.find(({ kind }) => kind === "missing") ?? differences[0];
    if (!first) return null;
    const { kind, collection, id } = first;
    if (kind === "missing") return collection === "files" ? copy(state, first.record) : create(state, first.record);
    const record = state.data[collection].find((one) => one.id === id);
    const folder = collection === "files" ? record.folder : record.parent;
    return kind === "extra" ? direct(state, folder === "trash" ? "forever" : "delete", id, folder) : change(state, first, folder);
  };
}
