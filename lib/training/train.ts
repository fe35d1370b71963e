import type { BatchSource } from "../datasets/batches.ts";
import type { Optimizer } from "../optim/mod.ts";
import type { Random } from "../tensor/mod.ts";
import type { Decoder } from "../types.ts";
import { breath } from "./breath.ts";
import type { Weights } from "./checkpoint.ts";
import type { Course, DevelopmentScore } from "./course.ts";
import type { Objective } from "./objective.ts";
import type { TrainingProgress } from "./training_event.ts";
import { TrainingRun } from "./training_run.ts";
import type { FeatureSource } from "./validate.ts";

/** Everything that a training needs besides the decoder. */
export interface TrainOptions {
  /** What is minimized; default: the cross-entropy of teacher forcing. */
  objective?: Objective;
  /** What moves the parameters. */
  optimizer: Optimizer;
  /** The captions to learn from. */
  batches: BatchSource;
  /** The features of their pictures. */
  features: FeatureSource;
  /** Number of updates. */
  updates: number;
  /** Batches an update, as if they were one; default 1. */
  accumulate?: number;
  /** Updates from one evaluation to the next; the last update is followed by one in any case. */
  evaluateEvery: number;
  /** Measures the decoder on development pictures; ends with the signal's reason when it says stop. */
  evaluate: (signal?: AbortSignal) => Promise<DevelopmentScore>;
  /** Evaluations in a row without a better score that end the training; without it none do. */
  patience?: number;
  /** Draws for dropout: a stream a batch, so that a resumed run draws the same. */
  random: Random;
  /** Where checkpoints are kept. Nothing is kept without it. */
  checkpoint?: CheckpointOptions;
  /** Told about every event, in order. */
  onProgress?: (progress: TrainingProgress) => void;
  /** Stops after the batch in hand, with a checkpoint. */
  signal?: AbortSignal;
}

/** Where checkpoints are kept, and when. */
export interface CheckpointOptions {
  /** The file; the checkpoint before it is `….previous` beside it. */
  path: string;
  /** What the weights belong to; a checkpoint of anything else is refused. */
  metadata: Readonly<Record<string, string>>;
  /** Seconds from one to the next, what a kill loses at most; default 45. */
  every?: number;
}

/** What a training gives: the decoder itself is left with the weights after the last update. */
export interface Trained {
  /** How it went. */
  course: Course;
  /** The weights of the best evaluation. */
  best: Weights;
}

/**
 * Trains a decoder, and keeps the weights that did best on development pictures.
 *
 * Every update is a function of the seed, its own number (the batches, the dropout) and what the objective
 * remembers, which is in the checkpoint; so a run that was broken off and goes on from it gives the same
 * weights, bit for bit, as one that was not.
 * A checkpoint is written every 45 seconds, after each evaluation, and when `signal` says stop, which is
 * heard between two batches and by `evaluate`. The one before it stays beside it as `….previous`: a last one
 * that is cut, changed or another run's is refused and the previous one used.
 *
 * @throws {DOMException} If `signal` says so, after the checkpoint is written.
 * @throws {RangeError} If a loss, a score, the norm of the gradients or a weight is not finite: it says in
 * which update, at which rate, and which checkpoint is good.
 * @throws {Error} If no checkpoint that was found can be used, or one cannot be written.
 */
export async function train(decoder: Decoder, options: TrainOptions): Promise<Trained> {
  check(options);
  const run = await TrainingRun.begin(decoder, options);
  const { signal } = options, breathe = breath();
  try {
    for (;;) {
      if (run.owesEvaluation) {
        await run.evaluate();
        await run.save();
      }
      if (run.end()) return { course: run.course, best: run.best };
      signal?.throwIfAborted();
      await run.update();
      await breathe();
      if (!run.owesEvaluation && run.owesCheckpoint) await run.save();
    }
  } catch (error) {
    if (signal?.aborted && error === signal.reason) await run.save();
    throw error;
  } finally {
    run.dispose();
  }
}

function check({ updates, evaluateEvery, accumulate = 1, patience = 1 }: TrainOptions): void {
  for (const [name, value] of Object.entries({ evaluateEvery, accumulate, patience, updates })) {
    if (Number.isInteger(value) && value >= (name === "updates" ? 0 : 1)) continue;
    throw new RangeError(
      `Cannot train: ${name} must be a whole number from 1, current value is ${value}`,
    );
  }
}
