import { similarityMatrix } from "#lib/figures";
import assert from "node:assert/strict";
import { assertAccessible, assertStored, JPEG } from "./stored.ts";

const PAIRS = ["a red can", "two <keys> & a 'fob_1'", "a phone on a table, seen from above"]
  .map((text) => ({ image: JPEG, text }));
const OPTIONS = {
  title: "Which text fits?",
  subtitle: "made up",
  unit: "cosine similarity",
  values: [[0.31, 0.02, -0.11], [0.04, 0.12, 0.27], [0.08, 0.19, 0.42]],
};

/** Texts of the drawing, without its title and description. */
function texts(svg: string): string[] {
  return [...svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map(([, text]) => text);
}

/** Column and row of the dots, from the middle of each. */
function dots(svg: string): string[] {
  const circles = [...svg.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)" r="3"/g)];
  const cells = [...svg.matchAll(/<rect x="([\d.]+)" y="([\d.]+)" width="46" height="46"/g)]
    .map(([, x, y]) => ({ x: Number(x), y: Number(y) }));
  return circles.flatMap(([, cx, cy]) => {
    const inside = cells.findIndex(({ x, y }) =>
      Number(cx) > x && Number(cx) < x + 46 && Number(cy) > y && Number(cy) < y + 46
    );
    return inside < 0 ? [] : [`picture ${Math.floor(inside / 3)}, text ${inside % 3}`];
  });
}

Deno.test("similarityMatrix() looks as stored", () => {
  const { svg } = similarityMatrix(PAIRS, OPTIONS);
  assertAccessible(svg);
  assertStored("similarity_matrix.svg", svg);
});

Deno.test("similarityMatrix() prints each value, the ends of the colours and their unit", () => {
  const shown = texts(similarityMatrix(PAIRS, OPTIONS).svg);
  for (const value of ["0.31", "0.02", "−0.11", "0.04", "0.12", "0.27", "0.08", "0.19", "0.42"]) {
    assert.ok(shown.includes(value), value);
  }
  assert.equal(shown.filter((text) => text === "−0.11" || text === "0.42").length, 4);
  assert.ok(shown.includes("cosine similarity"));
  assert.ok(shown.includes("two &lt;keys&gt; &amp; a &#39;fob_1&#39;"));
});

Deno.test("similarityMatrix() marks the best text of each picture, or the best picture of each text", () => {
  assert.deepEqual(dots(similarityMatrix(PAIRS, OPTIONS).svg), [
    "picture 0, text 0",
    "picture 1, text 2",
    "picture 2, text 2",
  ]);
  const values = [[0.3, 0.4, 0], [0, 0.2, 0], [0, 0.1, 0.5]];
  assert.deepEqual(dots(similarityMatrix(PAIRS, { ...OPTIONS, values, best: "picture" }).svg), [
    "picture 0, text 0",
    "picture 0, text 1",
    "picture 2, text 2",
  ]);
});

Deno.test("similarityMatrix() says which pairs are found and which are not", () => {
  assert.equal(
    similarityMatrix(PAIRS, OPTIONS).description,
    "Which text fits? Matrix of 3 pictures and their texts, cosine similarity. For 2 of 3 pictures " +
      'the best text is the one that belongs to it. On the diagonal: "a red can" 0.31; ' +
      '"two <keys> & a \'fob_1\'" 0.12 (best text: "a phone on a table, seen from above" 0.27); ' +
      '"a phone on a table, seen from above" 0.42.',
  );
});

Deno.test("similarityMatrix() colours by the range: white-ish at its start, the same beyond its end", () => {
  const fill = (value: number) => {
    const one = { ...OPTIONS, values: [[value]], range: [0, 1] as const };
    return /width="46" height="46" fill="(#\w+)"/.exec(
      similarityMatrix(PAIRS.slice(0, 1), one).svg,
    )![1];
  };
  assert.equal(fill(0), "#fdf6f0");
  assert.equal(fill(1), "#e9884a"); // text of #1f2328 on it: 5.9 : 1
  assert.equal(fill(7), fill(1));
  assert.equal(fill(-7), fill(0));
});

Deno.test("similarityMatrix() refuses no pair, other shapes, values that are not finite, an empty range", () => {
  assert.throws(() => similarityMatrix([], { ...OPTIONS, values: [] }), {
    name: "RangeError",
    message: "Cannot draw similarities: there must be a pair",
  });
  const ragged = [[1, 2, 3], [1, 2], [1, 2, 3]];
  assert.throws(() => similarityMatrix(PAIRS, { ...OPTIONS, values: ragged }), {
    name: "TypeError",
    message: "Cannot draw similarities: the values of 3 pairs must be [3, 3], " +
      "current value is [3, 3 or 2]",
  });
  assert.throws(() => similarityMatrix(PAIRS.slice(1), OPTIONS), TypeError);
  const broken = [[1, 2, 3], [1, NaN, 3], [1, 2, 3]];
  assert.throws(() => similarityMatrix(PAIRS, { ...OPTIONS, values: broken }), {
    name: "RangeError",
    message: "Cannot draw similarities: each must be finite, current value is NaN",
  });
  assert.throws(() => similarityMatrix(PAIRS, { ...OPTIONS, range: [1, 1] }), RangeError);
  const images = PAIRS.map((pair) => ({ ...pair, image: Uint8Array.of(1) }));
  assert.throws(() => similarityMatrix(images, OPTIONS), TypeError);
});
