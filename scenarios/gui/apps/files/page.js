"use strict";
{
  const { h, ui } = agentic;
  const orders = { name: (a, b) => (a.name < b.name ? -1 : 1), size: (a, b) => b.size - a.size };
  const sorts = [["none", "Unsorted"], ["name", "Name"], ["size", "Size: large first"]];
  const marks = { image: "▣", document: "☰", table: "▦", music: "♫", folder: "▸" };

  const isFolder = (data, id) => data.folders.some((folder) => folder.id === id);
  const childrenOf = (data, id) => data.folders.filter((folder) => folder.parent === id);

  /** Whether `id` is `other` or lies somewhere in it. */
  const isWithin = (data, id, other) => {
    for (let at = id; at !== null && at !== undefined; at = data.folders.find((folder) => folder.id === at)?.parent) if (at === other) return true;
    return false;
  };

  const entriesOf = (data, view) => {
    const files = data.files.filter((file) => file.folder === view.folder);
    if (orders[view.sort]) files.sort(orders[view.sort]);
    return [...childrenOf(data, view.folder).map((folder) => ({ ...folder, kind: "folder" })), ...files];
  };

  const tree = (state, change, id, depth) => [
    ui.toggle(`go-${id}`, `${marks.folder} ${state.data.folders.find((folder) => folder.id === id).name}`, state.view.folder === id,
      () => change((s) => { Object.assign(s.view, { folder: id, selected: [] }); }), { style: `padding-left:${10 + 14 * depth}px` }),
    childrenOf(state.data, id).map((child) => tree(state, change, child.id, depth + 1)),
  ];

  const row = (state, change, entry) => {
    const isOn = state.view.selected.includes(entry.id);
    const toggle = (s) => { s.view.selected = isOn ? s.view.selected.filter((id) => id !== entry.id) : [...s.view.selected, entry.id]; };
    return h("div", { key: `row-${entry.id}`, class: isOn ? "row on" : "row" },
      h("input", { type: "checkbox", key: `check-${entry.id}`, checked: isOn, "aria-label": `Select ${entry.name}`, onchange: () => change(toggle) }),
      h("span", { class: "row-main" }, h("span", { class: "soft" }, marks[entry.kind]), h("span", { class: "text" }, entry.name),
        entry.starred && h("span", { class: "starred" }, "★"), h("span", { class: "fixed soft kind" }, entry.kind),
        h("span", { class: "fixed soft size" }, entry.size ? `${entry.size} kB` : "")));
  };

  /** Applies `mutate` to every selected record, then selects nothing. */
  const each = (change, mutate) => () => change((s) => {
    for (const record of [...s.data.files, ...s.data.folders]) {
      if (s.view.selected.includes(record.id)) mutate(record, s);
    }
    Object.assign(s.view, { selected: [], dialog: null });
  });

  const put = (record, folder) => {
    if ("parent" in record) record.parent = folder;
    else record.folder = folder;
  };

  const tools = (state, change) => {
    const { selected, folder } = state.view;
    const { data } = state;
    const one = selected.length === 1, any = selected.length > 0, allFiles = any && !selected.some((id) => isFolder(data, id));
    const isFull = selected.some((id) => data.files.some((file) => file.folder === id) || childrenOf(data, id).length > 0);
    const open = (kind) => () => change((s) => {
      const record = [...s.data.files, ...s.data.folders].find(({ id }) => id === s.view.selected[0]);
      s.view.dialog = { kind, text: kind === "rename" ? record.name : "" };
    });
    return h("div", { class: "tools" },
      ui.button("create", "New folder", open("create"), { disabled: folder === "trash" }),
      ui.button("rename", "Rename", open("rename"), { disabled: !one }),
      ui.button("move", "Move", open("move"), { disabled: !any }),
      ui.button("copy", "Copy", open("copy"), { disabled: !one || !allFiles }),
      ui.button("star", "★ Star", each(change, (record) => { record.starred = !record.starred; }), { disabled: !allFiles }),
      folder === "trash"
        ? ui.button("forever", "Delete forever", each(change, (record, s) => {
          s.data.files = s.data.files.filter((file) => file !== record);
          s.data.folders = s.data.folders.filter((other) => other !== record);
        }), { disabled: !any || isFull })
        : ui.button("delete", "Delete", each(change, (record) => put(record, "trash")), { disabled: !any }));
  };

  const naming = (state, change, title, finish) => ui.dialog(title, [
    ui.labelled("Name", ui.input("dialog-text", state.view.dialog.text, (value) => change((s) => { s.view.dialog.text = value; }))),
  ], [
    ui.button("cancel", "Cancel", () => change((s) => { s.view.dialog = null; })),
    ui.button("ok", "OK", finish, { class: "primary", disabled: state.view.dialog.text.trim() === "" }),
  ]);

  const targets = (state, change, title, put) => ui.dialog(title,
    state.data.folders.filter(({ id }) => id !== "trash" && !state.view.selected.some((one) => isWithin(state.data, id, one))).map((folder) =>
      ui.button(`target-${folder.id}`, `${marks.folder} ${folder.name}`, put(folder.id), { class: "target" })),
    [ui.button("cancel", "Cancel", () => change((s) => { s.view.dialog = null; }))]);

  const dialogs = {
    create: (state, change) => naming(state, change, "New folder", () => change((s) => {
      s.data.folders.push({ id: agentic.newId(s.data), name: s.view.dialog.text, parent: s.view.folder });
      s.view.dialog = null;
    })),
    rename: (state, change) => naming(state, change, "Rename", each(change, (record, s) => { record.name = s.view.dialog.text; })),
    move: (state, change) => targets(state, change, "Move to", (folder) => each(change, (record) => put(record, folder))),
    copy: (state, change) => targets(state, change, "Copy to", (folder) => each(change, (record, s) => {
      s.data.files.push({ ...record, id: agentic.newId(s.data), folder, starred: false });
    })),
  };

  agentic.appView({
    draw(state, change) {
      const { view, data } = state;
      const entries = entriesOf(data, view);
      return ui.frame("Files",
        ui.select("sort", view.sort, sorts, (value) => change((s) => { s.view.sort = value; })),
        [tree(state, change, "home", 0), tree(state, change, "trash", 0)],
        [
          tools(state, change),
          entries.length === 0 ? h("p", { class: "empty" }, "This folder is empty.") : entries.map((entry) => row(state, change, entry)),
        ],
        view.dialog && dialogs[view.dialog.kind](state, change));
    },
    plan: agentic.filesPlan,
  });
}
