import type { Batch, BatchSource } from "../datasets/batches.ts";
import type { Optimizer, OptimizerState } from "../optim/mod.ts";
import { dispose, type Random } from "../tensor/mod.ts";
import type { Decoder, Progress } from "../types.ts";
import {
  assignWeights,
  readCheckpoint,
  savedOptimizer,
  storedOptimizer,
  storedTensors,
  type Weights,
  writeCheckpoint,
} from "./checkpoint.ts";
import { bestEvaluation, type Course, type DevelopmentScore, newCourse } from "./course.ts";
import { crossEntropy } from "./cross_entropy.ts";
import type { Objective, Slopes } from "./objective.ts";
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
  /** Updates from one evaluation to the next; the last update is followed by one in any case. */
  evaluateEvery: number;
  /** Measures the decoder on development pictures. */
  evaluate: () => Promise<DevelopmentScore>;
  /** Draws for dropout: a stream an update, so that a resumed run draws the same. */
  random: Random;
  /** Where the checkpoint is kept and what the weights belong to. Nothing is kept without it. */
  checkpoint?: { path: string; metadata: Readonly<Record<string, string>> };
  /** Told about every update. */
  onProgress?: (progress: Progress) => void;
  /** Stops after the update in hand, with a checkpoint. */
  signal?: AbortSignal;
}

/** What a training gives: the decoder itself is left with the weights after the last update. */
export interface Trained {
  /** How it went. */
  course: Course;
  /** The weights of the best evaluation. */
  best: Weights;
}

/** Milliseconds from one checkpoint to the next: what a kill loses at most. */
const CHECKPOINT_EVERY = 45_000;
/** Milliseconds from one look at signals and timers to the next. */
const BREATHE_EVERY = 100;

/**
 * Trains a decoder, and keeps the weights that did best on development pictures.
 *
 * Every update is a function of the seed, its own number (the batch, the dropout) and what the objective
 * remembers, which is in the checkpoint; so a run that was broken off and goes on from it gives the same
 * weights, bit for bit, as one that was not.
 * A checkpoint is written every 45 seconds, after each evaluation, and when `signal` says stop.
 *
 * @throws {DOMException} If `signal` says so, after the checkpoint is written.
 * @throws {RangeError} If a loss is not finite; the checkpoint before it stays.
 * @throws {Error} If the checkpoint found belongs to another run, or cannot be written.
 */
export async function train(decoder: Decoder, options: TrainOptions): Promise<Trained> {
  const run = await Run.begin(decoder, options);
  const { updates, evaluateEvery, signal, onProgress } = options;
  let savedAt = performance.now(), breathedAt = savedAt;
  try {
    while (run.count < updates) {
      signal?.throwIfAborted();
      await run.update();
      const evaluates = run.count % evaluateEvery === 0 || run.count === updates;
      if (evaluates) await run.evaluate();
      onProgress?.({ done: run.count, total: updates, unit: "updates", note: note(run.course) });
      if (performance.now() - breathedAt > BREATHE_EVERY) {
        await new Promise((resolve) => setTimeout(resolve));
        breathedAt = performance.now();
      }
      if (evaluates || signal?.aborted || performance.now() - savedAt > CHECKPOINT_EVERY) {
        await run.save();
        savedAt = performance.now();
      }
    }
    return { course: run.course, best: run.best };
  } finally {
    run.dispose();
  }
}

/** A training in progress. */
class Run {
  readonly course: Course;
  best: Weights;
  #memory: readonly number[];
  readonly #decoder: Decoder;
  readonly #options: TrainOptions;
  readonly #objective: Objective;
  readonly #state: OptimizerState;

  private constructor(
    decoder: Decoder,
    options: TrainOptions,
    from: { state: OptimizerState; course: Course; best: Weights; memory: readonly number[] },
  ) {
    this.#objective = options.objective ?? crossEntropy();
    this.#memory = from.memory;
    this.#decoder = decoder;
    this.#options = options;
    this.#state = from.state;
    this.course = from.course;
    this.best = from.best;
  }

  /** Starts anew, or where the checkpoint ends. */
  static async begin(decoder: Decoder, options: TrainOptions): Promise<Run> {
    const { checkpoint, optimizer } = options;
    const found = checkpoint && await readCheckpoint(checkpoint.path, checkpoint.metadata);
    if (found === undefined) {
      const state = optimizer.init(decoder.parameters);
      return new Run(decoder, options, { state, course: newCourse(), best: new Map(), memory: [] });
    }
    assignWeights(decoder.parameters, found.parameters);
    const saved = savedOptimizer(found.optimizer);
    const state = optimizer.init(decoder.parameters, saved);
    dispose([...saved.tensors.values()]);
    return new Run(decoder, options, { ...found, state });
  }

  /** Updates made. */
  get count(): number {
    return this.#state.count;
  }

  async update(): Promise<void> {
    const { batches, optimizer } = this.#options, count = this.count;
    const started = performance.now();
    const batch = batches.batch(Math.floor(count / batches.perEpoch), count % batches.perEpoch);
    const { loss, gradients, memory = [] } = await this.#slopes(batch);
    if (!Number.isFinite(loss)) {
      dispose(Object.values(gradients));
      throw new RangeError(
        `Cannot train: the loss must be finite, current value is ${loss} in update ${count + 1} ` +
          `at learning rate ${optimizer.rate(count + 1)}; the last checkpoint stays`,
      );
    }
    optimizer.update(gradients, this.#state);
    dispose(Object.values(gradients));
    this.#memory = memory;
    this.course.losses.push(Number(loss.toFixed(5)));
    this.course.captions += batch.size;
    this.course.seconds += (performance.now() - started) / 1000;
  }

  /** The objective's loss of a batch and its gradients. */
  async #slopes(batch: Batch): Promise<Slopes> {
    const { features, random } = this.#options;
    const images = features(batch.imageIds);
    try {
      return await this.#objective.slopes(this.#decoder, {
        features: images,
        batch,
        mode: { training: true, random: random.split(this.count) },
        update: this.count + 1,
        memory: this.#memory,
      });
    } finally {
      dispose([images.pooled, images.grid]);
    }
  }

  /** Measures the decoder, and keeps its weights if none before were better. */
  async evaluate(): Promise<void> {
    const measured = { update: this.count, ...await this.#options.evaluate() };
    this.course.evaluations.push(measured);
    if (bestEvaluation(this.course) === measured) {
      this.best = await storedTensors(this.#decoder.parameters);
    }
  }

  async save(): Promise<void> {
    const { checkpoint } = this.#options;
    if (checkpoint === undefined) return;
    await writeCheckpoint(checkpoint.path, {
      parameters: await storedTensors(this.#decoder.parameters),
      optimizer: await storedOptimizer(this.#state),
      best: this.best,
      course: this.course,
      memory: this.#memory,
      metadata: checkpoint.metadata,
    });
  }

  dispose(): void {
    this.#state.dispose();
  }
}

/** Mean of the latest losses, and the last score. */
function note({ losses, evaluations }: Course): string {
  const latest = losses.slice(-50);
  const loss = latest.reduce((sum, each) => sum + each, 0) / latest.length;
  const score = evaluations.at(-1)?.score;
  return `loss ${loss.toFixed(2)}` + (score === undefined ? "" : `, dev ${score.toFixed(3)}`);
}
