import { CLIP_VIT_B32, type ClipConfig, RESNET50, type ResnetConfig } from "#lib/encoders";
import { CLIP_PIPELINE, IMAGENET_PIPELINE } from "#lib/image";
import { type StoredTensor, type Tensor, tensor, transpose } from "#lib/tensor";
import assert from "node:assert/strict";

/** The configuration of a fixture's CLIP, from its own metadata. */
export function clipOf(metadata: Readonly<Record<string, string>>): ClipConfig {
  const { vision, text, projection_dim } = JSON.parse(metadata.config);
  const { width, layers, heads, patch, image } = vision;
  return {
    ...CLIP_VIT_B32,
    pipeline: { ...CLIP_PIPELINE, shortSide: image, side: image },
    image: { width, layers, heads, patch },
    text: {
      width: text.width,
      layers: text.layers,
      heads: text.heads,
      vocabulary: text.vocab,
      context: text.context,
      end: "highest",
    },
    projection: projection_dim,
  };
}

/** The configuration of a fixture's ResNet, from its own metadata. */
export function resnetOf(metadata: Readonly<Record<string, string>>): ResnetConfig {
  const { layers, planes, image } = JSON.parse(metadata.config);
  return {
    ...RESNET50,
    pipeline: { ...IMAGENET_PIPELINE, shortSide: image, side: image },
    stages: layers.map((blocks: number, i: number) => {
      return { width: planes[i], blocks, stride: i === 0 ? 1 : 2 };
    }),
  };
}

/** A fixture's pictures, `[B, S, S, 3]`. */
export function imagesOf(tensors: ReadonlyMap<string, StoredTensor>): Tensor {
  const { data, shape } = tensors.get("in/pixel_values")!;
  return transpose(tensor(data as Float32Array, [...shape]), [0, 2, 3, 1]);
}

/** A fixture's token ids, row by row. */
export function idsOf(tensors: ReadonlyMap<string, StoredTensor>, name: string): Int32Array {
  return Int32Array.from(tensors.get(name)!.data as BigInt64Array, Number);
}

/** The largest difference of two values at the same place. */
export function largestDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  assert.equal(a.length, b.length);
  let most = 0;
  for (let i = 0; i < a.length; i++) most = Math.max(most, Math.abs(a[i] - b[i]));
  return most;
}
