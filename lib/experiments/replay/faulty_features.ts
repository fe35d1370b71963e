import type { Split } from "../../datasets/splits.ts";
import type { Clip } from "../../encoders/clip.ts";
import type { TrainableResnet } from "../../encoders/resnet_trainable.ts";
import { loadBatch } from "../../image/load_batch.ts";
import { CLIP_NORMALIZATION } from "../../image/normalize.ts";
import {
  concat,
  gather,
  type Random,
  slice,
  type Tensor,
  tensor1d,
  tidy,
} from "../../tensor/mod.ts";
import type { Encoder, Features } from "../../types.ts";
import { concatenated, encodeBatch, type EncodedBatch } from "../encode_batch.ts";
import type { FrozenEncoder } from "../encoders.ts";
import { gridInMemory } from "../feature_rows.ts";
import type { FeatureMatrix } from "../features.ts";

/** What sees the pictures, and how they come to it. */
export type Sight = Pick<FrozenEncoder, "encoder" | "pipeline">;

/** Pictures that are encoded at once. */
const BATCH = 32;

/** Encodes a split's pictures in their order, all in memory: what is wrong on purpose is not stored. */
export async function seenFeatures(
  { images }: Split,
  { encoder, pipeline }: Sight,
  { grid, signal }: { grid: boolean; signal?: AbortSignal },
): Promise<FeatureMatrix> {
  const ids: number[] = [], skipped: FeatureMatrix["skipped"] = [], parts: EncodedBatch[] = [];
  for (let from = 0; from < images.length; from += BATCH) {
    signal?.throwIfAborted();
    const part = images.slice(from, from + BATCH);
    const batch = await loadBatch(part.map(({ path }) => path), pipeline);
    parts.push(await encodeBatch(batch, { encoder, grid }));
    ids.push(...batch.kept.map((index) => part[index].id));
    for (const { index, reason } of batch.skipped) {
      skipped.push({ fileName: part[index].fileName, reason });
    }
  }
  const pooled = concatenated(parts.map((each) => each.pooled));
  return {
    ids,
    rows: pooled.data as Float32Array,
    width: pooled.shape[1],
    ...grid && { grid: gridInMemory(ids, concatenated(parts.map((each) => each.grid!))) },
    skipped,
  };
}

/** An encoder that is fed with CLIP's normalization where it learned with ImageNet's. */
export function otherNormalization({ encoder, pipeline }: Sight): Sight {
  return { encoder, pipeline: { ...pipeline, normalization: CLIP_NORMALIZATION } };
}

/** A transformer whose grid is its raw tokens, before the last norm, the class token first. */
export function rawTokens({ pipeline }: Sight, clip: Clip): Sight {
  const encode = (images: Tensor): Features =>
    tidy(() => {
      const { pooled, layers } = clip.inside(images);
      return { pooled, grid: layers.at(-1)! } as Features & { [name: string]: Tensor };
    });
  return { pipeline, encoder: standIn(clip, encode) };
}

/** An encoder that sees a square at a random place of each picture, mirrored half of the time. */
export function cropAndFlip({ encoder, pipeline }: Sight, random: Random): Sight {
  const S = encoder.imageSize, whole = Math.round(S * 8 / 7); // 256 pixels for 224, as torchvision has it
  const encode = (images: Tensor): Features =>
    tidy(() => {
      const seen = Array.from({ length: images.shape[0]! }, (_, row) => {
        const at = [row, random.integer(whole - S + 1), random.integer(whole - S + 1), 0];
        const square = slice(images, at, [1, S, S, 3]);
        return random.chance(0.5) ? gather(square, mirror(S), 2) : square;
      });
      return encoder.encode(concat(seen, 0)) as Features & { [name: string]: Tensor };
    });
  return {
    encoder: { ...standIn(encoder, encode), imageSize: whole },
    pipeline: { ...pipeline, shortSide: whole, side: whole },
  };
}

const mirror = (side: number) =>
  tensor1d(Int32Array.from({ length: side }, (_, x) => side - 1 - x), "int32");

/**
 * A ResNet whose batch norms are in training mode: each batch is normalized by itself, and moves the
 * running statistics.
 */
export function batchStatistics(
  { encoder, pipeline }: Sight,
  resnet: TrainableResnet,
  { training }: { training: boolean },
): Sight {
  const encode = (images: Tensor) =>
    tidy(() => resnet.forward(images, { training }) as Features & { [name: string]: Tensor });
  return { encoder: standIn(encoder, encode), pipeline };
}

/** An encoder that does something else and leaves the other's weights alone. */
function standIn({ name, imageSize }: Encoder, encode: Encoder["encode"]): Encoder {
  return { name, imageSize, encode, dispose: () => {} };
}
