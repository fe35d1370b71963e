import assert from "node:assert/strict";
import { cider, DocumentFrequencies } from "#lib/metrics";
import { Random } from "../../lib/tensor/random.ts";
import { splitTokens } from "#lib/text";
import { ciderReward } from "#lib/training";
import { referenceScores } from "../metrics/reference_scores.ts";

const END = 2;

function close(actual: number, expected: number) {
  assert.ok(Math.abs(actual - expected) <= 1e-12, `${actual} is not ${expected}`);
}

/** Captions of random words about forty pictures, five references each. */
function randomPairs(random: Random) {
  return Array.from({ length: 200 }, (_, i) => ({
    imageId: 1000 + i % 40,
    tokens: Array.from({ length: 3 + random.integer(8) }, () => 4 + random.integer(12)),
  }));
}

Deno.test("ciderReward() by hand: the end counts as a word", () => {
  const pairs = [{ imageId: 1, tokens: [4, 5, 6] }, { imageId: 2, tokens: [7, 8] }];
  const reward = ciderReward(pairs, { end: END });
  const said = (tokens: number[], ended: boolean) => reward([{ tokens, ended }], [1])[0];
  close(said([4, 5, 6], true), 10);
  // Cut after "4 5 6": of 1-grams three of three (the end weighs nothing: both pictures have it), of 2-grams
  // two of three, of 3-grams one of two, no 4-gram; one bigram less.
  const shares = [1, 2 / Math.sqrt(6), 1 / Math.sqrt(2), 0];
  close(said([4, 5, 6], false), 10 / 4 * shares.reduce((a, b) => a + b) * Math.exp(-1 / 72));
  assert.equal(said([], true), 0);
  assert.equal(said([], false), 0);
});

Deno.test("ciderReward() is CIDEr-D of metrics/ on the same tokens, the end among them", () => {
  const random = new Random(2), pairs = randomPairs(random);
  const reward = ciderReward(pairs, { end: END });
  const references = new Map<number, string[]>();
  for (const { imageId, tokens } of pairs) {
    references.set(imageId, [...references.get(imageId) ?? [], [...tokens, END].join(" ")]);
  }
  const documents = DocumentFrequencies.of(references.values());
  for (let round = 0; round < 5; round++) {
    // Words beyond the references' too; some captions near a reference.
    const captions = [...references.keys()].map((_, i) => ({
      tokens: i % 2 ? pairs[i].tokens.slice(0, 4) : [4 + random.integer(15), 4, 4, 20, 20],
      ended: random.chance(0.7),
    }));
    const lines = captions.map(({ tokens, ended }) =>
      (ended ? [...tokens, END] : tokens).join(" ")
    );
    const ids = [...references.keys()];
    const { images } = cider(new Map(ids.map((id, i) => [id, lines[i]])), references, {
      documents,
    })["CIDEr-D"];
    reward(captions, ids).forEach((value, i) => close(value, images[i]));
    // The same against the reference's frequencies, which the captions above are in by now.
    ciderReward(pairs, { end: END, documents })(captions, ids)
      .forEach((value, i) => close(value, images[i]));
    assert.ok(images.some((value) => value > 1));
  }
});

for (const { name, captions, references } of referenceScores()) {
  Deno.test(`ciderReward() equals cider() on the official captions, words numbered: ${name}`, () => {
    const numbers = new Map<string, number>();
    const encode = (line: string) =>
      splitTokens(line).map((word) => {
        if (!numbers.has(word)) numbers.set(word, numbers.size + 4);
        return numbers.get(word)!;
      });
    const closed = (line: string) => `${line} <end>`.trim();
    const pairs = [...captions.keys()].flatMap((imageId) =>
      references.get(imageId)!.map((line) => ({ imageId, tokens: encode(line) }))
    );
    const { images } = cider(
      new Map([...captions].map(([id, line]) => [id, closed(line)])),
      new Map([...references].map(([id, lines]) => [id, lines.map(closed)])),
    )["CIDEr-D"];
    const said = [...captions.values()].map((line) => ({ tokens: encode(line), ended: true }));
    const rewards = ciderReward(pairs, { end: END })(said, [...captions.keys()]);
    rewards.forEach((value, i) => close(value, images[i]));
  });
}

Deno.test("ciderReward() refuses a picture without references", () => {
  const reward = ciderReward([{ imageId: 1, tokens: [4] }], { end: END });
  assert.throws(
    () => reward([{ tokens: [4], ended: true }], [5]),
    new RangeError(
      "Cannot reward a caption: its image must have references, current image is 5",
    ),
  );
});
