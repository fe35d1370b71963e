import assert from "node:assert/strict";
import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { extractFeatures, frozenEncoder } from "#lib/experiments";
import { fixture } from "../fixtures.ts";
import { inFolder } from "../temporary.ts";

const PICTURES = dirname(fixture("models/images/07_photo_641x479.jpg"));
const PHOTO = readFileSync(fixture("models/images/07_photo_641x479.jpg"));

/** The photograph with a header that says 40,000 × 40,000. */
function bomb(): Uint8Array {
  const bytes = new Uint8Array(PHOTO), view = new DataView(bytes.buffer);
  let at = 2; // segments: ff, marker, length
  while (bytes[at + 1] < 0xc0 || bytes[at + 1] > 0xc2) at += 2 + view.getUint16(at + 2);
  view.setUint16(at + 5, 40_000);
  view.setUint16(at + 7, 40_000);
  return bytes;
}

const BAD: Readonly<Record<string, Uint8Array | string>> = {
  "00_truncated.jpg": PHOTO.subarray(0, PHOTO.length / 2),
  "05_bomb.jpg": bomb(),
  "07_empty.jpg": "",
  "09_text.jpg": "a can on a table",
  "99_zeros.png": new Uint8Array(5000),
};

/** Encodes a folder's pictures; the features of each by its name. */
async function featuresOf(folder: string, store: string) {
  const names = readdirSync(folder).sort();
  const pictures = names.map((fileName) => ({ fileName, path: join(folder, fileName) }));
  const opened = await extractFeatures(pictures, { frozen: FROZEN, folder: store, grid: true });
  const { rows, width } = await opened.pooled(),
    kept = opened.pictures.map(({ fileName }) => fileName);
  const { values } = await opened.grid(kept), size = values.length / kept.length;
  const features = new Map(kept.map((name, i) => [name, {
    pooled: rows.slice(i * width, (i + 1) * width),
    grid: values.slice(i * size, (i + 1) * size),
  }]));
  return { features, skipped: opened.skipped };
}

// A transformer, whose last bits depend on the size of the batch.
const FROZEN = await frozenEncoder("mini-clip", { root: "." });

Deno.test("bad pictures among good ones are named, and change no bit of the others' features", async () => {
  await inFolder(async (folder) => {
    const [good, mixed] = ["good", "mixed"].map((name) => join(folder, name));
    for (const place of [good, mixed]) cpSync(PICTURES, place, { recursive: true });
    for (const [name, content] of Object.entries(BAD)) writeFileSync(join(mixed, name), content);
    const alone = await featuresOf(good, join(folder, "a"));
    const among = await featuresOf(mixed, join(folder, "b"));
    assert.deepEqual(alone.skipped, []);
    assert.deepEqual(among.features, alone.features);
    assert.deepEqual(among.skipped.map(({ fileName, reason }) => [fileName, reason]), [
      ["00_truncated.jpg", among.skipped[0].reason],
      [
        "05_bomb.jpg",
        'Cannot decode "05_bomb.jpg": a picture may have at most 64000000 pixels, ' +
        "current value is 1600000000 (40000 x 40000)",
      ],
      ["07_empty.jpg", 'Cannot decode "07_empty.jpg": the file is empty'],
      [
        "09_text.jpg",
        'Cannot decode "09_text.jpg": its content is not a JPEG, PNG or WebP picture',
      ],
      [
        "99_zeros.png",
        'Cannot decode "99_zeros.png": its content is not a JPEG, PNG or WebP picture',
      ],
    ]);
    assert.match(
      among.skipped[0].reason,
      /Cannot decode "00_truncated\.jpg": the file is truncated/,
    );
  });
});
