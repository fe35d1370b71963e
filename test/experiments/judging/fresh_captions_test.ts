import assert from "node:assert/strict";
import { freshCaptions } from "../../../lib/experiments/judging/fresh_captions.ts";
import { studySentences } from "../../../lib/experiments/judging/study_sentences.ts";

Deno.test("freshCaptions() captions new pictures in each way, the same on a second call", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const options = { root: ".", runs: ["data/mini/captioner"], images: 4 };
    const made = await freshCaptions(folder, options);
    assert.deepEqual(made.map(({ name }) => name), [
      "cnn-lstm, greedy",
      "cnn-lstm, drawn",
      "one person",
    ]);
    for (const { captions, references } of made) {
      assert.ok(captions.size > 0);
      for (const id of captions.keys()) assert.ok(references.get(id)!.length > 0);
    }
    const person = made[2];
    for (const [id, caption] of person.captions) {
      assert.deepEqual(made[0].references.get(id), [...person.references.get(id)!, caption]);
    }
    assert.deepEqual(await freshCaptions(folder, options), made);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("studySentences() gives tokens of captioners and of people, none twice, and pieces of them", () => {
  const { captioners, people, cut } = studySentences(".");
  const all = [...captioners, ...people];
  assert.ok(captioners.length > 1000 && people.length > 1000);
  assert.equal(new Set(all).size, all.length);
  assert.ok(cut.length > 1000 && cut.every((piece) => !all.includes(piece)));
  assert.ok(all.every((line) => line !== "" && line === line.trim()));
});
