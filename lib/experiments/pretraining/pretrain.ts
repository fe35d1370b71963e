import { augment, type Augmentation } from "../../image/augment.ts";
import type { Normalization } from "../../image/normalize.ts";
import { adam } from "../../optim/adam.ts";
import { cosineSchedule } from "../../optim/schedule.ts";
import {
  dispose,
  Random,
  type Scalar,
  type Tensor,
  tensor,
  variableGrads,
} from "../../tensor/mod.ts";
import type { Parameters, Progress } from "../../types.ts";
import { readPretraining, writePretraining } from "./checkpoint.ts";

/** Something to train on pictures: an encoder with what it is asked. */
export interface Objective {
  /** What the optimizer moves. */
  readonly parameters: Parameters;
  /** What training in itself moves, running means for instance. */
  readonly statistics: Parameters;
  /**
   * Computes the loss of a batch in training mode.
   *
   * @param images `[B, S, S, 3]`, augmented and normalized.
   * @param indices Which pictures they are.
   */
  loss(images: Tensor, indices: Int32Array): Tensor;
}

/** Everything that a pre-training depends on, besides objective and pictures. */
export interface PretrainingSettings {
  /** Pictures an update, `B`. */
  readonly batchSize: number;
  /** Number of updates. */
  readonly updates: number;
  /** Adam's highest learning rate. */
  readonly rate: number;
  /** Updates until it is reached; then it falls to 0 along half a cosine. */
  readonly warmUp: number;
  /** How training pictures are changed. */
  readonly augmentation: Augmentation;
  /** Seed of the first weights, the order and the augmentation. */
  readonly seed: number;
}

/** Pictures to draw batches from. */
export interface Pictures {
  /** Number of pictures. */
  count: number;
  /** Side, `S`. */
  side: number;
  /** 8-bit RGB, `[count, S, S, 3]`. */
  pixels: Uint8Array;
}

/** How a pre-training went. */
export interface PretrainingCourse {
  /** Loss of each update, in nats. */
  losses: number[];
  /** Time spent on updates, over all runs. */
  seconds: number;
}

/** Updates from one checkpoint to the next, about a minute on two cores. */
const CHECKPOINT_EVERY = 250;
/** Updates from one report to the next; between them signals and timers get their turn. */
const REPORT_EVERY = 10;

/**
 * Trains an objective on pictures: shuffled epochs, augmentation, Adam with a warm-up and a cosine.
 *
 * All draws come from the seed and the number of the update, so a run that was broken off and goes on
 * from its checkpoint gives the same weights, bit for bit, as one that was not.
 *
 * @param options.checkpoint Written every 250 updates and when `signal` says stop; read at the start if
 * it is there and of the same settings. Nothing is kept without it.
 * @throws {DOMException} If `signal` says so, after the checkpoint is written.
 * @throws {RangeError} If there are fewer pictures than a batch, or a loss is not finite.
 */
export async function pretrain(
  objective: Objective,
  { pictures, settings, normalization, checkpoint, onProgress, signal }: {
    pictures: Pictures;
    settings: PretrainingSettings;
    normalization: Normalization;
    checkpoint?: string;
    onProgress?: (progress: Progress) => void;
    signal?: AbortSignal;
  },
): Promise<PretrainingCourse> {
  const batches = new Batches(pictures, settings, normalization);
  const { updates, rate, warmUp } = settings;
  const optimizer = adam(cosineSchedule(rate, { updates, warmUp }));
  const saved = checkpoint ? await readPretraining(checkpoint, objective, settings) : undefined;
  const state = optimizer.init(objective.parameters, saved);
  for (const moment of saved?.tensors.values() ?? []) moment.dispose();
  const course = saved?.course ?? { losses: [], seconds: 0 };
  try {
    while (state.count < updates) {
      const started = performance.now();
      const { loss, gradients } = slopes(objective, batches.at(state.count));
      const value = (await loss.data())[0];
      if (!Number.isFinite(value)) {
        dispose([loss, ...Object.values(gradients)]);
        throw new RangeError(
          `Cannot pre-train: the loss must be finite, current value is ${value} in update ` +
            `${state.count + 1} at learning rate ${
              optimizer.rate(state.count + 1)
            }; the last checkpoint stays`,
        );
      }
      optimizer.update(gradients, state);
      course.losses.push(value);
      dispose([loss, ...Object.values(gradients)]);
      course.seconds += (performance.now() - started) / 1000;
      if (state.count % REPORT_EVERY === 0) {
        onProgress?.({
          done: state.count,
          total: updates,
          unit: "updates",
          note: lossNote(course),
        });
        await new Promise((resolve) => setTimeout(resolve));
      }
      if (checkpoint && (state.count % CHECKPOINT_EVERY === 0 || signal?.aborted)) {
        await writePretraining(checkpoint, { objective, settings, state, course });
      }
      signal?.throwIfAborted();
    }
  } finally {
    state.dispose();
  }
  return course;
}

/** Loss of a batch and its gradients by the parameters' names; the batch's pixels are disposed of. */
function slopes(
  objective: Objective,
  { images, indices }: { images: Tensor; indices: Int32Array },
): { loss: Tensor; gradients: Record<string, Tensor> } {
  const variables = [...objective.parameters.values()];
  const { value, grads } = variableGrads(
    () => objective.loss(images, indices) as Scalar,
    variables,
  );
  images.dispose();
  const named = [...objective.parameters].map(([name, variable]) => [name, grads[variable.name]]);
  return { loss: value, gradients: Object.fromEntries(named) };
}

/** Mean of the latest losses. */
function lossNote({ losses }: PretrainingCourse): string {
  const latest = losses.slice(-50);
  return `loss ${(latest.reduce((sum, loss) => sum + loss, 0) / latest.length).toFixed(3)}`;
}

/** Batches by the number of their update. */
class Batches {
  readonly #pictures: Pictures;
  readonly #settings: PretrainingSettings;
  readonly #normalization: Normalization;
  #epoch = -1;
  #order = new Int32Array(0);

  constructor(pictures: Pictures, settings: PretrainingSettings, normalization: Normalization) {
    if (pictures.count < settings.batchSize) {
      throw new RangeError(
        `Cannot pre-train: there must be at least ${settings.batchSize} pictures, ` +
          `current value is ${pictures.count}`,
      );
    }
    this.#pictures = pictures;
    this.#settings = settings;
    this.#normalization = normalization;
  }

  /** The batch of the update after `update` others; the caller disposes of the images. */
  at(update: number): { images: Tensor; indices: Int32Array } {
    const { batchSize, augmentation, seed } = this.#settings;
    const { count, side, pixels } = this.#pictures;
    const perEpoch = Math.floor(count / batchSize), place = update % perEpoch;
    this.#shuffle(Math.floor(update / perEpoch));
    const indices = this.#order.slice(place * batchSize, (place + 1) * batchSize);
    const random = new Random(seed).split("augment").split(update);
    const size = side * side * 3, out = new Float32Array(batchSize * size);
    for (const [i, index] of indices.entries()) {
      augment(pixels.subarray(index * size, (index + 1) * size), {
        side,
        augmentation,
        random: random.split(i),
        normalization: this.#normalization,
        out,
        offset: i * size,
      });
    }
    return { images: tensor(out, [batchSize, side, side, 3]), indices };
  }

  #shuffle(epoch: number): void {
    if (epoch === this.#epoch) return;
    const random = new Random(this.#settings.seed).split("order").split(epoch);
    this.#order = random.shuffle(Int32Array.from({ length: this.#pictures.count }, (_, i) => i));
    this.#epoch = epoch;
  }
}
