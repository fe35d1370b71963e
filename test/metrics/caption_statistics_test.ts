import assert from "node:assert/strict";
import { captionStatistics } from "#lib/metrics";

Deno.test("captionStatistics() gives shares and the mean length", () => {
  const captions = ["a can of <unk>", "a can of <unk>", "a mug", "<unk> <unk>"];
  assert.deepEqual(captionStatistics(captions, { ended: [true, true, true, false] }), {
    captions: 4,
    distinct: 3 / 4,
    unknown: 4 / 12,
    meanLength: 3,
    ended: 3 / 4,
  });
});

Deno.test("captionStatistics() leaves out what it was not told, and takes empty captions", () => {
  assert.deepEqual(captionStatistics(["", ""]), {
    captions: 2,
    distinct: 1 / 2,
    unknown: 0,
    meanLength: 0,
  });
});

Deno.test("captionStatistics() refuses no captions and ends of others", () => {
  assert.throws(() => captionStatistics([]), /^RangeError: .*there is none/);
  assert.throws(() => captionStatistics(["a"], { ended: [] }), /^RangeError: .*must have 1 values/);
});
