import assert from "node:assert/strict";
import { attentionDrawing, attentionMaps } from "#lib/figures";

const PICTURE = await Deno.readFile("test/testdata/models/images/07_photo_641x479.jpg");
const looked = (word: string, weights: number[]) => ({
  model: "clip-attention",
  words: [{ word, weights }],
});

Deno.test("attentionMaps() leaves the largest weight clear, outlines it, and veils the others more", () => {
  const { svg } = attentionMaps([looked("can", [0.5, 0.25, 0.25, 0])], {
    title: "Looked",
    picture: PICTURE,
  });
  const veils = [...svg.matchAll(/fill-opacity="([\d.]+)"/g)].map(([, value]) => Number(value));
  // Two positions of half the largest weight under one veil, one without weight under the densest.
  assert.deepEqual(veils, [0.44, 0.88]);
  assert.ok(svg.includes("M1,0h1v1h-1zM0,1h1v1h-1z") && svg.includes("M1,1h1v1h-1z"));
  assert.equal(svg.match(/stroke-width="1.6"/g)?.length, 1);
});

Deno.test("attentionMaps() says in words where each word was looked for", () => {
  const { description } = attentionMaps([looked("can", [0.1, 0.2, 0.6, 0.1])], {
    title: "Looked",
    picture: PICTURE,
  });
  assert.match(description, /CLIP\+LSTM \(attention\): can \(row 2, column 1, 0.60\)\./);
});

Deno.test("attentionMaps() breaks a long caption into rows, and stays as wide", () => {
  const words = (count: number) => [{
    model: "clip-attention",
    words: Array.from({ length: count }, () => ({ word: "red", weights: [1] })),
  }];
  const options = { title: "Looked", picture: PICTURE };
  const [one, two] = [words(8), words(9)].map((each) => attentionMaps(each, options));
  assert.equal(one.width, two.width);
  assert.ok(two.height > one.height);
});

Deno.test("attentionMaps() refuses no word and weights that are no square", () => {
  const options = { title: "Looked", picture: PICTURE };
  assert.throws(() => attentionMaps([], options), RangeError);
  assert.throws(() => attentionMaps([looked("can", [0.5, 0.5])], options), {
    name: "RangeError",
    message: /must have a square of weights/,
  });
});

Deno.test("attentionDrawing() shows every shape it is given, and a grid without projection", () => {
  const options = {
    ...{ encoder: "CLIP", perSide: 3, grid: 40, embedding: 24, hidden: 28, vocabulary: 99 },
    words: ["red", "can"] as const,
  };
  const { svg, description } = attentionDrawing({ ...options, projection: 24 });
  for (const shape of ["[B, 9, 40]", "[B, 9, 24]", "[B, 9]", "[B, 28]", "[B, 99]"]) {
    assert.ok(svg.includes(shape), shape);
  }
  assert.match(description, /9 positions of 40 numbers, each normalized and brought to 24/);
  const raw = attentionDrawing(options);
  assert.ok(!raw.svg.includes("[B, 9, 24]") && raw.description.includes("read as they are"));
  assert.throws(() => attentionDrawing({ ...options, perSide: 0 }), RangeError);
});
