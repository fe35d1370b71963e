import assert from "node:assert/strict";
import { evaluateCaptions } from "#lib/experiments";
import { compareSlices } from "../../../lib/experiments/rotation/rotation_slices.ts";

const REFERENCES = new Map([
  [1, ["a red can on a table"]],
  [2, ["a mug on a desk"]],
  [3, ["a dog on the grass"]],
  [4, ["a blue box on a bed"]],
]);
const WORSE = ["a can", "a mug", "a dog on the grass", "a blue box on a bed"];
const BETTER = ["a red can on a table", "a mug on a desk", ...WORSE.slice(2)];

/** Two seeds, the second with a worse caption of the last picture. */
const evaluate = (lines: readonly string[]) =>
  Promise.all([lines, [...lines.slice(0, 3), "a box"]].map((captions) =>
    evaluateCaptions("toy", {
      captions: new Map(captions.map((line, i) => [i + 1, line])),
      references: REFERENCES,
      draws: 10,
    })
  ));

Deno.test("compareSlices() finds a gain where it was made, and pairs the seeds of one captioner", async () => {
  const plain = await evaluate(WORSE), upright = await evaluate(BETTER);
  const { conditions, pairs } = compareSlices(
    { plain, upright, "upright at test": upright, "told at test": [] },
    { rotated: new Set([1, 2]), draws: 200 },
  );
  assert.deepEqual(conditions.map(({ condition }) => condition), [
    "plain",
    "upright at test",
    "upright",
  ]);
  assert.deepEqual(conditions[0].slices.map(({ slice, pictures }) => [slice, pictures]), [
    ["all", 4],
    ["rotated", 2],
    ["others", 2],
  ]);
  const of = (name: string) => {
    const { slices } = pairs.find(({ first, second }) => first === name && second === "plain")!;
    return slices.map(({ scores }) => scores["CIDEr-D"]);
  };
  const [, rotated, others] = of("upright at test");
  assert.ok(rotated.value > 1 && rotated.low > 0);
  assert.deepEqual([others.value, others.low, others.high], [0, 0, 0]); // the seeds' own difference cancels
  assert.ok(of("upright")[2].high > 0); // trained apart, it does not
  of("upright").forEach(({ value }, i) =>
    assert.ok(Math.abs(value - of("upright at test")[i].value) < 1e-12)
  );
});

Deno.test("compareSlices() leaves out slices without pictures", async () => {
  const plain = await evaluate(WORSE);
  const { conditions, pairs } = compareSlices(
    { plain, upright: plain, "upright at test": [], "told at test": [] },
    { rotated: new Set(), draws: 10 },
  );
  assert.deepEqual(conditions[0].slices.map(({ slice }) => slice), ["all", "others"]);
  assert.equal(pairs.length, 1);
});
