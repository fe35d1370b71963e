import { loadBatch } from "../image/load_batch.ts";
import type { ImageTextEncoder } from "../metrics/clip_score.ts";
import { tensor2d } from "../tensor/mod.ts";
import { encodeBatch } from "./encode_batch.ts";
import type { ImageTextModel } from "./pretraining/image_text_model.ts";

/**
 * Lets a miniature that was trained with texts judge captions, as `clipScore` of `#lib/metrics` asks for it.
 *
 * Images are paths of picture files. The miniature knows the few words of its own alt texts and takes every
 * other word for unknown; such scores show how the metric works, and compare with no paper's.
 *
 * @throws {Error} When encoding, if a picture cannot be read: a caption is not scored without its picture.
 *
 * @example
 * ```ts
 * import { clipScoreEncoder, ImageTextModel } from "#lib/experiments";
 * import { clipScore } from "#lib/metrics";
 * import { startTensors } from "#lib/tensor";
 * import assert from "node:assert/strict";
 *
 * await startTensors();
 * const model = await ImageTextModel.load("data/mini/mini-clip.safetensors", "mini-clip");
 * const captions = new Map([[1, "a red can"]]);
 * const images = new Map([[1, "no-such-picture.jpg"]]);
 * const scores = clipScore({ captions, images }, { encoder: clipScoreEncoder(model) });
 * await assert.rejects(scores, /there is no such file/);
 * ```
 */
export function clipScoreEncoder(model: ImageTextModel): ImageTextEncoder<string> {
  return {
    async encodeImages(paths) {
      const loaded = await loadBatch(paths, model.encoder.pipeline);
      if (loaded.skipped.length > 0) throw new Error(loaded.skipped[0].reason);
      const { pooled } = await encodeBatch(loaded, { encoder: model.encoder, grid: false });
      const rows = tensor2d(pooled.data, pooled.shape as [number, number]);
      const projected = model.project(rows);
      const values = await projected.data() as Float32Array;
      for (const each of [rows, projected]) each.dispose();
      return rowsOf(values, paths.length);
    },
    async encodeTexts(texts) {
      return rowsOf(await model.encodeTexts(texts), texts.length);
    },
  };
}

function rowsOf(values: Float32Array, count: number): Float32Array[] {
  const width = values.length / count;
  return Array.from({ length: count }, (_, i) => values.subarray(i * width, (i + 1) * width));
}
