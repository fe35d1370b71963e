import type { Batch } from "../datasets/batches.ts";
import { type Scalar, type Tensor, variableGrads } from "../tensor/mod.ts";
import type { Decoder, Features, Mode } from "../types.ts";

/** What an update learns from. */
export interface Lesson {
  /** Of the batch's pictures, row by row; the caller disposes of them. */
  features: Features;
  /** The captions. */
  batch: Batch;
  /** Dropout works, and draws from a stream that is this batch's own. */
  mode: Mode & { random: NonNullable<Mode["random"]> };
  /** Number of the update, from 1. */
  update: number;
  /** What the objective kept from the update before; empty at the start. */
  memory: readonly number[];
}

/** Where a batch says the parameters should go. */
export interface Slopes {
  /** The value that is minimized, in nats a token where it is a cross-entropy. */
  loss: number;
  /** By the parameters' names; the caller disposes of them. */
  gradients: Record<string, Tensor>;
  /** What the next update is told; nothing if the objective keeps nothing. */
  memory?: readonly number[];
}

/**
 * What a training minimizes.
 *
 * An objective is a function of the decoder and a {@linkcode Lesson} alone: what it draws comes from the
 * lesson's stream and what it remembers is in the lesson's memory, so that a training that was broken off
 * goes on with the same bits.
 */
export interface Objective {
  /** What records and curves call its loss: "cross-entropy" for instance. */
  readonly name: string;
  /** Computes a batch's loss and its gradients. */
  slopes(decoder: Decoder, lesson: Lesson): Promise<Slopes>;
}

/** Differentiates a scalar in all parameters of a decoder. */
export async function slopesOf(
  decoder: Decoder,
  loss: () => Tensor,
): Promise<{ loss: number; gradients: Record<string, Tensor> }> {
  const { value, grads } = variableGrads(
    loss as () => Scalar,
    [...decoder.parameters.values()],
  );
  const gradients = Object.fromEntries(
    [...decoder.parameters].map(([name, each]) => [name, grads[each.name]]),
  );
  const [number] = await value.data();
  value.dispose();
  return { loss: number, gradients };
}
