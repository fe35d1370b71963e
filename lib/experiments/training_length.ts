/**
 * How long a training is: a number of updates, or passes through the training captions.
 *
 * Passes are what papers state, and what a part of a data set is trained by as the whole is; the best
 * weights are then looked for after each.
 */
export type TrainingLength = {
  /** Number of updates. */
  updates: number;
  /** Updates between two looks at `dev`. */
  evaluateEvery: number;
} | {
  /** Passes through all training captions. */
  epochs: number;
};

/**
 * Counts the updates of a training, and those between two looks at `dev`.
 *
 * @param options.captions Number of training captions.
 *
 * @example
 * ```ts
 * import { trainingLength } from "#lib/experiments";
 * import assert from "node:assert/strict";
 *
 * const published = { epochs: 5, batchSize: 32 }; // on VizWiz-Captions
 * const { updates, evaluateEvery } = trainingLength(published, { captions: 100_575 });
 * assert.deepEqual([updates, evaluateEvery], [15_715, 3_143]);
 * ```
 */
export function trainingLength(
  settings: TrainingLength & { batchSize: number },
  { captions }: { captions: number },
): { updates: number; evaluateEvery: number } {
  if ("updates" in settings) {
    const { updates, evaluateEvery } = settings;
    return { updates, evaluateEvery };
  }
  const epoch = Math.ceil(captions / settings.batchSize);
  return { updates: settings.epochs * epoch, evaluateEvery: epoch };
}
