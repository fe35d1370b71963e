import { type DodgedInterval, dodgedIntervals, renderSvg } from "#lib/figures";
import assert from "node:assert/strict";
import { assertAccessible, assertStored } from "./stored.ts";

const ROWS: DodgedInterval[] = (["all · 478", "yes · 267", "no · 211"] as const).flatMap((row, i) =>
  ["ROUGE-L", "CIDEr-D"].flatMap((panel, j) =>
    ["cnn-lstm", "references"].map((model, k) => {
      const value = (0.4 + 0.05 * i + 0.2 * k) * (1 + j);
      return {
        ...{ row, panel, model, value, low: value - 0.04, high: value + 0.04 },
        group: i === 0 ? "pictures" : "text in the picture",
      };
    })
  )
);
const OPTIONS = { title: "Slices", subtitle: "made up", dataSet: "mini" };

Deno.test("dodgedIntervals() looks as stored, in panels with headings and with lines", async () => {
  const panels = dodgedIntervals(ROWS, OPTIONS);
  const single = ROWS.filter(({ panel }) => panel === "ROUGE-L")
    .map(({ group: _, ...row }) => ({ ...row, panel: "" }));
  const lines = dodgedIntervals(single, {
    ...OPTIONS,
    percent: true,
    panelWidth: 400,
    lines: [{ value: 0, label: "constant caption" }, { value: 1, label: "people" }],
  });
  for (const [name, figure] of Object.entries({ panels, lines })) {
    const svg = await renderSvg(figure);
    assertAccessible(svg);
    assertStored(`dodged_intervals_${name}.svg`, svg);
  }
});

Deno.test("dodgedIntervals() names rows and headings once, models in the legend", async () => {
  const svg = await renderSvg(dodgedIntervals(ROWS, OPTIONS));
  const texts = [...svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map(([, text]) => text);
  for (const text of ["pictures", "text in the picture", "yes · 267", "CNN+LSTM", "References"]) {
    assert.equal(texts.filter((each) => each === text).length, 1, text);
  }
});

Deno.test("dodgedIntervals() says every value, and what the lines stand for", () => {
  const { description } = dodgedIntervals(ROWS.slice(0, 2), {
    ...OPTIONS,
    lines: [{ value: 0, label: "floor" }],
  });
  assert.equal(
    description,
    "Slices. Values with 95 % intervals on mini. Line at 0: floor. ROUGE-L, all · 478: " +
      "CNN+LSTM 0.400 [0.360, 0.440], References 0.600 [0.560, 0.640].",
  );
});

Deno.test("dodgedIntervals() refuses no value and intervals without order", () => {
  assert.throws(() => dodgedIntervals([], OPTIONS), {
    name: "RangeError",
    message: "Cannot draw intervals: the list must not be empty",
  });
  const [row] = ROWS;
  assert.throws(() => dodgedIntervals([{ ...row, low: 3, high: 2 }], OPTIONS), RangeError);
  assert.throws(() => dodgedIntervals([{ ...row, value: NaN }], OPTIONS), RangeError);
});
