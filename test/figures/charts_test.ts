import {
  bars,
  type Chart,
  histogram,
  type Interval,
  intervals,
  lossCurves,
  rankFrequency,
  renderSvg,
} from "#lib/figures";
import assert from "node:assert/strict";
import { assertAccessible, assertStored } from "./stored.ts";

/** Renders, checks the alternative text and compares with the stored figure. */
async function looksAsStored(name: string, figure: Chart): Promise<void> {
  const svg = await renderSvg(figure);
  assertAccessible(svg);
  assert.equal(figure.spec.description, figure.description);
  assertStored(name, svg);
}

function descent(start: number, floor: number, count: number, every: number) {
  return Array.from({ length: count }, (_, i) => ({
    update: (i + 1) * every,
    loss: floor + (start - floor) * Math.exp(-3 * (i + 1) / count) + 0.02 * Math.sin(7 * i),
  }));
}

Deno.test("lossCurves() of two models looks as stored", async () => {
  const curves = ["cnn-lstm", "clip-lstm"].flatMap((model, k) => [
    { model, split: "training", points: descent(5, 2 - 0.2 * k, 30, 50) } as const,
    { model, split: "validation", points: descent(5, 2.3 - 0.1 * k, 10, 150) } as const,
  ]);
  const options = { title: "Loss", subtitle: "a made-up run", kept: 1200 };
  await looksAsStored("loss_curves.svg", lossCurves(curves, options));
});

Deno.test("lossCurves() averages a long curve down to 200 points", () => {
  const points = Array.from({ length: 5000 }, (_, i) => ({ update: i, loss: i % 2 }));
  const { spec } = lossCurves([{ model: "m", split: "training", points }], { title: "T" });
  const { values } = spec.data as { values: { loss: number }[] };
  assert.equal(values.length, 200);
  assert.ok(values.every(({ loss }) => Math.abs(loss - 0.5) < 0.03));
});

Deno.test("lossCurves() leaves out losses that are not finite, and refuses a curve of nothing else", () => {
  const points = [{ update: 1, loss: 2 }, { update: 2, loss: NaN }];
  const { spec } = lossCurves([{ model: "m", split: "training", points }], { title: "T" });
  assert.equal((spec.data as { values: unknown[] }).values.length, 1);
  const nothing = [{ model: "m", split: "training", points: points.slice(1) } as const];
  assert.throws(() => lossCurves(nothing, { title: "T" }), {
    name: "RangeError",
    message: "Cannot draw loss curves: each must have a finite loss, current value is [0]",
  });
  assert.throws(() => lossCurves([], { title: "T" }), RangeError);
});

Deno.test("histogram() looks as stored", async () => {
  const lengths = [5, 6, 6, 7, 7, 7, 8, 8, 8, 8, 9, 9, 9, 11, 14];
  const options = { title: "Caption lengths", x: "words a caption", y: "captions" };
  await looksAsStored("histogram.svg", histogram(lengths, options));
});

Deno.test("histogram() counts a bin from its start to below its end, empty bins included", () => {
  const options = { title: "T", x: "x", y: "y", bin: 0.5 };
  const { spec } = histogram([0, 0.49, 0.5, 1.7], options);
  const [layer] = spec.layer as { data: { values: { n: number }[] } }[];
  assert.deepEqual(layer.data.values.map(({ n }) => n), [2, 1, 0, 1]);
});

Deno.test("histogram() takes a hundred thousand values and refuses none", () => {
  const many = Array.from({ length: 240_000 }, (_, i) => i % 12);
  const { description } = histogram(many, { title: "T", x: "x", y: "values" });
  assert.equal(description, "T. Histogram of x, 240,000 values: median 5.5, from 0 to 11.");
  assert.throws(() => histogram([], { title: "T", x: "x", y: "y" }), RangeError);
  assert.throws(() => histogram([1, NaN], { title: "T", x: "x", y: "y" }), RangeError);
});

Deno.test("bars() with shares looks as stored", async () => {
  const flags = [
    { label: "dark", count: 24 },
    { label: "blurred", count: 1093 },
    { label: "framed badly <b>", count: 700 },
  ];
  const options = { title: "Quality flags", x: "pictures", total: 3000 };
  await looksAsStored("bars.svg", bars(flags, options));
});

Deno.test("bars() keeps the given order when asked to, and refuses an empty list", () => {
  const given = [{ label: "a", count: 1 }, { label: "b", count: 2 }];
  const labels = (order: "count" | "given") => {
    const { spec } = bars(given, { title: "T", x: "x", order });
    return (spec.data as { values: { label: string }[] }).values.map(({ label }) => label);
  };
  assert.deepEqual(labels("count"), ["b", "a"]);
  assert.deepEqual(labels("given"), ["a", "b"]);
  assert.throws(() => bars([], { title: "T", x: "x" }), RangeError);
});

Deno.test("rankFrequency() looks as stored", async () => {
  const words = new Map(
    Array.from({ length: 300 }, (_, i) => [`w${i + 1}`, Math.round(2000 / (i + 1))] as const),
  );
  await looksAsStored("rank_frequency.svg", rankFrequency(words, { title: "Words", threshold: 9 }));
});

Deno.test("rankFrequency() counts the words kept and their share of the text", () => {
  const words = new Map([["a", 90], ["can", 6], ["of", 4]]);
  const { description } = rankFrequency(words, { title: "T", threshold: 6 });
  assert.match(description, /2 of 3 words occur at least 6 times and make up 96 % of the text/);
  assert.throws(() => rankFrequency(new Map(), { title: "T", threshold: 6 }), RangeError);
});

const VALUES: Interval[] = ["BLEU-4", "CIDEr-D"].flatMap((metric, k) =>
  ["nearest-neighbour", "cnn-lstm"].map((model, i) => {
    const value = 0.2 + 0.3 * k + 0.1 * i;
    return { model, metric, value, low: value - 0.02, high: value + 0.03 };
  })
);

Deno.test("intervals() looks as stored", async () => {
  const options = { title: "Scores", subtitle: "made up", dataSet: "mini" };
  await looksAsStored("intervals.svg", intervals(VALUES, options));
});

Deno.test("intervals() shows the paper's value only beside values of the same data set", async () => {
  const paper = { dataSet: "VizWiz", values: { "CIDEr-D": 0.127 } };
  const same = intervals(VALUES, { title: "T", dataSet: "VizWiz", paper });
  assert.match(same.description, /paper 0\.127/);
  assert.match(await renderSvg(same), /Paper, VizWiz/);
  assert.throws(() => intervals(VALUES, { title: "T", dataSet: "mini", paper }), {
    name: "RangeError",
    message: "Cannot draw the paper's values: they must be of the same data set, " +
      'current values are "VizWiz" and "mini"',
  });
});

Deno.test("intervals() refuses an empty list and ends in the wrong order", () => {
  assert.throws(() => intervals([], { title: "T", dataSet: "mini" }), RangeError);
  const turned = [{ ...VALUES[0], low: 0.5, high: 0.1 }];
  assert.throws(() => intervals(turned, { title: "T", dataSet: "mini" }), RangeError);
});
