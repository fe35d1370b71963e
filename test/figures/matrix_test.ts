import { matrix, renderSvg } from "#lib/figures";
import assert from "node:assert/strict";
import { assertAccessible, assertStored } from "./stored.ts";

const CELLS = ["another colour", "words shuffled"].flatMap((row, i) =>
  ["BLEU-1", "METEOR-noPara"].map((column, j) => {
    const value = 0.9 - 0.5 * i * j - 0.2 * j;
    return { row, column, value, low: value - 0.05, high: value + 0.05 };
  })
);
const OPTIONS = { title: "What is left?", unit: "% of the score", percent: true };

Deno.test("matrix() looks as stored, with intervals and without", async () => {
  const bounded = matrix(CELLS, OPTIONS);
  const plain = matrix(CELLS.map(({ row, column, value }) => ({ row, column, value })), {
    title: "Agreement",
    unit: "Kendall's τ",
  });
  for (const [name, figure] of Object.entries({ bounded, plain })) {
    const svg = await renderSvg(figure);
    assertAccessible(svg);
    assertStored(`matrix_${name}.svg`, svg);
  }
});

Deno.test("matrix() prints values, intervals and unit", async () => {
  const svg = await renderSvg(matrix(CELLS, OPTIONS));
  const texts = [...svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map(([, text]) => text);
  for (const text of ["90", "[85, 95]", "20", "[15, 25]", "% of the score", "words shuffled"]) {
    assert.ok(texts.includes(text), text);
  }
});

Deno.test("matrix() colours by the range, and the same beyond its ends", async () => {
  const fill = async (value: number) => {
    const svg = await renderSvg(matrix([{ row: "r", column: "c", value }], OPTIONS));
    return /<path d="[^"]+" fill="(rgb[^"]+)"/.exec(svg)![1];
  };
  assert.notEqual(await fill(0), await fill(1));
  assert.equal(await fill(7), await fill(1));
  assert.equal(await fill(-7), await fill(0));
});

Deno.test("matrix() says its values row by row", () => {
  assert.equal(
    matrix(CELLS, OPTIONS).description,
    "What is left? % of the score. another colour: BLEU-1 90 [85, 95], METEOR-noPara 70 [65, 75]. " +
      "words shuffled: BLEU-1 90 [85, 95], METEOR-noPara 20 [15, 25].",
  );
});

Deno.test("matrix() takes columns in order and leaves others out", () => {
  const describe = (columns: string[]) => matrix(CELLS, { ...OPTIONS, columns }).description;
  assert.match(
    describe(["METEOR-noPara", "BLEU-1"]),
    /another colour: METEOR-noPara 70 .*, BLEU-1 90/,
  );
  assert.doesNotMatch(describe(["METEOR-noPara", "x"]), /BLEU-1/);
  assert.throws(() => describe(["x"]), RangeError);
});

Deno.test("matrix() sets columns in the order that is wanted, also where the first row lacks one", async () => {
  const cells = [["A", "B"], ["B", "A"]].map(([row, column]) => ({ row, column, value: 0.5 }));
  const svg = await renderSvg(matrix(cells, { ...OPTIONS, columns: ["A", "B"] }));
  const place = (text: string) =>
    Number(
      new RegExp(`translate\\(([\\d.]+),[^)]*\\)"[^>]*font-size="11px"[^>]*>${text}<`).exec(
        svg,
      )![1],
    );
  assert.ok(place("A") < place("B"));
});

Deno.test("matrix() refuses no cell, a place that occurs twice, values that are not finite", () => {
  assert.throws(() => matrix([], OPTIONS), {
    name: "RangeError",
    message: "Cannot draw a matrix: there must be a cell",
  });
  assert.throws(
    () => matrix([...CELLS, CELLS[0]], OPTIONS),
    /another colour, BLEU-1 is there twice/,
  );
  assert.throws(() => matrix([{ row: "r", column: "c", value: NaN }], OPTIONS), {
    name: "RangeError",
    message: "Cannot draw a matrix: each value must be finite, current value is NaN (r, c)",
  });
});
