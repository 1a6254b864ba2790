"use strict";
// A drive: {folders: [{id, name, parent}], files: [{id, name, folder, kind, size, starred}]}. Sizes in kilobytes; "home" and "trash" are fixed.
{
  const kinds = { image: "png", document: "txt", table: "csv", music: "mp3" };
  const folderNames = ["Projects", "Photos", "Invoices", "Travel", "Recipes", "School", "Music", "Drafts"];

  /** A file name that no other has. */
  agentic.freshName = (random, data, kind) => {
    for (;;) {
      const name = `${random.pick(agentic.pools.words)}-${random.whole(1, 9)}.${kinds[kind]}`;
      if (!data.files.some((file) => file.name === name)) return name;
    }
  };

  agentic.filesData = (random, { items, alike }) => {
    const names = random.sample(folderNames, 4);
    const folders = [
      { id: "home", name: "Home", parent: null },
      ...names.slice(0, 3).map((name, i) => ({ id: `d${i + 1}`, name, parent: "home" })),
      { id: "d4", name: names[3], parent: "d1" },
      { id: "trash", name: "Trash", parent: null },
    ];
    // The more alike, the fewer words the names are made of.
    const words = random.sample(agentic.pools.words, Math.max(2, 8 - 2 * alike));
    const files = [];
    while (files.length < items) {
      const kind = random.pick(Object.keys(kinds));
      const name = `${random.pick(words)}-${random.whole(1, 9)}.${kinds[kind]}`;
      if (files.some((file) => file.name === name)) continue;
      const place = files.length < 3 ? "home" : files.length === 3 ? "trash" : random.pick(["home", "home", "d1", "d2", "d3", "d4"]);
      files.push({ id: `f${files.length + 1}`, name, folder: place, kind, size: 10 * random.whole(1, 400) + files.length % 10, starred: false });
    }
    return { folders, files: random.shuffle(files) };
  };
}
