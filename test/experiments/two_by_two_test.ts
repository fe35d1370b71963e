import assert from "node:assert/strict";
import { type Comparison, twoByTwo } from "#lib/experiments";

const interval = (value: number) => ({ value, low: value - 0.1, high: value + 0.1 });

function trained(model: string, encoder: string, values: readonly number[]) {
  const mean = values.reduce((sum, value) => sum + value) / values.length;
  return {
    model,
    encoder,
    scores: { "CIDEr-D": interval(mean) },
    seeds: values.map((value, i) => ({
      seed: i + 1,
      scores: { "CIDEr-D": value },
      keptAfter: 1,
      seconds: 1,
    })),
  };
}

Deno.test("twoByTwo() sorts trained models by architecture and objective, and leaves out baselines", () => {
  const comparison = {
    models: [
      { model: "constant-caption", scores: { "CIDEr-D": interval(0.1) }, seeds: [] },
      trained("cnn-lstm", "mini-resnet", [0.5, 0.7]),
      trained("vit-lstm", "mini-vit", [0.3]),
      trained("resnet-text-lstm", "mini-resnet-text", [0.4]),
      trained("clip-lstm", "mini-clip", [0.6]),
    ],
  } as unknown as Comparison;
  const cells = twoByTwo(comparison, "CIDEr-D");
  assert.deepEqual(cells[0], {
    model: "cnn-lstm",
    x: "ResNet",
    line: "trained with labels",
    ...interval(0.6),
    seeds: [0.5, 0.7],
  });
  assert.deepEqual(cells.map(({ model, x, line }) => [model, x, line]), [
    ["cnn-lstm", "ResNet", "trained with labels"],
    ["vit-lstm", "ViT", "trained with labels"],
    ["resnet-text-lstm", "ResNet", "trained with texts"],
    ["clip-lstm", "ViT", "trained with texts"],
  ]);
});
