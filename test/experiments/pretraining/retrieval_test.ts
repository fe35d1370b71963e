import assert from "node:assert/strict";
import { RECALL_DEPTHS } from "#lib/experiments";
import { Random } from "#lib/tensor";
import { retrieval } from "../../../lib/experiments/pretraining/retrieval.ts";

const NAMES = Array.from({ length: 12 }, (_, i) => `text ${i}`);

/** Unit vectors along the axes, in an order. */
function axes(order: readonly number[], width = order.length): Float32Array {
  const rows = new Float32Array(order.length * width);
  order.forEach((axis, i) => rows[i * width + axis] = 1);
  return rows;
}

Deno.test("retrieval() by hand: two of three pictures lie nearest to their own text", () => {
  const images = Float32Array.of(1, 0, 0, 2, 1, 0.1);
  const vectors = Float32Array.of(3, 0, 0, 1, -1, 1);
  const found = retrieval(images, { vectors, texts: ["a", "b", "c"], among: 3 });
  assert.equal(found.textByImage[1], 2 / 3); // the third is nearest to "a"
  assert.equal(found.textByImage[5], 1);
  assert.ok(Math.abs(found.chance[1] - 1 / 3) < 1e-12);
  assert.equal(found.chance[5], 1);
});

Deno.test("retrieval() finds everything where pictures and texts agree, in any length", () => {
  const order = [...NAMES.keys()];
  const vectors = axes(order).map((value) => 7 * value);
  const { textByImage, imageByText } = retrieval(axes(order), { vectors, texts: NAMES, among: 12 });
  for (const depth of RECALL_DEPTHS) {
    assert.deepEqual([textByImage[depth], imageByText[depth]], [1, 1]);
  }
});

Deno.test("retrieval() counts equal texts as hits, in the chance, too", () => {
  // Both pictures choose the second text, which reads like the first.
  const images = axes([1, 1], 2), vectors = axes([0, 1], 2);
  const apart = retrieval(images, { vectors, texts: ["a", "b"], among: 2 });
  const alike = retrieval(images, { vectors, texts: ["a", "a"], among: 2 });
  assert.deepEqual([apart.textByImage[1], alike.textByImage[1]], [0.5, 1]);
  assert.deepEqual([apart.chance[1], alike.chance[1]], [0.5, 1]);
});

Deno.test("retrieval() puts answers that are as near as the right one before it", () => {
  const same = new Float32Array(24).fill(1); // everything at one point knows nothing
  const { textByImage } = retrieval(same, { vectors: same, texts: NAMES, among: 12 });
  assert.deepEqual(textByImage, { "1": 0, "5": 0, "10": 0 });
});

Deno.test("retrieval() of noise is near chance", () => {
  const random = new Random(1), count = 400, width = 8;
  const noise = () => Float32Array.from({ length: count * width }, () => random.normal());
  const texts = Array.from({ length: count }, (_, i) => String(i));
  const { textByImage, groups, chance } = retrieval(noise(), {
    vectors: noise(),
    texts,
    among: 40,
  });
  assert.equal(groups, 10);
  assert.ok(Math.abs(chance[10] - 0.25) < 1e-12);
  // Three standard deviations of 400 draws.
  assert.ok(Math.abs(textByImage[10] - 0.25) < 3 * Math.sqrt(0.25 * 0.75 / count));
});

Deno.test("retrieval() looks within groups, and leaves out what fills none", () => {
  const order = [...NAMES.keys()];
  const found = retrieval(axes(order), { vectors: axes(order), texts: NAMES, among: 5 });
  assert.deepEqual([found.among, found.groups], [5, 2]);
});

Deno.test("retrieval() refuses fewer pictures than a group", () => {
  assert.throws(
    () =>
      retrieval(new Float32Array(4), { vectors: new Float32Array(4), texts: ["a", "b"], among: 3 }),
    new RangeError(
      "Cannot measure retrieval: there must be at least 3 pictures, current value is 2",
    ),
  );
});
