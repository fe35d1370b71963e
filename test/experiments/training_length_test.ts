import assert from "node:assert/strict";
import { CNN_LSTM, settingsFor, trainingLength, withOverrides } from "#lib/experiments";

Deno.test("trainingLength() gives the updates that are set, whatever there is to learn from", () => {
  const settings = { updates: 1200, evaluateEvery: 100, batchSize: 128 };
  for (const captions of [1, 1e6]) {
    assert.deepEqual(trainingLength(settings, { captions }), { updates: 1200, evaluateEvery: 100 });
  }
});

Deno.test("trainingLength() counts a last batch that is not full as an update", () => {
  const count = (captions: number) =>
    trainingLength({ epochs: 2, batchSize: 32 }, { captions }).updates;
  assert.deepEqual([1, 32, 33, 64].map(count), [2, 2, 4, 4]);
});

Deno.test("cnn-lstm trains on VizWiz as many updates as published, on a part of it as many passes", () => {
  const published = settingsFor(CNN_LSTM, "full");
  const { updates, evaluateEvery } = trainingLength(published, { captions: 100_575 });
  assert.deepEqual([updates, evaluateEvery], [5 * 3143, 3143]);
  const trial = trainingLength(withOverrides(published, ["epochs=1"]), { captions: 1000 });
  assert.deepEqual(trial, { updates: 32, evaluateEvery: 32 });
});
