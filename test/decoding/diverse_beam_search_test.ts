import assert from "node:assert/strict";
import { beamHypotheses, diverseBeamSearch, type Generated } from "#lib/decoding";
import { liveHandles, startTensors } from "#lib/tensor";
import { livelyAttention, livelyDecoder, OPTIONS, variedImages } from "./toy_decoder.ts";

await startTensors();

Deno.test("diverseBeamSearch() with one group is beam search", async () => {
  const images = variedImages(5), decoder = livelyDecoder();
  const options = { ...OPTIONS, width: 4 };
  assert.deepEqual(
    await diverseBeamSearch(decoder, images, { ...options, groups: 1, diversity: 3 }),
    await beamHypotheses(decoder, images, options),
  );
});

Deno.test("diverseBeamSearch() without a cost gives each group the same captions", async () => {
  const images = variedImages(5), decoder = livelyAttention();
  const found = await diverseBeamSearch(decoder, images, {
    ...OPTIONS,
    width: 6,
    groups: 3,
    diversity: 0,
  });
  const expected = await beamHypotheses(decoder, images, { ...OPTIONS, width: 2 });
  const said = (captions: Generated[]) => captions.map(({ tokens }) => tokens);
  found.forEach((captions, image) => {
    const one = said(expected[image]);
    assert.deepEqual(said(captions), [...one, ...one, ...one]);
  });
});

Deno.test("diverseBeamSearch() says more different captions the more sameness costs", async () => {
  const images = variedImages(8), decoder = livelyDecoder();
  const different = async (diversity: number) => {
    const found = await diverseBeamSearch(decoder, images, { ...OPTIONS, width: 4, diversity });
    return found.reduce(
      (sum, captions) => sum + new Set(captions.map(({ tokens }) => tokens.join())).size,
      0,
    );
  };
  const [none, some, much] = [await different(0), await different(1), await different(50)];
  assert.equal(none, 8);
  assert.ok(none < some && some <= much, `${none}, ${some}, ${much}`);
  assert.equal(much, 32);
});

Deno.test("diverseBeamSearch() leaves no tensor behind and refuses groups that do not divide", async () => {
  const images = variedImages(3), decoder = livelyAttention();
  const run = () => diverseBeamSearch(decoder, images, { ...OPTIONS, width: 4, groups: 2 });
  await run();
  const before = liveHandles();
  await run();
  assert.equal(liveHandles(), before);
  await assert.rejects(diverseBeamSearch(decoder, images, { ...OPTIONS, width: 4, groups: 3 }), {
    message: "Cannot generate captions: groups must divide the width 4, current value is 3",
  });
});
