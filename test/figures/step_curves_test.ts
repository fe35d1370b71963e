import assert from "node:assert/strict";
import { renderSvg, stepCurves } from "#lib/figures";

const CURVES = [
  {
    model: "clip-attention",
    points: [{ step: 1, value: 3.9 }, { step: 2, value: 2 }, { step: 3, value: 1.5 }],
  },
  { model: "clip-transformer", points: [{ step: 1, value: 1 }, { step: 2, value: 1.4 }] },
];
const OPTIONS = { title: "Entropy", y: "Entropy (nats)", line: { value: 3.89, label: "alike" } };

Deno.test("stepCurves() draws each curve with its model's name, and the line's", async () => {
  const svg = await renderSvg(stepCurves(CURVES, OPTIONS));
  for (const text of ["CLIP+LSTM (attention)", "CLIP+transformer", "alike", "Entropy (nats)"]) {
    assert.ok(svg.includes(text), text);
  }
});

Deno.test("stepCurves() describes where each curve begins and ends", () => {
  const { description } = stepCurves(CURVES, OPTIONS);
  assert.match(
    description,
    /attention\): from 3.90 to 1.50; CLIP\+transformer: from 1.00 to 1.40\./,
  );
});

Deno.test("stepCurves() refuses to draw nothing", () => {
  assert.throws(() => stepCurves([], OPTIONS), RangeError);
});
