import assert from "node:assert/strict";
import { type CaptionTuples, spice, tsEngine } from "#lib/metrics";
import { referenceSpice } from "./reference_spice.ts";

async function parsed(caption: string): Promise<string[]> {
  const [tuples] = await tsEngine().parse([caption]);
  return (tuples as CaptionTuples).map((tuple) => tuple.join(" | ")).sort();
}

Deno.test("tsEngine() finds objects, attributes and relations", async () => {
  assert.deepEqual(await parsed("a dog sits on a boat floating in water"), [
    "boat",
    "boat | float in | water",
    "dog",
    "dog | sit on | boat",
    "water",
  ]);
  assert.deepEqual(await parsed("a young girl is using a blue toothbrush"), [
    "girl",
    "girl | use | toothbrush",
    "girl | young",
    "toothbrush",
    "toothbrush | blue",
  ]);
});

Deno.test("tsEngine() has the official parser's habits: amounts, compounds and fragments", async () => {
  // The article counts, not the couple.
  assert.ok((await parsed("a couple of giraffes that are walking around")).includes("giraffe | a"));
  assert.ok((await parsed("a city street sign in front of a building")).includes("sign | street"));
});

const HOSTILE = [
  "",
  " ",
  "!!! ??? ...",
  "\0\x01\x02",
  "\ud800 \udc00",
  "\u202eesrever a dog",
  "كلب على طاولة",
  "👩‍👩‍👧‍👦 👍🏽 on a 🛹",
  "of of of of of",
  "constructor __proto__ toString hasOwnProperty",
  "a ".repeat(10_000),
  "a dog and ".repeat(3_000),
  "standing ".repeat(10_000),
  "x".repeat(100_000),
  "it his her them they ".repeat(500),
];

Deno.test("tsEngine() takes any text, and its scores are numbers from 0 to 1", async () => {
  for (const caption of HOSTILE) {
    const captions = new Map([[1, caption], [2, "a dog on a table"]]);
    const references = new Map([[1, ["a dog", caption]], [2, [caption]]]);
    const { images } = (await spice(captions, references))["SPICE-ts"];
    const name = JSON.stringify(caption.slice(0, 20));
    for (const value of images) assert.ok(value >= 0 && value <= 1, `${name}: ${value}`);
  }
});

Deno.test("tsEngine() gives a caption the same tuples whatever stands beside it", async () => {
  const [{ captions }] = referenceSpice();
  const lines = [...captions.values()].slice(0, 50);
  const together = await tsEngine().parse(lines);
  const alone = await Promise.all(lines.map(async (line) => (await tsEngine().parse([line]))[0]));
  assert.deepEqual(together, alone);
});

interface Agreement {
  mean: number;
  official: number;
  correlation: number;
}

function agreement(ours: readonly number[], official: readonly number[]): Agreement {
  const mean = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const a = mean(ours), b = mean(official);
  const product = (x: readonly number[], y: readonly number[]) =>
    mean(x.map((value, i) => (value - mean(x)) * (y[i] - mean(y))));
  const correlation = product(ours, official) /
    Math.sqrt(product(ours, ours) * product(official, official));
  return { mean: a, official: b, correlation };
}

/**
 * The committed model has learned from these captions, so that this guards it as it is; how near it comes
 * on unseen ones is in the README of the metric.
 */
const CORRELATION = 0.95, MEAN = 0.03;

for (const { name, captions, references, scores } of referenceSpice()) {
  const promise = `correlates ${CORRELATION}, mean within ${100 * MEAN} %`;
  Deno.test(`tsEngine() ${promise} of the official scores: ${name}`, async () => {
    const { images } = (await spice(captions, references))["SPICE-ts"];
    const official = [...captions.keys()].map((id) => scores.get(id)!.All[5] as number);
    const found = agreement([...images], official);
    const told = JSON.stringify(found);
    assert.ok(found.correlation >= CORRELATION, told);
    assert.ok(Math.abs(found.mean / found.official - 1) <= MEAN, told);
  });
}
