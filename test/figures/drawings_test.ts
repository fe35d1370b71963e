import {
  arrow,
  box,
  clipLstmDrawing,
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

Deno.test("cnnLstmDrawing() shows the ends of a long caption, and a long word whole or cut", () => {
  const words = ["a", "refrigerator", "of", "the", "incomprehensibilities"];
  const { svg, description } = cnnLstmDrawing({ ...SIZES, stages: STAGES, words });
  const texts = [...svg.matchAll(/<text [^>]*>(.*?)<\/text>/g)].map(([, text]) => text);
  assert.equal(texts.filter((text) => text === "LSTM").length, 5 + 1); // and the row's name
  assert.equal(texts.filter((text) => text === "refrigerator").length, 2); // in and out
  assert.ok(!texts.includes("the"));
  assert.ok(texts.some((text) => /^incomp.*…$/.test(text)));
  assert.match(svg, />p<tspan [^>]*>6</);
  assert.match(description, /the words "a refrigerator of the incomprehensibilities"/);
});

Deno.test("cnnLstmDrawing() refuses no stage and no word", () => {
  assert.throws(() => cnnLstmDrawing({ ...SIZES, stages: [] }), {
    name: "RangeError",
    message: "Cannot draw the captioner: its encoder needs a stage, current value is 0",
  });
  assert.throws(() => cnnLstmDrawing({ ...SIZES, stages: STAGES, words: [] }), {
    name: "RangeError",
    message: "Cannot draw the captioner: its caption needs a word, current value is 0",
  });
});

const CLIP = {
  ...SIZES,
  encoder: "CLIP ViT-B/32",
  transformer: { patch: 32, width: 768, layers: 12, heads: 12 },
  pooled: 640,
};

Deno.test("clipLstmDrawing() of the full size looks as stored", () => {
  const { svg } = clipLstmDrawing({ ...CLIP, picture: JPEG });
  assertAccessible(svg);
  assertStored("clip_lstm.svg", svg);
});

Deno.test("clipLstmDrawing() shows every number of its options and says them", () => {
  const { svg, description } = clipLstmDrawing({ ...CLIP, layers: 2, words: ["a", "can"] });
  const drawn = svg.slice(svg.indexOf("</desc>"));
  for (
    const text of [
      "CLIP ViT-B/32, frozen",
      "7×7 patches of 32×32",
      "[B, 224, 224, 3]",
      "[B, 50, 768]",
      "12 transformer layers",
      "12 heads each",
      "[B, 49, 768]",
      "[B, 640]",
      "[B, 512]",
      "[B, 8000]",
      "LSTM, 2 layers",
    ]
  ) assert.ok(drawn.includes(`>${text}<`), text);
  assert.match(
    description,
    /^An image of 224 × 224 pixels is cut into 7 × 7 patches of 32 × 32 pixels\. Each becomes a token of 768 numbers; .* the 12 layers of a frozen CLIP ViT-B\/32, 12 attention heads each\. The 49 patch tokens .*, 640 numbers, goes through a linear layer .* LSTM with 2 layers and width 512\. .* "a can"; .* 8,000 words/,
  );
});

Deno.test("clipLstmDrawing() embeds the picture once, however many patches show it", () => {
  const { svg } = clipLstmDrawing({ ...CLIP, picture: JPEG });
  assert.equal(svg.match(/data:image/g)!.length, 1);
  const windows = [...svg.matchAll(/viewBox="(\d) (\d) 1 1"/g)].map(([, x, y]) => `${x} ${y}`);
  assert.equal(windows.length, 49 + 5); // in the picture, and beside its tokens
  assert.equal(new Set(windows.slice(0, 49)).size, 49);
  assert.deepEqual(windows.slice(49), ["0 0", "1 0", "2 0", "3 0", "6 6"]);
  assert.ok(svg.length < 60_000);
});

Deno.test("clipLstmDrawing() draws all layers and patches of a small transformer", () => {
  const transformer = { patch: 112, width: 8, layers: 1, heads: 2 };
  const { svg } = clipLstmDrawing({ ...CLIP, transformer, picture: JPEG });
  assert.equal(svg.match(/>attention, MLP</g)!.length, 1);
  assert.equal(svg.match(/viewBox="\d \d 1 1"/g)!.length, 4 + 4);
  assert.doesNotMatch(svg, /<circle/);
  assert.match(svg, />1 transformer layer</);
});

Deno.test("clipLstmDrawing() refuses patches that do not fill the picture and a file that is none", () => {
  const transformer = { ...CLIP.transformer, patch: 30 };
  assert.throws(() => clipLstmDrawing({ ...CLIP, transformer }), {
    name: "RangeError",
    message: "Cannot draw the captioner: the patches must fill the picture and there must be a " +
      "layer, current values are 224 / 30 pixels and 12",
  });
  assert.throws(() => clipLstmDrawing({ ...CLIP, words: [] }), RangeError);
  assert.throws(() => clipLstmDrawing({ ...CLIP, picture: Uint8Array.of(1, 2) }), TypeError);
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
