// Where the nodes of a tree stand: depth across, leaves down, each parent in the middle of its children. Pure.

// More than anybody can look at helps nobody.
const mostNodes = 1500;

/**
 * Places nodes `{ id, parent }` (parent −1: a root). Foreign input may name parents that are missing or go round in circles: such nodes are roots.
 * @returns `{ nodes: [{ ...node, x, y, children, above }], width, height, cut }` in units of a column and a row.
 */
export function treeLayout(given) {
  const nodes = given.slice(0, mostNodes).map((node) => ({ ...node, children: [], above: null, x: 0, y: 0 }));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  for (const node of nodes) {
    const parent = byId.get(node.parent);
    if (parent && !isBelow(parent, node)) {
      node.above = parent;
      parent.children.push(node);
    }
  }
  let row = 0, width = 0;
  // Without recursion: a tree may be as deep as an episode is long.
  for (const root of nodes.filter((node) => node.above === null)) {
    const open = [[root, 0]];
    while (open.length > 0) {
      const [node, next] = open.at(-1);
      if (next === 0) node.x = node.above === null ? 0 : node.above.x + 1;
      width = Math.max(width, node.x);
      if (next < node.children.length) {
        open.at(-1)[1]++;
        open.push([node.children[next], 0]);
        continue;
      }
      node.y = node.children.length === 0 ? row++ : (node.children[0].y + node.children.at(-1).y) / 2;
      open.pop();
    }
  }
  return { nodes, width: width + 1, height: Math.max(1, row), cut: given.length - nodes.length };
}

// Whether a node would become its own ancestor.
function isBelow(node, ancestor) {
  for (let at = node; at !== null; at = at.above) {
    if (at === ancestor) return true;
  }
  return false;
}
