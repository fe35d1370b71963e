import assert from "node:assert/strict";
import { NODE, Quadtree } from "../../lib/projection/quadtree.ts";
import { scattered } from "./points.ts";

function built(map: Float64Array): Quadtree {
  const tree = new Quadtree(map);
  tree.build();
  return tree;
}

/** Checks all that a walk relies on, node by node. */
function examine(map: Float64Array): Quadtree {
  const n = map.length / 2, tree = built(map), { nodes, skip, order, size } = tree;
  assert.deepEqual([...order].sort((a, b) => a - b), Array.from({ length: n }, (_, i) => i));
  assert.ok(size >= 1 && size < 2 * n + 1, `${size} nodes`);
  assert.equal(skip[0], size, "the root holds all");
  // Each node's points stand in a row; a leaf takes the next of them.
  const examineNode = (node: number, first: number) => {
    const [x, y, count, area] = nodes.subarray(node * NODE, (node + 1) * NODE);
    const members = [...order.subarray(first, first + count)];
    const mean = (k: number) => members.reduce((sum, i) => sum + map[2 * i + k], 0) / count;
    assert.ok(
      Math.hypot(x - mean(0), y - mean(1)) < 1e-12 * (1 + Math.hypot(x, y)),
      `node ${node}`,
    );
    if (skip[node] === node + 1) {
      assert.equal(area, 0, "a leaf counts as a point");
      return;
    }
    const side = Math.sqrt(area);
    for (const k of [0, 1]) {
      const values = members.map((i) => map[2 * i + k]);
      const width = Math.max(...values) - Math.min(...values);
      assert.ok(width <= side * (1 + 1e-12), `node ${node}: points ${width}, side ${side}`);
    }
    let child = node + 1, at = first, children = 0;
    for (; child < skip[node]; child = skip[child], children++) {
      assert.ok(
        nodes[child * NODE + 3] <= area / 4 * (1 + 1e-12),
        "a part is half as wide or less",
      );
      examineNode(child, at);
      at += nodes[child * NODE + 2];
    }
    assert.equal(child, skip[node]);
    assert.equal(at, first + count, "the parts hold all points, each once");
    assert.ok(children >= 2 && children <= 4, `${children} parts`);
  };
  examineNode(0, 0);
  return tree;
}

Deno.test("Quadtree divides the corners of a square into four leaves", () => {
  const { nodes, skip, size, order } = examine(Float64Array.of(0, 0, 1, 0, 0, 1, 1, 1));
  assert.equal(size, 5);
  assert.deepEqual([...nodes.subarray(0, NODE)], [0.5, 0.5, 4, 1]);
  assert.deepEqual([...skip.subarray(0, 5)], [5, 2, 3, 4, 5]);
  assert.deepEqual([...order], [0, 1, 2, 3]);
});

Deno.test("Quadtree holds every point once, with centres of mass, whatever the map", () => {
  const line = scattered(100).map((value, at) => at % 2 ? 3 : value);
  const pile = scattered(200).map((value, at) => at < 150 ? 1 : value);
  const far = scattered(60);
  far[7] = 1e9;
  const maps = {
    cloud: scattered(500),
    line,
    pile,
    far,
    two: scattered(2),
    tiny: scattered(50, { spread: 1e-100 }),
  };
  for (const [name, map] of Object.entries(maps)) {
    assert.doesNotThrow(() => examine(map), name);
  }
});

Deno.test("Quadtree puts points that are nowhere apart into one leaf", () => {
  const { nodes, size } = examine(new Float64Array(20).fill(7));
  assert.equal(size, 1);
  assert.deepEqual([...nodes.subarray(0, NODE)], [7, 7, 10, 0]);
});

Deno.test("Quadtree follows its map when it is built again, and ends as if it were new", () => {
  const map = scattered(80), tree = built(map);
  map.set(scattered(80, { seed: 9, spread: 40 }));
  tree.build();
  const fresh = built(map);
  assert.equal(tree.size, fresh.size);
  assert.deepEqual(tree.order, fresh.order);
  const used = fresh.size * NODE;
  assert.deepEqual(tree.nodes.subarray(0, used), fresh.nodes.subarray(0, used));
});

Deno.test("Quadtree orders points along the Z of the finest grid", () => {
  // Sixteen squares of a grid, given in shuffled order.
  const cells = [5, 12, 0, 9, 15, 3, 6, 10, 1, 14, 7, 2, 11, 4, 13, 8];
  const map = Float64Array.from(cells.flatMap((cell) => [cell % 4, Math.floor(cell / 4)]));
  const { order } = built(map);
  const z = [0, 1, 4, 5, 2, 3, 6, 7, 8, 9, 12, 13, 10, 11, 14, 15];
  assert.deepEqual([...order].map((i) => cells[i]), z);
});
