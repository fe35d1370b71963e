import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { decode } from "#lib/image";
import { fixture } from "../fixtures.ts";

const PHOTO = fixture("models/images/07_photo_641x479.jpg");
const TURNED = fixture("models/images/12_exif6_320x200.jpg");

/** Two pixels: red, then green with half transparency. */
function twoPixels() {
  const data = new Uint8Array([255, 0, 0, 255, 0, 255, 0, 128]);
  return sharp(data, { raw: { width: 2, height: 1, channels: 4 } });
}

async function withFiles(
  files: Record<string, Uint8Array | string>,
  test: (folder: string) => Promise<void>,
) {
  const folder = await mkdtemp(join(tmpdir(), "decode-"));
  try {
    for (const [name, content] of Object.entries(files)) {
      await writeFile(join(folder, name), content);
    }
    await test(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

Deno.test("decode() reads PNG and WebP, on white or without alpha", async () => {
  for (
    const bytes of [
      await twoPixels().png().toBuffer(),
      await twoPixels().webp({ lossless: true }).toBuffer(),
    ]
  ) {
    const white = await decode(bytes);
    assert.deepEqual([white.width, white.height], [2, 1]);
    // (0·128 + 255·127) / 255 = 127, (255·128 + 255·127) / 255 = 255
    assert.deepEqual([...white.data], [255, 0, 0, 127, 255, 127]);
    const dropped = await decode(bytes, { transparency: "drop" });
    assert.deepEqual([...dropped.data], [255, 0, 0, 0, 255, 0]);
  }
});

Deno.test("decode() spreads grey, with and without alpha, and keeps the high byte of 16 bits", async () => {
  const raw = { width: 1, height: 1, channels: 2 } as const;
  const png = await sharp(new Uint8Array([10, 55]), { raw }).toColourspace("b-w").png().toBuffer();
  assert.equal((await sharp(png).metadata()).channels, 2);
  // (10·55 + 255·200) / 255 = 202.2
  assert.deepEqual([...(await decode(png)).data], [202, 202, 202]);
  assert.deepEqual([...(await decode(png, { transparency: "drop" })).data], [10, 10, 10]);
  const deep = await sharp(new Uint16Array([0x1234]), { raw: { width: 1, height: 1, channels: 1 } })
    .toColourspace("grey16").png().toBuffer();
  assert.equal((await sharp(deep).metadata()).depth, "ushort");
  assert.deepEqual([...(await decode(deep)).data], [0x12, 0x12, 0x12]);
});

Deno.test("decode() turns a picture as its EXIF tag says, or not", async () => {
  const turned = await decode(TURNED);
  const stored = await decode(TURNED, { orientation: "ignore" });
  assert.deepEqual([turned.width, turned.height], [200, 320]);
  assert.deepEqual([stored.width, stored.height], [320, 200]);
  // Orientation 6: a quarter turn clockwise brings the lower left corner to the upper left.
  assert.deepEqual(turned.data.subarray(0, 3), stored.data.subarray(199 * 320 * 3).subarray(0, 3));
});

Deno.test("decode() goes by content, not by name", async () => {
  await withFiles({ "png.jpg": await twoPixels().png().toBuffer() }, async (folder) => {
    assert.equal((await decode(join(folder, "png.jpg"))).width, 2);
  });
});

Deno.test("decode() names a file that is empty, misnamed, truncated, missing or a folder", async () => {
  const photo = await readFile(PHOTO);
  const png = await sharp(PHOTO).resize(90).png().toBuffer();
  const webp = await sharp(PHOTO).resize(90).webp().toBuffer();
  const half = (bytes: Uint8Array) => bytes.subarray(0, bytes.length / 2);
  const files: Record<string, Uint8Array | string> = {
    "empty.jpg": "",
    "text.jpg": "This is not a picture",
    "half.jpg": half(photo),
    "tail.jpg": photo.subarray(0, photo.length - 200),
    "head.jpg": photo.subarray(0, 20),
    "half.png": half(png),
    "half.webp": half(webp),
  };
  await withFiles(files, async (folder) => {
    const reasons: Record<string, RegExp> = {
      "empty.jpg": /^Cannot decode "empty.jpg": the file is empty$/,
      "text.jpg": /^Cannot decode "text.jpg": its content is not a JPEG, PNG or WebP picture$/,
    };
    for (const name of Object.keys(files)) {
      const message = reasons[name] ??
        new RegExp(`^Cannot decode "${name}": the file is truncated or damaged`);
      await assert.rejects(decode(join(folder, name)), { name: "SyntaxError", message });
    }
    await assert.rejects(decode(join(folder, "none.jpg")), {
      message: 'Cannot read "none.jpg": there is no such file',
    });
    await assert.rejects(decode(folder), { message: /^Cannot read "decode-.*": it is a folder$/ });
  });
});

Deno.test("decode() refuses a picture over the pixel limit before decoding it", async () => {
  await assert.rejects(
    decode(PHOTO, { maxPixels: 300_000 }),
    new RangeError(
      'Cannot decode "07_photo_641x479.jpg": a picture may have at most 300000 pixels, ' +
        "current value is 307039 (641 x 479)",
    ),
  );
});
