import assert from "node:assert/strict";
import { join } from "node:path";
import {
  EXPERIMENTS,
  readRotation,
  ROTATION_CONDITIONS,
  ROTATION_METRICS,
  settingsFor,
} from "#lib/experiments";
import { readCaptions, readRecord } from "../../../lib/experiments/run_folder.ts";

const FOLDER = "data/mini/records/rotation";
const mean = (values: readonly number[]) => values.reduce((sum, x) => sum + x) / values.length;

Deno.test("the committed comparison of rotation follows from the committed runs", async () => {
  const { models, seeds, updates } = await readRotation(FOLDER);
  for (const { model, encoder, conditions } of models) {
    assert.deepEqual(conditions.map(({ condition }) => condition), [...ROTATION_CONDITIONS]);
    for (const { condition, slices: [all] } of conditions) {
      const places = seeds.map((seed) =>
        join(FOLDER, `${model}-${condition.replaceAll(" ", "-")}-${seed}`)
      );
      for (const place of places) assert.equal((await readCaptions(place)).size, 600);
      if (condition.endsWith("at test")) continue; // nothing was trained for it
      const records = await Promise.all(places.map(async (place) => (await readRecord(place))!));
      for (const { settings, training, encoder: { name } } of records) {
        assert.deepEqual(settings, settingsFor(EXPERIMENTS[model], "miniature"));
        assert.equal(training.updates, updates);
        assert.equal(name, condition === "upright" ? `${encoder}-upright` : encoder);
      }
      for (const metric of ROTATION_METRICS) {
        const values = records.map(({ results }) => results.intervals[metric].value);
        assert.ok(Math.abs(mean(values) - all.scores[metric].value) < 1e-9);
      }
    }
  }
});

Deno.test("the committed differences of rotation are those of the conditions, slice by slice", async () => {
  const { models } = await readRotation(FOLDER);
  for (const { conditions, pairs } of models) {
    const slicesOf = (name: string) =>
      conditions.find(({ condition }) => condition === name)!.slices;
    assert.equal(pairs.length, 5);
    for (const { first, second, slices } of pairs) {
      const [all, rotated, others] = slices;
      assert.equal(all.pictures, rotated.pictures + others.pictures);
      slices.forEach(({ scores }, i) => {
        for (const metric of ROTATION_METRICS) {
          const { value, low, high, p } = scores[metric];
          const [one, other] = [first, second].map((name) =>
            slicesOf(name)[i].scores[metric].value
          );
          assert.ok(Math.abs(value - one + other) < 1e-9);
          assert.ok(low <= value && value <= high && p > 0 && p <= 1);
        }
      });
    }
  }
});

Deno.test("being told that a picture is upright changes nothing, and the interval says so", async () => {
  for (const { pairs } of (await readRotation(FOLDER)).models) {
    const told = pairs.find(({ first, second }) => first === "told at test" && second === "plain")!;
    const { value, low, high, p } = told.slices[2].scores["CIDEr-D"];
    assert.deepEqual([value, low, high, p], [0, 0, 0, 1]);
  }
});

Deno.test("the committed heads are right more often than one that turns nothing", async () => {
  for (const { head: { confusion, shares } } of (await readRotation(FOLDER)).models) {
    const of = (name: string) => shares.find(({ share }) => share === name)!.value;
    const right = confusion!.reduce((sum, row, turn) => sum + row[turn], 0) / 600;
    assert.ok(Math.abs(right - of("all, and right")) < 1e-12);
    assert.ok(right > of("all, and right if none is turned"));
  }
});
