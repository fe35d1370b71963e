import assert from "node:assert/strict";
import { Canvas, type Rgb } from "../../../lib/datasets/mini/canvas.ts";
import { textContours } from "../../../lib/datasets/mini/glyphs.ts";
import { assertClose, mean } from "./close.ts";

const WHITE: Rgb = [255, 255, 255], BLACK: Rgb = [0, 0, 0];

/** A white square of 32 × 32 pixels; a pixel is 3.125 units. */
const blank = () => new Canvas(1, 32, WHITE);

/** Area that is black on a white canvas, in square units. */
function ink({ data, width, height, span }: Canvas): number {
  return (1 - mean(data) / 255) * width * height * (span / width) * (100 / height);
}

/** Area inside an outline; negative if it runs the other way. */
function area(line: readonly number[]): number {
  let sum = 0;
  for (let i = 0, j = line.length - 2; i < line.length; j = i, i += 2) {
    sum += (line[j] * line[i + 1] - line[i] * line[j + 1]) / 2;
  }
  return sum;
}

const row = ({ data, width }: Canvas, y: number) =>
  Array.from({ length: width }, (_, x) => data[3 * (y * width + x)]);

Deno.test("a Canvas is 100 units high and has sides that are powers of two", () => {
  const wide = new Canvas(2.2, 128, BLACK), tall = new Canvas(0.4, 128, BLACK);
  assert.deepEqual([wide.width, wide.height, wide.span], [128, 64, 220.00000000000003]);
  assert.deepEqual([tall.width, tall.height, tall.span], [64, 128, 40]);
  assert.deepEqual([new Canvas(0.01, 128, BLACK).width, blank().data.length], [32, 3 * 32 * 32]);
  assert.deepEqual([...new Canvas(1, 32, [1, 2, 3]).data.subarray(3, 9)], [1, 2, 3, 1, 2, 3]);
});

Deno.test("rectangle() covers pixels by the share of them that lies inside", () => {
  const canvas = blank();
  // From pixel 8 to pixel 16.5; rows 4 to 8.
  canvas.rectangle(25, 12.5, 26.5625, 12.5, BLACK);
  const line = Array.from({ length: 32 }, (_, x) => x < 8 || x > 16 ? 255 : x < 16 ? 0 : 127);
  for (let y = 0; y < 32; y++) {
    assert.deepEqual(row(canvas, y), y >= 4 && y < 8 ? line : Array(32).fill(255), `row ${y}`);
  }
});

Deno.test("fill() mixes with what is there, by alpha", () => {
  const canvas = blank();
  canvas.rectangle(0, 0, 100, 100, [55, 155, 255], 0.5);
  assert.deepEqual([...canvas.data.subarray(0, 3)], [155, 205, 255]);
});

Deno.test("fill() clips what reaches beyond the borders", () => {
  const canvas = blank();
  canvas.rectangle(-500, -500, 1000, 1000, BLACK);
  assert.ok(canvas.data.every((value) => value === 0));
  const untouched = blank();
  untouched.rectangle(200, 0, 50, 100, BLACK);
  untouched.rectangle(0, 120, 100, 50, BLACK);
  assert.deepEqual(untouched.data, blank().data);
});

Deno.test("fill() leaves a hole where an inner outline runs the other way, and only there", () => {
  const outer = [10, 10, 90, 10, 90, 90, 10, 90];
  const hole = [30, 30, 30, 70, 70, 70, 70, 30], solid = [30, 30, 70, 30, 70, 70, 30, 70];
  for (const [inner, expected] of [[hole, 6400 - 1600], [solid, 6400]] as const) {
    const canvas = new Canvas(1, 128, WHITE);
    canvas.fill([outer, inner], BLACK);
    assertClose(ink(canvas), expected, 40);
  }
});

Deno.test("ellipse() has the area of its 24-sided outline", () => {
  const canvas = new Canvas(2, 256, WHITE);
  canvas.ellipse(100, 50, 60, 30, BLACK);
  assertClose(ink(canvas), 12 * Math.sin(Math.PI / 12) * 60 * 30, 60);
});

Deno.test("text() inks the area of its letters, centred, and tells the size that fits", () => {
  const canvas = new Canvas(2, 512, WHITE);
  const size = canvas.text("Bold 8", 100, 50, { width: 150, size: 40, colour: BLACK });
  assert.ok(size > 30 && size <= 40);
  const letters = textContours("Bold 8", 0, 0, size);
  assertClose(ink(canvas) / Math.abs(letters.reduce((sum, line) => sum + area(line), 0)), 1, 0.02);
  const dark = Array.from({ length: 512 }, (_, x) => x)
    .filter((x) => canvas.data.some((value, i) => value < 128 && Math.floor(i / 3) % 512 === x));
  assertClose((dark[0] + dark.at(-1)!) / 2, 255.5, 8);
});

Deno.test("text() makes long lines smaller, short ones no larger than asked", () => {
  const options = { width: 50, size: 20, colour: BLACK };
  assert.equal(blank().text("I", 50, 50, options), 20);
  const long = blank().text("a rather long line", 50, 50, options);
  assertClose(
    blank().text("a rather long line", 50, 50, { ...options, width: 100 }),
    2 * long,
    1e-9,
  );
  assert.equal(blank().text("", 50, 50, options), 20);
});

Deno.test("finish() halves the picture down to 8 pixels and keeps its mean", () => {
  const canvas = new Canvas(2, 64, [200, 180, 20]);
  canvas.ellipse(90, 40, 50, 30, [10, 60, 220]);
  const { width, height, levels } = canvas.finish();
  assert.deepEqual([width, height], [64, 32]);
  assert.deepEqual(levels.map((level) => level.length / 3), [64 * 32, 32 * 16, 16 * 8]);
  for (const level of levels) assertClose(mean(level), mean(levels[0]), 1);
});
