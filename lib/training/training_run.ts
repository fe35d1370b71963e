import { basename } from "node:path";
import { removeBegun } from "../io/write.ts";
import { gradientNorm, type OptimizerState } from "../optim/mod.ts";
import { dispose, tidy } from "../tensor/mod.ts";
import type { Decoder } from "../types.ts";
import { accumulatedSlopes } from "./accumulated_slopes.ts";
import {
  assignWeights,
  type Checkpoint,
  type FoundCheckpoint,
  notFinite,
  readCheckpoint,
  savedOptimizer,
  storedOptimizer,
  storedTensors,
  type Weights,
  writeCheckpoint,
} from "./checkpoint.ts";
import { bestEvaluation, type Course, endOf, newCourse } from "./course.ts";
import { crossEntropy } from "./cross_entropy.ts";
import type { Objective } from "./objective.ts";
import type { TrainOptions } from "./train.ts";
import type { TrainingEvent } from "./training_event.ts";

/** Seconds from one checkpoint to the next, if nothing is said. */
const CHECKPOINT_EVERY = 45;

/** A training in progress: what {@linkcode train} does, step by step. */
export class TrainingRun {
  /** How it went so far. */
  readonly course: Course;
  /** The weights of the best evaluation so far. */
  best: Weights;
  #memory: readonly number[];
  #saved: { path: string; update: number; evaluations: number } | undefined;
  /** Whether the checkpoint that is there may become the previous one. */
  #keep: boolean;
  #savedAt = performance.now();
  readonly #decoder: Decoder;
  readonly #options: TrainOptions;
  readonly #objective: Objective;
  readonly #state: OptimizerState;

  private constructor(
    decoder: Decoder,
    options: TrainOptions,
    { state, found }: { state: OptimizerState; found?: FoundCheckpoint },
  ) {
    this.#decoder = decoder;
    this.#options = options;
    this.#objective = options.objective ?? crossEntropy();
    this.#state = state;
    this.course = found?.course ?? newCourse();
    this.best = found?.best ?? new Map();
    this.#memory = found?.memory ?? [];
    this.#keep = (found?.refused ?? []).length === 0;
    const evaluations = this.course.evaluations.length;
    if (found) this.#saved = { path: found.path, update: this.count, evaluations };
    this.#tell({ kind: "begin", update: this.count, evaluations });
    for (const { path, reason } of found?.refused ?? []) {
      this.#tell({ kind: "refused", update: this.count, file: basename(path), reason });
    }
  }

  /** Starts anew, or where the checkpoint ends. */
  static async begin(decoder: Decoder, options: TrainOptions): Promise<TrainingRun> {
    const { checkpoint, optimizer } = options;
    if (checkpoint) await removeBegun(checkpoint.path);
    const found = checkpoint && await readCheckpoint(checkpoint.path, checkpoint.metadata);
    if (found === undefined) {
      return new TrainingRun(decoder, options, { state: optimizer.init(decoder.parameters) });
    }
    assignWeights(decoder.parameters, found.parameters);
    const saved = savedOptimizer(found.optimizer);
    const state = optimizer.init(decoder.parameters, saved);
    dispose([...saved.tensors.values()]);
    return new TrainingRun(decoder, options, { state, found });
  }

  /** Updates made. */
  get count(): number {
    return this.#state.count;
  }

  /** Whether the decoder must be measured before the next update. */
  get owesEvaluation(): boolean {
    const { updates, evaluateEvery } = this.#options, { count } = this;
    return count > 0 && (count % evaluateEvery === 0 || count === updates) &&
      this.course.evaluations.at(-1)?.update !== count;
  }

  /** Whether it is time for a checkpoint. */
  get owesCheckpoint(): boolean {
    const seconds = (performance.now() - this.#savedAt) / 1000;
    return seconds >= (this.#options.checkpoint?.every ?? CHECKPOINT_EVERY);
  }

  /** Ends the training if there is nothing left to do. */
  end(): boolean {
    const reason = endOf(this.course, this.#options);
    if (reason === undefined) return false;
    this.course.ended = reason;
    this.#tell({ kind: "end", update: this.count, reason });
    return true;
  }

  /** Makes one update, unless its loss or gradients are not finite. */
  async update(): Promise<void> {
    const { batches, features, optimizer, random, signal, accumulate = 1 } = this.#options;
    const started = performance.now(), first = this.count * accumulate;
    const parts = Array.from({ length: accumulate }, (_, part) => {
      const index = first + part;
      const batch = batches.batch(
        Math.floor(index / batches.perEpoch),
        index % batches.perEpoch,
      );
      return { batch, random: random.split(index) };
    });
    const { loss, gradients, memory } = await accumulatedSlopes(this.#decoder, this.#objective, {
      batches: parts,
      features,
      update: this.count + 1,
      memory: this.#memory,
      signal,
    });
    const norm = tidy(() => gradientNorm(gradients));
    try {
      const [size] = await norm.data();
      if (!Number.isFinite(loss)) this.#refuse(`the loss must be finite, current value is ${loss}`);
      if (!Number.isFinite(size)) {
        this.#refuse(`the norm of the gradients must be finite, current value is ${size}`);
      }
      optimizer.update(gradients, this.#state, norm);
      this.#memory = memory;
      const seconds = (performance.now() - started) / 1000;
      this.course.losses.push(Number(loss.toFixed(5)));
      this.course.captions += parts.reduce((sum, { batch }) => sum + batch.size, 0);
      this.course.seconds += seconds;
      this.#tellUpdate({ loss, norm: size, seconds });
    } finally {
      dispose([norm, ...Object.values(gradients)]);
    }
  }

  /** Measures the decoder, and keeps its weights if none before were better. */
  async evaluate(): Promise<void> {
    const { evaluate, signal } = this.#options, update = this.count;
    const { loss, score } = await evaluate(signal);
    if (!Number.isFinite(score)) {
      this.#refuse(`the score must be finite, current value is ${score}`, update);
    }
    const measured = { update, loss, score };
    this.course.evaluations.push(measured);
    const best = bestEvaluation(this.course) === measured;
    if (best) this.best = await storedTensors(this.#decoder.parameters);
    this.#tell({ kind: "evaluation", ...measured, best });
  }

  /** Writes a checkpoint, unless nothing has happened since the last. */
  async save(): Promise<void> {
    const { checkpoint } = this.#options, { course, count } = this;
    const evaluations = course.evaluations.length;
    this.#savedAt = performance.now();
    if (checkpoint === undefined || count === 0) return;
    if (this.#saved?.update === count && this.#saved.evaluations === evaluations) return;
    const content: Checkpoint = {
      parameters: await storedTensors(this.#decoder.parameters),
      optimizer: await storedOptimizer(this.#state),
      best: this.best,
      course,
      memory: this.#memory,
      metadata: checkpoint.metadata,
    };
    const wrong = notFinite(content);
    if (wrong !== undefined) this.#refuse(`every number of "${wrong}" must be finite`, count);
    await writeCheckpoint(checkpoint.path, content, { keep: this.#keep });
    this.#keep = true;
    this.#saved = { path: checkpoint.path, update: count, evaluations };
    this.#savedAt = performance.now();
    this.#tell({ kind: "checkpoint", update: count, file: basename(checkpoint.path) });
  }

  /** Frees what the optimizer keeps. */
  dispose(): void {
    this.#state.dispose();
  }

  #refuse(requirement: string, update = this.count + 1): never {
    const good = this.#saved === undefined
      ? "no checkpoint was written before"
      : `the last good checkpoint is "${this.#saved.path}" of update ${this.#saved.update}`;
    throw new RangeError(
      `Cannot train: ${requirement} in update ${update} at learning rate ${
        this.#options.optimizer.rate(update)
      }; ${good}`,
    );
  }

  #tellUpdate({ loss, norm, seconds }: { loss: number; norm: number; seconds: number }): void {
    const update = this.count, rate = this.#options.optimizer.rate(update);
    const short = (value: number) => Number(value.toPrecision(6));
    this.#tell({
      kind: "update",
      update,
      loss: short(loss),
      norm: short(norm),
      rate: short(rate),
      seconds: short(seconds),
    });
  }

  #tell(event: TrainingEvent): void {
    const { updates } = this.#options, ends = event.kind === "end";
    this.#options.onProgress?.({
      // The last update counts when its evaluation and checkpoint are there.
      done: ends ? this.count : Math.min(this.count, updates - 1),
      total: ends ? this.count : updates,
      unit: "updates",
      note: note(this.course),
      ...event.kind === "refused" &&
        { warning: `${event.file} is not used (${event.reason}), but the one before it` },
      event,
    });
  }
}

/** Mean of the latest losses, and the last score. */
function note({ losses, evaluations, ended }: Course): string | undefined {
  if (losses.length === 0) return undefined;
  const latest = losses.slice(-50);
  const loss = latest.reduce((sum, each) => sum + each, 0) / latest.length;
  const score = evaluations.at(-1)?.score;
  return [
    `loss ${loss.toFixed(2)}`,
    ...score === undefined ? [] : [`dev ${score.toFixed(3)}`],
    ...ended === "no better score" ? ["ended: no better score"] : [],
  ].join(", ");
}
