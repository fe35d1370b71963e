import assert from "node:assert/strict";
import { constantCaption, nearestNeighbour } from "../../lib/experiments/baselines.ts";
import { nearest } from "../../lib/experiments/nearest.ts";
import { cider, DocumentFrequencies } from "#lib/metrics";
import { Random } from "../../lib/tensor/random.ts";

const WORDS = "a the red blue can mug box of on with table soda dog label".split(" ");

/** Random captions of a few words each. */
function randomReferences(random: Random, images: number, each = 5): Map<number, string[]> {
  const caption = () =>
    Array.from({ length: 4 + random.integer(5) }, () => random.pick(WORDS)).join(" ");
  return new Map(
    Array.from({ length: images }, (_, i) => [100 + i, Array.from({ length: each }, caption)]),
  );
}

Deno.test("constantCaption() has the best mean CIDEr-D of all captions tried", () => {
  const references = randomReferences(new Random(1), 30, 2);
  const { caption, score } = constantCaption(references, { random: new Random(2) });
  // All captions and all pictures are drawn here, so the metric itself can tell the best.
  const scores = [...references.values()].flat().map((each) => {
    const captions = new Map([...references.keys()].map((id) => [id, each]));
    return [cider(captions, references)["CIDEr-D"].corpus, each] as const;
  });
  const [best] = scores.toSorted(([a], [b]) => b - a);
  assert.ok(Math.abs(score - best[0]) < 1e-12);
  assert.equal(caption, best[1]);
});

Deno.test("constantCaption() tries only as many captions and pictures as it is told", () => {
  const references = randomReferences(new Random(1), 50);
  const found = (seed: number) =>
    constantCaption(references, { random: new Random(seed), candidates: 3, images: 5 });
  assert.deepEqual(found(1), found(1));
  assert.ok([2, 3, 4, 5].some((seed) => found(seed).caption !== found(1).caption));
  const all = constantCaption(references, { random: new Random(1), images: 5 });
  assert.ok(all.score > found(1).score);
});

Deno.test("constantCaption() refuses pictures without references", () => {
  const random = new Random(1);
  assert.throws(() => constantCaption(new Map([[1, []]]), { random }), /^RangeError: .*reference/);
});

Deno.test("nearest() orders rows by cosine, not by length, and equal ones by row", () => {
  const pool = { ids: [1, 2, 3, 4], rows: Float32Array.of(0, 9, 2, 1, 1, 0, 3, 0) };
  assert.deepEqual(nearest({ ids: [7], rows: Float32Array.of(5, 0) }, pool, 3), [[2, 3, 1]]);
  assert.deepEqual(nearest({ ids: [7], rows: Float32Array.of(1, 9) }, pool, 9), [[0, 1, 2, 3]]);
  assert.deepEqual(nearest({ ids: [], rows: new Float32Array() }, pool, 3), []);
});

Deno.test("nearest() agrees with sorting all cosines", () => {
  const random = new Random(6), width = 11;
  const rows = (n: number) => ({
    ids: [...Array(n).keys()],
    rows: Float32Array.from({ length: n * width }, () => random.normal()),
  });
  const queries = rows(5), pool = rows(150);
  const cosine = (query: number, row: number) => {
    const a = queries.rows.subarray(query * width, (query + 1) * width);
    const b = pool.rows.subarray(row * width, (row + 1) * width);
    return a.reduce((sum, value, k) => sum + value * b[k], 0) / Math.hypot(...a) / Math.hypot(...b);
  };
  nearest(queries, pool, 10).forEach((found, query) => {
    const sorted = pool.ids.toSorted((i, j) => cosine(query, j) - cosine(query, i));
    assert.deepEqual(found, sorted.slice(0, 10));
  });
});

Deno.test("nearestNeighbour() gives the caption that agrees most with the others", () => {
  const random = new Random(3);
  const references = randomReferences(random, 40, 3);
  const ids = [...references.keys()];
  const train = { ids, rows: Float32Array.from({ length: 40 * 4 }, () => random.normal()) };
  const queries = {
    ids: [1, 2],
    rows: Float32Array.from({ length: 2 * 4 }, () => random.normal()),
  };
  const captions = nearestNeighbour(queries, { train, references, neighbours: 4 });
  const documents = DocumentFrequencies.of(references.values());
  nearest(queries, train, 4).forEach((rows, query) => {
    const own = rows.flatMap((row) => references.get(ids[row])!);
    const scores = own.map((caption, i) => {
      const others = new Map([[0, own.filter((_, j) => j !== i)]]);
      return cider(new Map([[0, caption]]), others, { documents })["CIDEr-D"].corpus;
    });
    assert.equal(captions.get(queries.ids[query]), own[scores.indexOf(Math.max(...scores))]);
  });
});

Deno.test("nearestNeighbour() takes no picture without a reference for a neighbour", () => {
  const train = { ids: [1, 2, 3], rows: Float32Array.of(1, 0, 0, 1, 1, 1) };
  const references = new Map([[1, []], [2, ["a dog"]]]);
  const queries = { ids: [9], rows: Float32Array.of(1, 0) };
  assert.deepEqual([...nearestNeighbour(queries, { train, references })], [[9, "a dog"]]);
  assert.throws(
    () => nearestNeighbour(queries, { train, references: new Map() }),
    /^RangeError: .*no training picture has a reference/,
  );
});

Deno.test("nearestNeighbour() refuses features of another width", () => {
  const train = { ids: [1], rows: Float32Array.of(1, 0) };
  const references = new Map([[1, ["a dog"]]]);
  const wide = { ids: [9], rows: Float32Array.of(1, 0, 0) };
  assert.throws(
    () => nearestNeighbour(wide, { train, references }),
    new TypeError("Cannot compare features: both must be 2 wide, current width is 3"),
  );
});
