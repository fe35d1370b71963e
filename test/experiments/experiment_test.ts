import assert from "node:assert/strict";
import {
  CLIP_LSTM,
  CNN_LSTM,
  EXPERIMENTS,
  frozenEncoder,
  openStudy,
  RESNET_TEXT_LSTM,
  settingsFor,
  VIT_LSTM,
  withOverrides,
} from "#lib/experiments";

const miniature = settingsFor(CNN_LSTM, "miniature"), full = settingsFor(CNN_LSTM, "full");

Deno.test("withOverrides() changes what it is told and nothing else", () => {
  const changed = withOverrides(miniature, ["layers=2", "rate=5e-4", "standardize=false"]);
  assert.deepEqual(changed, { ...miniature, layers: 2, rate: 5e-4, standardize: false });
  assert.deepEqual(withOverrides(miniature, []), miniature);
});

Deno.test("withOverrides() sets what an experiment need not have", () => {
  assert.equal(miniature.patience, undefined);
  const changed = withOverrides(miniature, ["patience=3", "accumulate=2", "warmUp=0"]);
  assert.deepEqual(changed, { ...miniature, patience: 3, accumulate: 2, warmUp: 0 });
  assert.throws(() => withOverrides(miniature, ["accumulate=0"]), RangeError);
});

Deno.test("withOverrides() takes the last of two values", () => {
  assert.equal(withOverrides(miniature, ["layers=2", "layers=3"]).layers, 3);
});

Deno.test("withOverrides() names a wrong key, form or value", () => {
  for (
    const [override, message] of [
      ["depth=2", /Cannot set "depth=2": it must be key=value with a key among layers, /],
      ["layers", /it must be key=value/],
      ["encoder=clip", /it must be key=value/],
      [
        "layers=0",
        /Cannot set "layers": it must be a whole number from 1 to 5, current value is 0/,
      ],
      ["layers=1.5", /whole number/],
      ["dropout=-0.1", /Cannot set "dropout": it must be a number from 0/],
      ["rate=fast", /current value is fast/],
      ["dropout=1", /Cannot set "dropout": it must be a number from 0 to 0.99, current value is 1/],
      [
        "layers=9",
        /Cannot set "layers": it must be a whole number from 1 to 5, current value is 9/,
      ],
      ["standardize=1", /Cannot set "standardize": it must be true or false, current value is 1/],
    ] as const
  ) {
    assert.throws(() => withOverrides(miniature, [override]), { name: "RangeError", message });
  }
});

Deno.test("cnn-lstm has the published settings at full size", () => {
  assert.equal(EXPERIMENTS["cnn-lstm"], CNN_LSTM);
  const { layers, embeddingWidth, hiddenWidth, batchSize, rate, minimumCount } = full;
  assert.deepEqual([layers, embeddingWidth, hiddenWidth, batchSize, rate, minimumCount], [
    1,
    512,
    512,
    32,
    1e-3,
    6,
  ]);
  assert.deepEqual([full.standardize, full.decay, full.clipNorm, full.dropout], [
    false,
    false,
    0,
    0,
  ]);
});

Deno.test("an unknown study or encoder is refused with the names there are", async () => {
  await assert.rejects(openStudy("imagenet", { root: "." }), {
    name: "RangeError",
    message:
      "Cannot open a study: its name must be one of mini, vizwiz, flickr8k, flickr30k, coco, or " +
      'the absolute path of a folder, current value is "imagenet"',
  });
  await assert.rejects(frozenEncoder("vgg", { root: "." }), {
    name: "RangeError",
    message:
      "Cannot load an encoder: its name must be one of resnet50, clip-vit-b32, mini-resnet, mini-vit, " +
      "mini-resnet-text, mini-clip, " +
      'current value is "vgg"',
  });
});

Deno.test("the four miniature experiments differ in the encoder alone", () => {
  const all = [CNN_LSTM, CLIP_LSTM, VIT_LSTM, RESNET_TEXT_LSTM];
  assert.deepEqual(all.map(({ name }) => EXPERIMENTS[name]), all);
  const encoders = all.map((experiment) => {
    const { encoder, ...rest } = settingsFor(experiment, "miniature");
    assert.deepEqual({ ...rest, encoder: "mini-resnet" }, { ...miniature });
    return encoder;
  });
  assert.deepEqual(encoders, ["mini-resnet", "mini-clip", "mini-vit", "mini-resnet-text"]);
});

Deno.test("a control has no settings at full size", () => {
  assert.equal(settingsFor(CLIP_LSTM, "full").encoder, "clip-vit-b32");
  assert.throws(
    () => settingsFor(VIT_LSTM, "full"),
    new RangeError("Cannot run vit-lstm: it is a control that is run on mini alone"),
  );
});

Deno.test("frozenEncoder() says how weights are made that the repository does not hold", async () => {
  await assert.rejects(frozenEncoder("mini-vit", { root: "test" }), {
    message: 'Cannot load "data/mini/mini-vit.safetensors": the repository does not hold these ' +
      "weights; deno task mini:pretrain --encoder vit makes them",
  });
});
