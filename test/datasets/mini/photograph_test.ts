import assert from "node:assert/strict";
import { decode } from "#lib/image";
import { resize } from "../../../lib/image/resize.ts";
import { renderScene } from "#lib/datasets/mini";
import { describe, photograph } from "../../../lib/datasets/mini/photograph.ts";
import { Random } from "#lib/tensor";
import { inFolder } from "../../temporary.ts";
import { mean } from "./close.ts";

const SEED = 11;
const FILES: readonly Uint8Array[] = await Promise.all(
  Array.from({ length: 24 }, (_, index) => photograph(SEED, "val", index)),
);

/** Decodes a file's bytes. */
function read(bytes: Uint8Array) {
  return inFolder((folder) => {
    Deno.writeFileSync(`${folder}/picture.jpg`, bytes);
    return decode(`${folder}/picture.jpg`);
  });
}

/** How coarsely a JPEG file stores brightness: the first number of its first quantization table. */
function coarseness(bytes: Uint8Array): number {
  const marker = bytes.findIndex((byte, i) => byte === 0xff && bytes[i + 1] === 0xdb);
  assert.ok(marker > 0);
  return bytes[marker + 5];
}

Deno.test("photograph() gives pictures of 320 to 640 pixels, three to four", async () => {
  const sides = new Set<number>(), formats = new Set<boolean>();
  for (const bytes of FILES) {
    const { width, height } = await read(bytes);
    const long = Math.max(width, height);
    assert.equal(Math.min(width, height), 0.75 * long);
    sides.add(long);
    formats.add(width > height);
  }
  assert.deepEqual([...sides].sort(), [320, 400, 480, 560, 640]);
  assert.equal(formats.size, 2);
});

Deno.test("photograph() writes JPEG of quality 60 to 85", () => {
  // The standard's table starts with 16; libjpeg's qualities 60 and 85 make 13 and 5 of it.
  const found = FILES.map(coarseness);
  assert.ok(Math.min(...found) >= 5 && Math.max(...found) <= 13, String(found));
  assert.ok(new Set(found).size > 4);
});

Deno.test("photograph() gives a picture the same bytes every time, and another one others", async () => {
  assert.deepEqual(await photograph(SEED, "val", 3), FILES[3]);
  assert.notDeepEqual(await photograph(SEED + 1, "val", 3), FILES[3]);
  assert.notDeepEqual(await photograph(SEED, "train", 3), FILES[3]);
  assert.equal(new Set(FILES.map((bytes) => bytes.join())).size, FILES.length);
});

Deno.test("photograph() shows the scene that the captions are about", async () => {
  for (const index of [0, 1, 2]) {
    const { scene } = describe(SEED, "val", index);
    const stream = new Random(SEED).split("mini/val").split(index).split("render");
    const drawn = renderScene(scene, stream, { maxSide: 288 });
    const small = { width: drawn.width / 4, height: drawn.height / 4, filter: "bilinear" as const };
    const [a, b] = [drawn, await read(FILES[index])].map((picture) => resize(picture, small).data);
    const difference = mean(a.map((value, i) => Math.abs(value - b[i])));
    // Encoding and enlarging cost a level or two.
    assert.ok(difference < 3, String(difference));
  }
});

Deno.test("describe() tells of a picture by seed, split and number", () => {
  assert.deepEqual(describe(1, "train", 5), describe(1, "train", 5));
  for (const other of [describe(2, "train", 5), describe(1, "val", 5), describe(1, "train", 6)]) {
    assert.notDeepEqual(other, describe(1, "train", 5));
  }
});
