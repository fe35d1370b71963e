import { clipScoreEncoder, contrastiveExample, ImageTextModel } from "#lib/experiments";
import { clipScore } from "#lib/metrics";
import { liveHandles, startTensors } from "#lib/tensor";
import assert from "node:assert/strict";
import { join } from "node:path";
import sharp from "sharp";
import { inFolder } from "../temporary.ts";

await startTensors();

Deno.test("clipScoreEncoder() scores a picture's own text as the model's cosine says, with no tensor left", () =>
  inFolder(async (folder) => {
    const model = await ImageTextModel.load("data/mini/mini-clip.safetensors", "mini-clip");
    const { pictures, texts, cosines } = await contrastiveExample(model, { count: 4 });
    const paths = await Promise.all(pictures.map(async ({ data, width, height }, i) => {
      const path = join(folder, `${i}.png`);
      await sharp(data, { raw: { width, height, channels: 3 } }).png().toFile(path);
      return path;
    }));
    const before = liveHandles();
    const { CLIPScore, RefCLIPScore } = await clipScore({
      captions: new Map(texts.map((text, i) => [i, text])),
      images: new Map(paths.map((path, i) => [i, path])),
      references: new Map(texts.map((text, i) => [i, [text]])),
    }, { encoder: clipScoreEncoder(model), prefix: "" });
    assert.equal(liveHandles(), before);
    cosines.forEach((row, i) => {
      const score = 2.5 * Math.max(0, row[i]);
      assert.ok(Math.abs(CLIPScore.images[i] - score) < 1e-5, `${CLIPScore.images[i]} ${score}`);
      // The reference is the caption: its cosine is 1.
      assert.ok(Math.abs(RefCLIPScore.images[i] - 2 * score / (score + 1)) < 1e-5);
    });
    model.dispose();
  }));
