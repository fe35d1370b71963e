import assert from "node:assert/strict";
import { join } from "node:path";
import { FAULTS, readLooked, readReplay } from "#lib/experiments";
import {
  lookedPictures,
  replayCosts,
  replayExample,
  replayFacts,
  replayTable,
} from "#lib/notebook";
import { ROOT } from "#lib/setup";

const RECORDS = join(ROOT, "data", "mini", "records");

Deno.test("the committed replay has a row for each fault, with its cost in each metric", async () => {
  const replay = await readReplay(join(RECORDS, "replay"));
  const costs = replayCosts(replay, ["CIDEr-D", "BLEU-4"]);
  for (const { title } of FAULTS) {
    assert.equal(costs.filter(({ model }) => model.endsWith(title)).length, 2, title);
  }
  assert.equal(costs.length, 2 * (FAULTS.length + 1)); // and all together
  assert.equal(replayTable(replay).length, FAULTS.length + 3); // and without faults, twice
  assert.equal(replayExample(replay).length, FAULTS.length + 3);
  for (const row of replayExample(replay)) assert.equal(typeof row["what it says"], "string");
});

Deno.test("replayFacts() explains every fault once", () => {
  const facts = replayFacts();
  assert.equal(new Set(facts.map(({ fault }) => fault)).size, FAULTS.length);
});

Deno.test("the committed record of attention has weights of every model for each picture", async () => {
  const record = await readLooked(join(RECORDS, "decoders"));
  const pictures = lookedPictures(record);
  assert.ok(pictures.length > 1);
  for (const { picture, captions } of pictures) {
    assert.deepEqual([...picture.slice(0, 2)], [0xff, 0xd8]); // a JPEG file
    assert.equal(captions.length, record.models.length);
    for (const { words } of captions) {
      for (const { weights } of words) {
        const sum = weights.reduce((total, each) => total + each, 0);
        assert.ok(Math.abs(sum - 1) < 0.05); // each is rounded to 3 decimals
      }
    }
  }
  const [two] = lookedPictures(record, { models: ["clip-attention", "clip-transformer"] });
  assert.deepEqual(two.captions.map(({ model }) => model), ["clip-attention", "clip-transformer"]);
});
