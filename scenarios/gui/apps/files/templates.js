"use strict";
{
  const file = (data, id) => data.files.find((one) => one.id === id);
  const folder = (data, id) => data.folders.find((one) => one.id === id);
  const within = (data, id) => `the folder ${folder(data, id).name}`;
  const places = (data) => data.folders.filter(({ id }) => id !== "trash");
  const kept = (data) => data.files.filter((one) => one.folder !== "trash");
  const pick = (random, data) => random.pick(kept(data));

  /** Another folder than the one given. */
  const elsewhere = (random, data, id) => random.pick(places(data).filter((one) => one.id !== id)).id;

  agentic.app({
    name: "files",
    title: "Files",
    data: agentic.filesData,
    view: () => ({ folder: "home", selected: [], sort: "none", dialog: null }),
    watched: { folders: ["name", "parent"], files: ["name", "folder", "starred"] },
    // What is deleted forever does not come back.
    isLost: (differences) => differences.some(({ kind, record }) => kind === "missing" && record.id !== null),
    templates: {
      "rename-file": {
        about: "Rename a file.", turns: 10,
        make(random, data) {
          const one = pick(random, data);
          return { file: one.id, name: agentic.freshName(random, data, one.kind) };
        },
        goal: ({ file: id, name }, data) => `Rename ${file(data, id).name} in ${within(data, file(data, id).folder)} to ${name}.`,
        want: (data, { file: id, name }) => { file(data, id).name = name; },
      },
      "move-file": {
        about: "Move a file to another folder.", turns: 8,
        make(random, data) {
          const one = pick(random, data);
          return { file: one.id, to: elsewhere(random, data, one.folder) };
        },
        goal: ({ file: id, to }, data) => `Move ${file(data, id).name} from ${within(data, file(data, id).folder)} to ${within(data, to)}.`,
        want: (data, { file: id, to }) => { file(data, id).folder = to; },
      },
      "delete-file": {
        about: "Move a file to the trash.", turns: 7,
        make: (random, data) => ({ file: pick(random, data).id }),
        goal: ({ file: id }, data) => `Delete ${file(data, id).name} from ${within(data, file(data, id).folder)}.`,
        want: (data, { file: id }) => { file(data, id).folder = "trash"; },
      },
      "restore-file": {
        about: "Move a file out of the trash.", turns: 8,
        make: (random, data) => ({ file: random.pick(data.files.filter((one) => one.folder === "trash")).id, to: random.pick(places(data)).id }),
        goal: ({ file: id, to }, data) => `Move ${file(data, id).name} from the trash to ${within(data, to)}.`,
        want: (data, { file: id, to }) => { file(data, id).folder = to; },
      },
      "create-folder": {
        about: "Create a folder.", turns: 8,
        make: (random, data) => ({ name: `${random.pick(agentic.pools.words)} ${random.whole(10, 99)}`, parent: random.pick(places(data)).id }),
        goal: ({ name, parent }, data) => `Create a folder "${name}" in ${within(data, parent)}.`,
        want: (data, { name, parent }) => { data.folders.push({ id: null, name, parent }); },
      },
      "star-file": {
        about: "Star a file.", turns: 6,
        make: (random, data) => ({ file: pick(random, data).id }),
        goal: ({ file: id }, data) => `Star ${file(data, id).name} in ${within(data, file(data, id).folder)}.`,
        want: (data, { file: id }) => { file(data, id).starred = true; },
      },
      "move-kind": {
        about: "Move all files of a kind from one folder to another.", turns: 24,
        make(random, data) {
          const { kind, folder: from } = pick(random, data);
          return { kind, from, to: elsewhere(random, data, from) };
        },
        goal: ({ kind, from, to }, data) => `Move every ${kind} file from ${within(data, from)} to ${within(data, to)}.`,
        want: (data, { kind, from, to }) => data.files.filter((one) => one.kind === kind && one.folder === from).forEach((one) => { one.folder = to; }),
      },
      "delete-largest": {
        about: "Delete the largest file of a folder.", turns: 7,
        make(random, data) {
          const { folder: from } = pick(random, data);
          const inside = data.files.filter((one) => one.folder === from);
          // No two of a size, so that one is the largest.
          inside.forEach((one, i) => { one.size = 100 * Math.floor(one.size / 100) + i; });
          return { from, file: [...inside].sort((a, b) => b.size - a.size)[0].id };
        },
        goal: ({ from }, data) => `Delete the largest file in ${within(data, from)}.`,
        want: (data, { file: id }) => { file(data, id).folder = "trash"; },
      },
      "copy-file": {
        about: "Copy a file to another folder.", turns: 8,
        make(random, data) {
          const one = pick(random, data);
          return { file: one.id, to: elsewhere(random, data, one.folder) };
        },
        goal: ({ file: id, to }, data) => `Copy ${file(data, id).name} from ${within(data, file(data, id).folder)} to ${within(data, to)}.`,
        want: (data, { file: id, to }) => { data.files.push({ ...file(data, id), id: null, folder: to, starred: false }); },
      },
      "rename-folder": {
        about: "Rename a folder.", turns: 10,
        make: (random, data) => ({ folder: random.pick(["d1", "d2", "d3", "d4"]), name: `${random.pick(agentic.pools.words)} ${random.whole(10, 99)}` }),
        goal: ({ folder: id, name }, data) => `Rename ${within(data, id)} to "${name}".`,
        want: (data, { folder: id, name }) => { folder(data, id).name = name; },
      },
    },
  });
}
