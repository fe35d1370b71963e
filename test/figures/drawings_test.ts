import {
  arrow,
  box,
  cnnLstmDrawing,
  contactSheet,
  drawing,
  element,
  label,
  shapeTag,
} from "#lib/figures";
import assert from "node:assert/strict";
import { assertAccessible, assertStored, JPEG } from "./stored.ts";

const STAGES = [56, 28, 14, 7].map((side, i) => ({ side, channels: 256 * 2 ** i }));
const SIZES = {
  encoder: "ResNet-50",
  imageSize: 224,
  embedding: 512,
  hidden: 512,
  vocabulary: 8000,
};

Deno.test("cnnLstmDrawing() of the full size looks as stored", () => {
  const { svg, description } = cnnLstmDrawing({ ...SIZES, stages: STAGES, picture: JPEG });
  assertAccessible(svg);
  assert.match(description, /4 stages of a frozen ResNet-50.*2048 numbers.*8,000 words/);
  assertStored("cnn_lstm.svg", svg);
});

Deno.test("cnnLstmDrawing() draws layers and words as asked, inside its frame", () => {
  const { svg, width } = cnnLstmDrawing({
    ...SIZES,
    stages: STAGES.slice(1),
    layers: 2,
    words: ["<b>", "can"],
  });
  assertAccessible(svg);
  assert.equal(svg.match(/>LSTM</g)!.length, 2 * 4); // image, <start>, two words
  assert.match(svg, /&lt;b&gt;/);
  for (const [, x] of svg.matchAll(/ x="([\d.]+)"/g)) assert.ok(Number(x) <= width);
});

Deno.test("cnnLstmDrawing() refuses no stage and too many words", () => {
  assert.throws(() => cnnLstmDrawing({ ...SIZES, stages: [] }), RangeError);
  const words = ["a", "b", "c", "d", "e"];
  assert.throws(() => cnnLstmDrawing({ ...SIZES, stages: STAGES, words }), RangeError);
});

Deno.test("drawing() escapes title and description and fits narrow pages", () => {
  const { svg } = drawing([], { title: "<t>", description: `"d" & 'e'`, width: 10.126, height: 5 });
  assertAccessible(svg);
  assert.match(svg, /viewBox="0 0 10\.13 5"/);
  assert.match(svg, /max-width: 100%/);
  assert.match(svg, />&lt;t&gt;</);
});

Deno.test("element() rounds numbers, escapes text and leaves undefined out", () => {
  const text = element("text", { x: -0.001, y: 1.005, fill: undefined, id: 'a"b' }, "c");
  assert.equal(text, '<text x="0" y="1" id="a&quot;b">c</text>');
});

Deno.test("label() sets subscripts lower and returns to the line", () => {
  const drops = [...label("h_{t−1} + c_1", [0, 0], { size: 10 }).matchAll(/dy="(-?[\d.]+)"/g)];
  assert.deepEqual(drops.map(([, dy]) => Number(dy)), [2.2, -2.2, 2.2]);
});

Deno.test("arrow() ends at its last point and needs two", () => {
  const svg = arrow([[0, 0], [20, 0], [20, 30]]);
  assert.match(svg, /points="20,30 /);
  assert.match(svg, /Q20,0 /);
  assert.throws(() => arrow([[0, 0]]), RangeError);
});

Deno.test("box() and shapeTag() escape what they write", () => {
  assert.match(box({ x: 0, y: 0, width: 9, height: 9, text: "<a>" }), /&lt;a&gt;/);
  assert.match(shapeTag(["B", 2048], [0, 0]), />\[B, 2048\]</);
});

Deno.test("contactSheet() looks as stored", () => {
  const pictures = ["a red can", "a <b> & 'c', with a caption that needs two lines", undefined]
    .map((caption) => ({ image: JPEG, caption }));
  const sheet = contactSheet(pictures, { title: "Sample", columns: 2 });
  assertAccessible(sheet.svg);
  assert.match(sheet.description, /3 pictures\. Captions: a red can; /);
  assertStored("contact_sheet.svg", sheet.svg);
});

Deno.test("contactSheet() stays under its limit or says by how much it does not", () => {
  const large = new Uint8Array(9000);
  large.set(JPEG);
  const pictures = (count: number) => Array.from({ length: count }, () => ({ image: large }));
  const sheet = contactSheet(pictures(12), { title: "T" });
  assert.ok(sheet.svg.length <= 150_000);
  assert.throws(() => contactSheet(pictures(13), { title: "T" }), {
    name: "RangeError",
    message:
      /^Cannot draw a contact sheet: its SVG must have at most 150,000 characters .* is 15\d,\d+$/,
  });
});

Deno.test("contactSheet() refuses no picture and a file that is none", () => {
  assert.throws(() => contactSheet([], { title: "T" }), RangeError);
  assert.throws(() => contactSheet([{ image: Uint8Array.of(1, 2) }], { title: "T" }), TypeError);
});
