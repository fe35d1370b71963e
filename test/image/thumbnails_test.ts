import { decode, thumbnails } from "#lib/image";
import assert from "node:assert/strict";
import sharp from "sharp";

/** A noisy picture as a PNG file; the noise is a fixed pattern. */
function noisy(width: number, height: number): Promise<Uint8Array> {
  const data = Uint8Array.from(
    { length: width * height * 3 },
    (_, i) => (i * i * 31 + i * 7) % 256,
  );
  return sharp(data, { raw: { width, height, channels: 3 } }).png().toBuffer();
}

Deno.test("thumbnails() makes JPEG files whose shorter side is as asked", async () => {
  const [wide, tall] = await thumbnails(await Promise.all([noisy(90, 60), noisy(60, 90)]), {
    side: 30,
  });
  const { width, height } = await decode(wide);
  assert.deepEqual([width, height], [45, 30]);
  assert.equal((await decode(tall)).width, 30);
  assert.deepEqual([...wide.subarray(0, 3)], [0xff, 0xd8, 0xff]);
});

Deno.test("thumbnails() never enlarges", async () => {
  const [small] = await thumbnails([await noisy(20, 10)], { side: 120 });
  assert.equal((await decode(small)).width, 20);
});

Deno.test("thumbnails() lowers the quality until they fit, or says that they cannot", async () => {
  const files = [await noisy(64, 64), await noisy(64, 48)];
  const bytes = (list: Uint8Array[]) => list.reduce((sum, { length }) => sum + length, 0);
  const best = bytes(await thumbnails(files, { side: 48 }));
  const budget = best - 400;
  assert.ok(bytes(await thumbnails(files, { side: 48, budget })) <= budget);
  await assert.rejects(thumbnails(files, { side: 48, budget: 100 }), {
    name: "RangeError",
    message: /^Cannot make thumbnails: 2 of 48 px must fit into 100 bytes, current value is \d+$/,
  });
});

Deno.test("thumbnails() names a file that is no picture", async () => {
  await assert.rejects(thumbnails([new TextEncoder().encode("text")]), SyntaxError);
});
