import assert from "node:assert/strict";
import { END, PAD, START, UNK, Vocabulary } from "#lib/text";

const CAPTIONS = ["a red can", "a blue can", "a mug"].map((caption) => caption.split(" "));

Deno.test("Vocabulary.build() orders words by falling count, then by code point", () => {
  const { words } = Vocabulary.build(CAPTIONS, { minimumCount: 1 });
  assert.deepEqual(words, ["<pad>", "<start>", "<end>", "<unk>", "a", "can", "blue", "mug", "red"]);
});

Deno.test("Vocabulary.build() leaves out words under 6 occurrences by default", () => {
  const captions = [Array(6).fill("six"), Array(5).fill("five")];
  assert.deepEqual(Vocabulary.build(captions).words.slice(4), ["six"]);
});

Deno.test("Vocabulary.build() gives the same ids in whatever order the captions come", () => {
  const forward = Vocabulary.build(CAPTIONS, { minimumCount: 1 });
  const backward = Vocabulary.build(CAPTIONS.toReversed(), { minimumCount: 1 });
  assert.deepEqual(backward.words, forward.words);
});

Deno.test("Vocabulary.build() never counts special tokens as words", () => {
  const vocabulary = Vocabulary.build([["<unk>", "<end>", "a"]], { minimumCount: 1 });
  assert.equal(vocabulary.size, 5);
  assert.deepEqual(vocabulary.encode(["<end>", "<pad>", "a"]), [UNK, UNK, 4]);
});

Deno.test("Vocabulary encodes without <start> and <end>, and decodes up to <end>", () => {
  const vocabulary = Vocabulary.build(CAPTIONS, { minimumCount: 2 });
  assert.deepEqual(vocabulary.encode(["a", "red", "can"]), [4, UNK, 5]);
  assert.deepEqual(vocabulary.decode([START, 4, UNK, 5, END, 4, PAD]), ["a", "<unk>", "can"]);
  assert.deepEqual(vocabulary.decode(new Int32Array([4, PAD])), ["a"]);
  assert.ok(vocabulary.has("can") && !vocabulary.has("red"));
});

Deno.test("Vocabulary is the same after writing and reading it as JSON", () => {
  const vocabulary = Vocabulary.build(CAPTIONS, { minimumCount: 2 });
  const again = Vocabulary.fromJSON(JSON.parse(JSON.stringify(vocabulary)));
  assert.deepEqual(again.toJSON(), vocabulary.toJSON());
  assert.deepEqual(again.encode(["a", "mug"]), vocabulary.encode(["a", "mug"]));
});

Deno.test("Vocabulary.fromJSON() refuses what is no vocabulary", () => {
  const specials = ["<pad>", "<start>", "<end>", "<unk>"];
  const read = (words: unknown) => () => Vocabulary.fromJSON({ words, minimumCount: 6 });
  assert.throws(() => Vocabulary.fromJSON(null), TypeError);
  assert.throws(read([...specials, 7]), /TypeError.*word 4 is 7/s);
  assert.throws(read([...specials, "two words"]), /TypeError.*word 4 is "two words"/s);
  assert.throws(read(["a", ...specials]), /RangeError.*current value is a <pad> <start> <end>/s);
  assert.throws(read([...specials, "a", "a"]), /RangeError.*"a" occurs again/s);
  assert.throws(() => Vocabulary.fromJSON({ words: specials, minimumCount: 0 }), RangeError);
});

Deno.test("Vocabulary.decode() refuses an id outside the vocabulary", () => {
  assert.throws(
    () => Vocabulary.build(CAPTIONS).decode([4]),
    new RangeError("Cannot decode token ids: an id must be from 0 to 3, current value is 4"),
  );
});
