import assert from "node:assert/strict";
import { type CaptionTuples, spice, tuplesEngine } from "#lib/metrics";
import { largestDifference } from "../reference_scores.ts";
import { referenceSpice } from "./reference_spice.ts";

const CAR: CaptionTuples = [["car", "red"], ["car", "on", "road"], ["car"], ["road"]];

async function scored(caption: CaptionTuples, ...references: CaptionTuples[]) {
  const tuples = new Map([
    ["said", caption],
    ...references.map((own, i) => [`r${i}`, own] as const),
  ]);
  return await spice(new Map([[1, "said"]]), new Map([[1, references.map((_, i) => `r${i}`)]]), {
    engine: tuplesEngine(tuples),
    subsets: true,
  });
}

Deno.test("spice() gives 1 for equal statements, 0 for none in common", async () => {
  assert.equal((await scored(CAR, CAR)).SPICE.corpus, 1);
  assert.equal((await scored(CAR, [["dog"]])).SPICE.corpus, 0);
});

Deno.test("spice() is the harmonic mean of precision and recall over statements", async () => {
  // Said: car, road, car is red, car on road; written: car, car is old. Shared: car.
  const { corpus } = (await scored(CAR, [["car", "old"], ["car"]])).SPICE;
  assert.ok(Math.abs(corpus - 2 * (1 / 4) * (1 / 2) / (1 / 4 + 1 / 2)) < 1e-12, String(corpus));
});

Deno.test("spice() takes synonyms for the same, in every place of a statement", async () => {
  const said: CaptionTuples = [["automobile", "crimson"], ["automobile", "on", "street"]];
  const written: CaptionTuples = [["car", "red"], ["car", "on", "street"]];
  assert.equal((await scored(said, written)).SPICE.corpus, 1);
});

Deno.test("spice() merges the references into one graph", async () => {
  // "car" and "automobile" are one object, so that two references state three things: car, red, old.
  const written: CaptionTuples[] = [[["car", "red"]], [["automobile", "old"]]];
  const { corpus } = (await scored([["car"]], ...written)).SPICE;
  assert.ok(Math.abs(corpus - 2 * 1 * (1 / 3) / (1 + 1 / 3)) < 1e-12, String(corpus));
});

Deno.test("spice() scores subsets by themselves and leaves out those that nobody mentions", async () => {
  const scores = await scored(CAR, [["car", "red"], ["car", "two"], ["car", "huge"]]);
  assert.equal(scores["SPICE Color"].corpus, 1);
  assert.equal(scores["SPICE Cardinality"].corpus, 0);
  assert.equal(scores["SPICE Size"].corpus, 0);
  assert.equal(scores["SPICE Attribute"].corpus, 2 * 1 * (1 / 3) / (1 + 1 / 3));
  assert.equal(scores["SPICE Relation"], undefined);
});

Deno.test("spice() gives 0 to captions and references that state nothing", async () => {
  assert.equal((await scored([], CAR)).SPICE.corpus, 0);
  assert.equal((await scored(CAR, [])).SPICE.corpus, 0);
  assert.equal((await scored([], [])).SPICE.corpus, 0);
});

Deno.test("spice() does not depend on the order of images, and repeated references change nothing", async () => {
  const [{ captions, references, tuples }] = referenceSpice();
  const engine = tuplesEngine(tuples);
  const { images } = (await spice(captions, references, { engine })).SPICE;
  const backwards = (await spice(new Map([...captions].reverse()), references, { engine })).SPICE;
  assert.deepEqual(backwards.images.reverse(), images);
  const doubled = new Map([...references].map(([id, own]) => [id, [...own, ...own]]));
  assert.deepEqual((await spice(captions, doubled, { engine })).SPICE.images, images);
});

for (const { name, captions, references, tuples, scores } of referenceSpice()) {
  Deno.test(`spice() on official tuples equals the official program to 1e-9: ${name}`, async () => {
    const engine = tuplesEngine(tuples);
    const { SPICE, ...subsets } = await spice(captions, references, { engine, subsets: true });
    const official = (subset: string) =>
      [...captions.keys()].map((id) => scores.get(id)![subset][5]);
    assert.ok(largestDifference(SPICE.images, official("All") as number[]) < 1e-9);
    for (const subset of ["Object", "Attribute", "Relation", "Cardinality", "Color", "Size"]) {
      const expected = official(subset);
      const { images, corpus } = subsets[`SPICE ${subset}`];
      images.forEach((value, i) => {
        assert.equal(Number.isNaN(value), expected[i] === null, `${subset} of image ${i}`);
        if (expected[i] !== null) assert.ok(Math.abs(value - expected[i]) < 1e-9, subset);
      });
      const known = expected.filter((value) => value !== null);
      const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
      assert.ok(Math.abs(corpus - mean) < 1e-9, subset);
    }
  });
}

Deno.test("spice() refuses a caption without references, and one without tuples", async () => {
  const engine = tuplesEngine(new Map([["a can", [["can"]]]]));
  await assert.rejects(
    spice(new Map([[7, "a can"]]), new Map(), { engine }),
    new RangeError(
      "Cannot score captions: every image must have a reference, image 7 has none",
    ),
  );
  await assert.rejects(
    spice(new Map([[7, "a can"]]), new Map([[7, ["a mug"]]]), { engine }),
    new RangeError('Cannot score captions: every caption must have tuples, "a mug" has none'),
  );
});
