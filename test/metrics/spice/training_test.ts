import assert from "node:assert/strict";
import { readConll } from "../../../lib/metrics/spice/training/example.ts";
import { recombine } from "../../../lib/metrics/spice/training/recombine.ts";
import { randomOf } from "../../../lib/metrics/spice/training/shuffled.ts";
import { readTree, wordsOf } from "../../../lib/metrics/spice/training/tree.ts";

const TREES = [
  "(ROOT (S (NP (DT a) (NN dog)) (VP (VBZ eats))))",
  "(ROOT (S (NP (DT the) (JJ old) (NN cat)) (VP (VBZ sleeps))))",
];

Deno.test("readTree() reads a bracketed tree", () => {
  const tree = readTree(TREES[1]);
  assert.deepEqual(wordsOf(tree), ["the", "old", "cat", "sleeps"]);
  assert.deepEqual(tree.children[0].children.map(({ label }) => label), ["NP", "VP"]);
});

Deno.test("recombine() makes new sentences of old parts, the same for the same seed", () => {
  const words = new Map([["NN", { words: ["mug"], weights: Float64Array.of(1) }]]);
  const make = () => recombine(TREES, { count: 5, words, random: randomOf(3) });
  const made = make();
  assert.deepEqual(make(), made);
  assert.equal(new Set(made).size, 5);
  const known = new Set(["a", "the", "old", "dog", "cat", "mug", "eats", "sleeps"]);
  for (const line of made) {
    assert.ok(line.split(" ").every((word) => known.has(word)), line);
    assert.ok(!["a dog eats", "the old cat sleeps"].includes(line));
  }
});

Deno.test("readConll() reads words, tags and heads, and leaves broken sentences out", () => {
  const text = "1\ta\ta\tDT\t_\t2\tdet\n2\tdog\tdog\tNN\t_\t0\tROOT\n\n1\tx\tx\n\n";
  assert.deepEqual(readConll(text), [
    { words: ["a", "dog"], tags: ["DT", "NN"], heads: [1, -1], relations: ["det", "root"] },
  ]);
});
