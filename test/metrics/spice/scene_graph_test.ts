import assert from "node:assert/strict";
import { SceneGraph } from "../../../lib/metrics/spice/scene_graph.ts";
import type { Tuple } from "../../../lib/metrics/spice/tuple.ts";

function graph(...tuples: Tuple[]): string[] {
  const made = new SceneGraph();
  for (const tuple of tuples) made.add(tuple);
  return made.statements().map((each) => each.map(({ names }) => names.join("/")).join(" | "));
}

Deno.test("SceneGraph makes the objects that attributes and relations need, each once", () => {
  assert.deepEqual(graph(["dog", "ride on", "boat"], ["boat", "white"], ["dog"]), [
    "dog",
    "boat",
    "boat | white",
    "dog | ride on | boat",
  ]);
});

Deno.test("SceneGraph merges synonyms into the first object, attribute or relation", () => {
  assert.deepEqual(graph(["sofa", "large"], ["couch", "big"], ["bird"]), [
    "sofa/couch",
    "bird",
    "sofa/couch | large/big",
  ]);
});

Deno.test("SceneGraph drops a leading be of a relation", () => {
  assert.deepEqual(graph(["cup", "be on", "table"], ["cup", "on", "table"]), [
    "cup",
    "table",
    "cup | on | table",
  ]);
});

Deno.test("SceneGraph keeps relations of other ends apart", () => {
  assert.equal(graph(["a cat", "on", "bed"], ["a cat", "on", "rug"]).length, 5);
});
