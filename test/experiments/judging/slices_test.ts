import assert from "node:assert/strict";
import { type LeaveOneOut, sliceScores, slicesOf } from "#lib/experiments";

const TEXTS = new Map([[1, ["a can"]], [2, ["a can on a table"]], [3, ["a b c d"]]]);
const SPLIT = {
  name: "val",
  images: [1, 2, 3, 4].map((id) => ({
    id,
    fileName: `${id}.jpg`,
    path: `${id}.jpg`,
    textDetected: id < 3,
  })),
  references: TEXTS,
};
const truth = (id: number, ...flaws: string[]) => ({
  id,
  kind: "can",
  material: "metal",
  colour: "red",
  rotation: 0,
  quality: { blur: flaws.includes("blur"), dark: flaws.includes("dark") },
});
const TRUTHS = [truth(1, "blur", "dark"), truth(2), truth(3, "blur"), truth(4)];

Deno.test("slicesOf() divides described pictures by text, length of references and flaws", () => {
  const slices = slicesOf(SPLIT, TRUTHS).map(({ group, name, ids }) => [group, name, [...ids]]);
  assert.deepEqual(slices, [
    ["pictures", "all", [1, 2, 3]],
    ["text in the picture", "yes", [1, 2]],
    ["text in the picture", "no", [3]],
    ["mean length of references", "below 4.0 words", [1]],
    ["mean length of references", "from 4.0 words", [2, 3]],
    ["flaw", "none", [2]],
    ["flaw", "blur", [1, 3]],
    ["flaw", "dark", [1]],
  ]);
});

Deno.test("slicesOf() says nothing about text where nobody was asked", () => {
  const images = SPLIT.images.map(({ textDetected: _, ...image }) => image);
  const groups = slicesOf({ ...SPLIT, images }, []).map(({ group }) => group);
  assert.deepEqual([...new Set(groups)], ["pictures", "mean length of references"]);
  const some = SPLIT.images.map((image) => image.id === 3 ? images[2] : image);
  const text = slicesOf({ ...SPLIT, images: some }, []).filter(({ group }) => /text/.test(group));
  assert.deepEqual(text.map(({ ids }) => [...ids]), [[1, 2], []]);
});

/** Thirty pictures whose score is their number. */
const MEASURED: LeaveOneOut = {
  ids: Array.from({ length: 30 }, (_, i) => 100 + i),
  references: 4,
  systems: [{
    model: "x",
    seeds: [0, 2].map((more) => ({
      names: ["score"],
      counts: Float64Array.from({ length: 30 }, (_, i) => i + more),
      columns: 1,
      aggregate: ([sum]: Float64Array, images: number) => [sum / images],
    })),
  }],
};
const slice = (name: string, first: number, count: number) => ({
  group: "g",
  name,
  ids: new Set(Array.from({ length: count }, (_, i) => first + i)),
});

Deno.test("sliceScores() scores the pictures of a slice alone, means of the seeds", () => {
  const slices = [slice("all", 0, 200), slice("first ten", 90, 20)];
  const [all, ten] = sliceScores(MEASURED, { slices, metrics: ["score"], draws: 200 });
  assert.deepEqual([all.pictures, all.value], [30, 15.5]);
  assert.deepEqual([ten.slice, ten.pictures, ten.value], ["first ten", 10, 5.5]);
  assert.ok(ten.low < 5.5 && ten.high > 5.5 && ten.high < all.value);
});

Deno.test("sliceScores() leaves out slices with fewer than ten pictures, but never all of them", () => {
  const few = [slice("all", 100, 3), slice("nine", 100, 9), slice("none", 0, 5)];
  const rows = sliceScores(MEASURED, { slices: few, metrics: ["score"], draws: 10 });
  assert.deepEqual(rows.map(({ slice }) => slice), ["all"]);
});
