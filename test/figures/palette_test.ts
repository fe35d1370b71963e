import { MODEL_STYLES, modelStyle, NEUTRAL, TOPIC_COLOURS, WORD_COLOURS } from "#lib/figures";
import assert from "node:assert/strict";

type Triple = readonly [number, number, number];
const IDENTITY: readonly Triple[] = [[1, 0, 0], [0, 1, 0], [0, 0, 1]];
/** Machado, Oliveira and Fernandes, 2009, severity 1: what red-green blind eyes see, in linear RGB. */
const DEUTERANOPIA: readonly Triple[] = [
  [0.367322, 0.860646, -0.227968],
  [0.280085, 0.672501, 0.047413],
  [-0.01182, 0.04294, 0.968881],
];
const PROTANOPIA: readonly Triple[] = [
  [0.152286, 1.052583, -0.204868],
  [0.114503, 0.786281, 0.099216],
  [-0.003882, -0.048116, 1.051998],
];

function linear(hex: string): number[] {
  return [1, 3, 5].map((i) => {
    const value = parseInt(hex.slice(i, i + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
}

function transform(matrix: readonly Triple[], [r, g, b]: readonly number[]): number[] {
  return matrix.map((row) => Math.max(0, row[0] * r + row[1] * g + row[2] * b));
}

/** OKLab (Ottosson, 2020): distances in it are about as large as they look. */
function oklab(rgb: readonly number[]): number[] {
  const cones = transform([
    [0.4122214708, 0.5363325363, 0.0514459929],
    [0.2119034982, 0.6806995451, 0.1073969566],
    [0.0883024619, 0.2817188376, 0.6299787005],
  ], rgb).map(Math.cbrt);
  return [
    [0.2104542553, 0.793617785, -0.0040720468],
    [1.9779984951, -2.428592205, 0.4505937099],
    [0.0259040371, 0.7827717662, -0.808675766],
  ].map((row) => row[0] * cones[0] + row[1] * cones[1] + row[2] * cones[2]);
}

function contrast(hex: string): number {
  const [r, g, b] = linear(hex);
  return 1.05 / (0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05);
}

Deno.test("modelStyle() gives a variant the colour of its model and a label of its own", () => {
  const { label, mark } = modelStyle("cnn-lstm, batch 64");
  assert.equal(label, "CNN+LSTM, batch 64");
  assert.equal(mark, MODEL_STYLES["cnn-lstm"].mark);
});

Deno.test("modelStyle() spells out each known name in a difference", () => {
  assert.equal(modelStyle("clip-lstm minus cnn-lstm").label, "CLIP+LSTM minus CNN+LSTM");
  assert.equal(modelStyle("clip-lstm minus cnn-lstm").mark, MODEL_STYLES["clip-lstm"].mark);
});

Deno.test("modelStyle() leaves an unknown name as it is, in grey", () => {
  assert.deepEqual(modelStyle("cnn-lstm-big"), {
    label: "cnn-lstm-big",
    mark: NEUTRAL.faint,
    ink: NEUTRAL.secondary,
  });
});

Deno.test("modelStyle() knows the rival's encoders and the four of architecture × objective", () => {
  const names = ["nearest-neighbour-clip", "nearest-neighbour (ResNet)", "cnn-lstm", "clip-lstm"];
  assert.deepEqual(
    [...names, "vit-lstm", "resnet-text-lstm"].map((name) => modelStyle(name).label),
    [
      "Nearest neighbour (CLIP)",
      "Nearest neighbour (ResNet)",
      "CNN+LSTM",
      "CLIP+LSTM",
      "ViT+LSTM",
      "ResNet (texts)+LSTM",
    ],
  );
});

/** Models of one comparison, always labelled where they stand: a smaller difference is enough. */
const MINOR = new Set(["nearest-neighbour-clip", "vit-lstm", "resnet-text-lstm"]);

Deno.test("MODEL_STYLES differ for ordinary and for red-green blind eyes", () => {
  const marks = Object.entries(MODEL_STYLES).filter(([name]) => name !== "paper"); // the paper has no lines
  for (const [sight, matrix] of Object.entries({ IDENTITY, DEUTERANOPIA, PROTANOPIA })) {
    const seen = marks.map(([, { mark }]) => oklab(transform(matrix, linear(mark))));
    for (let i = 0; i < seen.length; i++) {
      for (let j = 0; j < i; j++) {
        const distance = 100 * Math.hypot(...seen[i].map((value, k) => value - seen[j][k]));
        const least = MINOR.has(marks[i][0]) || MINOR.has(marks[j][0]) ? 8.5 : 12;
        assert.ok(distance >= least, `${sight}: ${marks[i][0]} and ${marks[j][0]} are ${distance}`);
      }
    }
  }
});

Deno.test("MODEL_STYLES and greys have enough contrast with the page", () => {
  for (const [name, { mark, ink }] of Object.entries(MODEL_STYLES)) {
    assert.ok(contrast(mark) >= 2.85, `${name}: mark ${contrast(mark)}`);
    assert.ok(contrast(ink) >= 4.5, `${name}: ink ${contrast(ink)}`);
  }
  assert.ok(contrast(NEUTRAL.secondary) >= 4.5);
});

Deno.test("TOPIC_COLOURS and WORD_COLOURS differ for ordinary and for red-green blind eyes, and from the page", () => {
  for (const [sight, matrix] of Object.entries({ IDENTITY, DEUTERANOPIA, PROTANOPIA })) {
    const seen = TOPIC_COLOURS.map((mark) => oklab(transform(matrix, linear(mark))));
    for (let i = 0; i < seen.length; i++) {
      for (let j = 0; j < i; j++) {
        const distance = 100 * Math.hypot(...seen[i].map((value, k) => value - seen[j][k]));
        assert.ok(
          distance >= 12,
          `${sight}: ${TOPIC_COLOURS[i]}, ${TOPIC_COLOURS[j]}: ${distance}`,
        );
      }
    }
  }
  for (const ink of WORD_COLOURS) assert.ok(contrast(ink) >= 4.5, `${ink}: ${contrast(ink)}`);
  for (const mark of TOPIC_COLOURS) assert.ok(contrast(mark) >= 2.7, `${mark}: ${contrast(mark)}`);
});
