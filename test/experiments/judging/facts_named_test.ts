import assert from "node:assert/strict";
import { type Evaluation, factShares, factsNamed, tellApart } from "#lib/experiments";
import { describe } from "../../../lib/datasets/mini/photograph.ts";
import { HOSTILE } from "../../metrics/hostile.ts";

const truth = (id: number, kind: string, colour: string) => ({
  ...{ id, kind, colour, material: "metal", rotation: 0 },
  quality: {},
});

Deno.test("factsNamed() finds the thing under any of its names, also with a word between", () => {
  const keys = truth(1, "keys", "silver");
  assert.deepEqual(factsNamed("A set of silver keys on a red table.", keys), {
    thing: true,
    colour: true,
  });
  assert.equal(factsNamed("a bunch of keys", keys).thing, true);
  assert.equal(factsNamed("a silver keyboard", keys).thing, false);
});

Deno.test("factsNamed() takes the colour before the first thing, of several the first", () => {
  const can = truth(1, "can", "turquoise");
  assert.deepEqual(factsNamed("a light blue and red can", can), { thing: true, colour: true });
  assert.deepEqual(factsNamed("a red and teal can", can), { thing: true, colour: false });
  assert.deepEqual(factsNamed("a can on a teal table next to a mug", can), { thing: true });
  assert.deepEqual(factsNamed("a red object", can), { thing: false, colour: false });
});

Deno.test("factsNamed() takes any text", () => {
  for (const text of HOSTILE) {
    assert.deepEqual(factsNamed(text, truth(1, "can", "red")).thing, false);
  }
});

Deno.test("factsNamed() agrees with people, who are right about mini by construction", () => {
  let captions = 0, things = 0, coloured = 0, colours = 0;
  for (let i = 0; i < 200; i++) {
    const { scene, captions: written } = describe(1, "val", i);
    for (const { caption, precanned, rejected } of written) {
      if (precanned || rejected) continue;
      const { thing, colour } = factsNamed(caption, truth(i, scene.kind, scene.colour));
      captions++;
      if (thing) things++;
      if (colour !== undefined) coloured++;
      if (colour) colours++;
    }
  }
  // Not all: people misspell words, and say that nothing can be seen.
  assert.ok(captions > 800 && things / captions > 0.97, `${things} of ${captions}`);
  assert.ok(coloured > 0.6 * captions && colours / coloured > 0.97, `${colours} of ${coloured}`);
});

Deno.test("factShares() counts things among all captions, colours among those that give one", () => {
  const truths = [truth(1, "can", "red"), truth(2, "mug", "blue"), truth(3, "dog", "brown")];
  const captions = new Map([[1, "a red can"], [2, "a red cup"], [4, "a dog"]]);
  assert.deepEqual(factShares(captions, truths), { captions: 2, thing: 1 / 2, colour: 1 / 2 });
});

/** An evaluation with captions and one score each. */
function evaluation(rows: readonly (readonly [string, number])[]): Evaluation {
  return {
    captions: new Map(rows.map(([caption], i) => [i, caption])),
    scores: { images: rows.map(([, score], i) => ({ image_id: i, score })) },
  } as unknown as Evaluation;
}

Deno.test("tellApart() asks how often a true caption scores above a false one", () => {
  const rows = [["a red can", 4], ["a blue can", 2], ["a red mug", 3], ["a mug", 1]] as const;
  const truths = rows.map((_, i) => truth(i, "can", "red"));
  const [thing, colour, both] = tellApart(evaluation(rows), { truths, metrics: ["score"] });
  assert.deepEqual([thing.question, thing.captions, thing.value], [
    "the thing",
    { right: 2, wrong: 2 },
    3 / 4,
  ]);
  assert.deepEqual([colour.captions, colour.value], [{ right: 2, wrong: 1 }, 1]);
  assert.deepEqual([both.captions, both.value], [{ right: 1, wrong: 1 }, 1]);
  assert.ok(thing.low >= 0 && thing.low < thing.value && thing.high === 1);
});

Deno.test("tellApart() leaves out what nobody says wrong, and pictures that are not known", () => {
  const rows = [["a red can", 4], ["a red can", 2], ["a blue mug", 3]] as const;
  const truths = [truth(0, "can", "red"), truth(1, "can", "red")];
  assert.deepEqual(tellApart(evaluation(rows), { truths, metrics: ["score"] }), []);
});
