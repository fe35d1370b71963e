import { interaction, type InteractionCell, renderSvg } from "#lib/figures";
import assert from "node:assert/strict";
import { assertAccessible, assertStored } from "./stored.ts";

function cell(model: string, [x, line]: [string, string], value: number): InteractionCell {
  return {
    model,
    x,
    line,
    value,
    low: value - 0.03,
    high: value + 0.02,
    seeds: [value - 0.01, value],
  };
}
const CELLS = [
  cell("cnn-lstm", ["ResNet", "trained on labels"], 0.652),
  cell("vit-lstm", ["ViT", "trained on labels"], 0.588),
  cell("resnet-text-lstm", ["ResNet", "trained on texts"], 0.671),
  cell("clip-lstm", ["ViT", "trained on texts"], 0.741),
];
const OPTIONS = {
  title: "Texts help the ViT more",
  subtitle: "made up",
  x: "architecture",
  y: "CIDEr-D",
  references: [
    { model: "constant-caption", value: 0.431 },
    { model: "nearest-neighbour-clip", value: 0.739 },
  ],
};

Deno.test("interaction() looks as stored", async () => {
  const figure = interaction(CELLS, OPTIONS);
  const svg = await renderSvg(figure);
  assertAccessible(svg);
  assert.equal(figure.spec.description, figure.description);
  assertStored("interaction.svg", svg);
});

Deno.test("interaction() names each model with its mean, the lines and the level lines", async () => {
  const svg = await renderSvg(interaction(CELLS, OPTIONS));
  for (
    const text of [
      "CNN+LSTM 0.652",
      "ViT+LSTM 0.588",
      "ResNet (texts)+LSTM 0.671",
      "CLIP+LSTM 0.741",
      "trained on labels",
      "trained on texts",
      "Constant caption 0.431",
      "Nearest neighbour (CLIP) 0.739",
      "ResNet",
      "ViT",
      "↑ CIDEr-D",
      "architecture →",
    ]
  ) assert.ok(svg.includes(`>${text}<`), text);
});

Deno.test("interaction() says each mean, its interval and its seeds", () => {
  assert.equal(
    interaction(CELLS.slice(0, 2), { ...OPTIONS, digits: 2 }).description,
    "Texts help the ViT more. CIDEr-D by architecture, means of seeds with 95 % intervals. " +
      "trained on labels: ResNet (CNN+LSTM) 0.65 [0.62, 0.67], 2 seeds 0.64, 0.65; " +
      "ViT (ViT+LSTM) 0.59 [0.56, 0.61], 2 seeds 0.58, 0.59. " +
      "Level lines: Constant caption 0.43, Nearest neighbour (CLIP) 0.74.",
  );
});

Deno.test("interaction() keeps labels at the right apart", async () => {
  const svg = await renderSvg(interaction(CELLS, OPTIONS));
  const y = (text: string) =>
    Number(
      new RegExp(`translate\\([\\d.]+,([\\d.]+)\\)"[^>]*>${RegExp.escape(text)}<`).exec(svg)![1],
    );
  assert.equal(y("CLIP+LSTM 0.741"), y("trained on texts"));
  assert.ok(Math.abs(y("CLIP+LSTM 0.741") - y("Nearest neighbour (CLIP) 0.739")) >= 16);
});

Deno.test("interaction() includes every seed and interval in the scale", () => {
  const far = { ...CELLS[0], seeds: [0.1, 0.9] };
  const { spec } = interaction([far, ...CELLS.slice(1)], { ...OPTIONS, references: [] });
  const layers = spec.layer as { encoding: { y?: { scale: { domain: [number, number] } } } }[];
  const [low, high] = layers.find(({ encoding }) => encoding.y)!.encoding.y!.scale.domain;
  assert.ok(low < 0.1 && high > 0.9);
});

Deno.test("interaction() refuses missing and double combinations and ends in the wrong order", () => {
  assert.throws(() => interaction(CELLS.slice(1), OPTIONS), {
    name: "RangeError",
    message: "Cannot draw an interaction: each line must have one value at each place, " +
      "current value is 3 values for 4 combinations",
  });
  assert.throws(() => interaction([...CELLS.slice(1), CELLS[1]], OPTIONS), RangeError);
  assert.throws(() => interaction([], OPTIONS), RangeError);
  const turned = [{ ...CELLS[0], low: 0.9 }, ...CELLS.slice(1)];
  assert.throws(() => interaction(turned, OPTIONS), {
    name: "RangeError",
    message: "Cannot draw an interval: it must be finite, with its lower end first, " +
      "current value is 0.652 in [0.9, 0.672] (cnn-lstm)",
  });
});
