import assert from "node:assert/strict";
import { clipScore, type ImageTextEncoder } from "#lib/metrics";

const IMAGES = new Map([[1, "east"], [2, "north"], [3, "nowhere"]]);
const VECTORS: Readonly<Record<string, number[]>> = {
  ...{ east: [2, 0], north: [0, 5], west: [-1, 0], nowhere: [0, 0], northeast: [3, 4] },
};

/** Knows directions by name, and remembers the batches it was asked for. */
class Compass implements ImageTextEncoder<string> {
  asked: string[][] = [];

  encodeImages(images: readonly string[]) {
    return images.map((name) => VECTORS[name]);
  }

  encodeTexts(texts: readonly string[]) {
    this.asked.push([...texts]);
    return Promise.resolve(texts.map((text) => VECTORS[text.split(" ").at(-1)!]));
  }
}

async function scored(captions: string[], references?: string[][], options = {}) {
  const ids = captions.map((_, i) => i + 1);
  return await clipScore({
    captions: new Map(ids.map((id, i) => [id, captions[i]])),
    images: IMAGES,
    references: references && new Map(ids.map((id, i) => [id, references[i]])),
  }, { encoder: new Compass(), ...options });
}

function close(actual: number, expected: number) {
  assert.ok(Math.abs(actual - expected) <= 1e-12, `${actual} is not ${expected}`);
}

Deno.test("clipScore() gives 2.5 times the cosine, and nothing below 0", async () => {
  const { CLIPScore } = await scored(["northeast", "northeast"]);
  close(CLIPScore.images[0], 2.5 * 3 / 5);
  close(CLIPScore.images[1], 2.5 * 4 / 5);
  close(CLIPScore.corpus, 2.5 * 7 / 10);
  assert.equal((await scored(["west"])).CLIPScore.corpus, 0);
});

Deno.test("clipScore() gives RefCLIPScore where there are references", async () => {
  const scores = await scored(["northeast"], [["north", "east", "west"]]);
  assert.deepEqual(Object.keys(scores), ["CLIPScore", "RefCLIPScore"]);
  const a = 2.5 * 3 / 5, b = 4 / 5; // Of the references, north is nearest.
  close(scores.RefCLIPScore.corpus, 2 * a * b / (a + b));
});

Deno.test("clipScore() gives RefCLIPScore 0 where a cosine is not positive", async () => {
  assert.equal((await scored(["west"], [["west"]])).RefCLIPScore.corpus, 0);
  assert.equal((await scored(["east"], [["west"]])).RefCLIPScore.corpus, 0);
});

Deno.test("clipScore() gives 0 to zero vectors", async () => {
  const scores = await scored(["east", "nowhere", "east"], [["nowhere"], ["north"], ["east"]]);
  assert.deepEqual([...scores.CLIPScore.images], [2.5, 0, 0]);
  assert.deepEqual([...scores.RefCLIPScore.images], [0, 0, 0]);
});

Deno.test("clipScore() takes weight, prefix and name, as for PAC-S", async () => {
  const encoder = new Compass();
  const scores = await scored(["east"], [["east"]], {
    encoder,
    weight: 2,
    prefix: "",
    name: "PAC-S",
  });
  assert.deepEqual(Object.keys(scores), ["PAC-S", "RefPAC-S"]);
  close(scores["PAC-S"].corpus, 2);
  close(scores["RefPAC-S"].corpus, 2 * 2 * 1 / 3);
  assert.deepEqual(encoder.asked, [["east"], ["east"]]);
});

Deno.test("clipScore() puts the prefix before every text, and asks in batches", async () => {
  const encoder = new Compass();
  const captions = ["east", "north", "east"], references = [["east", "west"], ["north"], ["east"]];
  const scores = await scored(captions, references, { encoder, batch: 2 });
  const asked = [["east", "north"], ["east", "west", "north"], ["east"], ["east"]];
  assert.deepEqual(
    encoder.asked,
    asked.map((texts) => texts.map((text) => `A photo depicts ${text}`)),
  );
  assert.deepEqual(scores, await scored(captions, references));
});

Deno.test("clipScore() refuses captions without image or reference, and wrong encoders", async () => {
  const captions = new Map([[9, "east"]]), encoder = new Compass();
  const input = { captions, images: IMAGES };
  await assert.rejects(clipScore(input, { encoder }), /^RangeError: .*an image, 9 has none$/);
  await assert.rejects(scored(["east"], [[]]), /^RangeError: .*image 1 has none$/);
  await assert.rejects(scored(["east"], undefined, { batch: 0 }), /^RangeError: .*batch must be 1/);
  const short = { encodeImages: () => [[1]], encodeTexts: () => [] };
  await assert.rejects(
    scored(["east"], undefined, { encoder: short }),
    /^TypeError: .*must give 1 vectors, current number is 0$/,
  );
  const uneven = { encodeImages: () => [[1]], encodeTexts: () => [[1, 2]] };
  await assert.rejects(
    scored(["east"], undefined, { encoder: uneven }),
    /^TypeError: .*one length, current lengths are 1 and 2$/,
  );
});
