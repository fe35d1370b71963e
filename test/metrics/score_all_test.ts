import assert from "node:assert/strict";
import { bleu, cider, rougeL, scoreAll } from "#lib/metrics";

const CAPTIONS = new Map([[7, "a red can"], [3, "a mug"], [5, "a box"], [9, "a dog"]]);
const REFERENCES = new Map([[3, ["a blue mug"]], [7, ["a red can", "can"]], [9, []], [8, ["x"]]]);

Deno.test("scoreAll() gives the values of the metrics, image by image", async () => {
  const { corpus, images, settings } = await scoreAll(CAPTIONS, REFERENCES);
  const scored = new Map([...CAPTIONS].slice(0, 2));
  const expected = {
    ...bleu(scored, REFERENCES),
    ...rougeL(scored, REFERENCES),
    ...cider(scored, REFERENCES),
  };
  assert.deepEqual(settings, { images: 2, withoutReference: 2 });
  assert.deepEqual(Object.keys(corpus), [
    ...["BLEU-1", "BLEU-2", "BLEU-3", "BLEU-4", "ROUGE-L", "CIDEr-D"],
  ]);
  assert.deepEqual(images.map(({ image_id }) => image_id), [7, 3]);
  for (const [name, scores] of Object.entries(expected)) {
    assert.equal(corpus[name], scores.corpus);
    assert.deepEqual(images.map((image) => image[name]), [...scores.images]);
  }
});

Deno.test("scoreAll() survives a round through JSON", async () => {
  const report = await scoreAll(CAPTIONS, REFERENCES);
  assert.deepEqual(JSON.parse(JSON.stringify(report)), report);
});

Deno.test("scoreAll() takes other metrics, also asynchronous ones", async () => {
  const length = (captions: ReadonlyMap<number, string>) => {
    const images = Float64Array.from([...captions.values()], (caption) => caption.length);
    return Promise.resolve({ length: { corpus: 1, images } });
  };
  const { corpus, images } = await scoreAll(CAPTIONS, REFERENCES, { metrics: [length] });
  assert.deepEqual([corpus, images[0]], [{ length: 1 }, { image_id: 7, length: 9 }]);
});

Deno.test("scoreAll() refuses captions of which none can be scored", async () => {
  await assert.rejects(scoreAll(new Map([[5, "a"]]), REFERENCES), /^RangeError: .*no captioned/);
});
