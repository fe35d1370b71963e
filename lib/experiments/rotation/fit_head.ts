import { featureStatistics } from "../../decoders/feature_statistics.ts";
import { VIEWS } from "../../encoders/four_views.ts";
import { EVEN_PRIOR, type RotationHead, viewScores } from "../../encoders/rotation_head.ts";
import { adam, cosineSchedule } from "../../optim/mod.ts";
import {
  dispose,
  mean,
  Random,
  sparseCrossEntropy,
  tensor3d,
  tidy,
  type Variable,
  variable,
  variableGrads,
  zeros,
} from "../../tensor/mod.ts";
import type { FeatureRows } from "../feature_rows.ts";

/** How a head is fitted: pictures an update; Adam's highest rate, along half a cosine to 0. */
export const FIT = { updates: 200, batchSize: 128, rate: 1e-2 } as const;

/** A head, and how well it fits. */
export interface FittedHead {
  /** With the prior that was asked for. */
  head: RotationHead;
  /** Mean cross-entropy of the last tenth of the updates in nats; chance is ln 4 = 1.386. */
  loss: number;
}

/** How a head is fitted. */
export interface FitOptions {
  /** Kept in the head; default: each view as likely. */
  prior?: readonly number[];
  /** Of the order of the pictures; default 1. */
  seed?: number;
  /** Default 200. */
  updates?: number;
  /** Stops after the update in hand. */
  signal?: AbortSignal;
}

/**
 * Fits a rotation head to pictures that are taken to be upright; nobody has to label anything.
 *
 * Minimizes the mean of `−log softmax_v(score_v)` at `v = 0`: the views of one picture are judged jointly, as
 * they will be. The other three orientations of a picture have the same scores in another order, and the same
 * loss. Moments are brought to mean 0 and deviation 1; that is folded into the weight afterwards, and the
 * means drop out since each `w_r` counts once in every score.
 *
 * After Gidaris et al., 2018, equation 2 (https://arxiv.org/abs/1803.07728), with a frozen encoder, and with
 * the joint judgement of four views in place of the single ones.
 *
 * @param views As `FourViews` gives them, `[N, 12 G]`.
 * @throws {RangeError} If there is no picture, or a number is not finite.
 */
export async function fitRotationHead(
  { ids, rows }: FeatureRows,
  { prior = EVEN_PRIOR, seed = 1, updates = FIT.updates, signal }: FitOptions = {},
): Promise<FittedHead> {
  if (ids.length === 0) {
    throw new RangeError("Cannot fit a rotation head: there must be upright pictures");
  }
  const width = rows.length / ids.length / VIEWS;
  const statistics = featureStatistics(rows, width), random = new Random(seed);
  const weight = tidy(() => variable(zeros([VIEWS, width]))), losses: number[] = [];
  const optimizer = adam(cosineSchedule(FIT.rate, { updates }));
  const state = optimizer.init(new Map([["weight", weight]]));
  try {
    for (let update = 0; update < updates; update++) {
      signal?.throwIfAborted();
      const chosen = Array.from({ length: FIT.batchSize }, () => random.integer(ids.length));
      const { loss, gradient } = await slope(standardized(rows, { chosen, ...statistics }), weight);
      losses.push(loss);
      optimizer.update({ weight: gradient }, state);
      gradient.dispose();
    }
    const last = losses.slice(-Math.ceil(updates / 10));
    const values = (await weight.data() as Float32Array)
      .map((value, i) => value / statistics.deviation[i % width]);
    const loss = last.reduce((sum, each) => sum + each, 0) / last.length;
    return { head: { width, weight: values, prior }, loss };
  } finally {
    state.dispose();
    weight.dispose();
  }
}

/** Some pictures' moments, each of mean 0 and deviation 1. */
function standardized(
  rows: Float32Array,
  { chosen, mean, deviation }: {
    chosen: readonly number[];
    mean: readonly number[];
    deviation: readonly number[];
  },
): Float32Array {
  const width = mean.length, size = VIEWS * width;
  const values = new Float32Array(chosen.length * size);
  for (let i = 0; i < values.length; i++) {
    const from = chosen[Math.floor(i / size)] * size + i % size, feature = i % width;
    values[i] = (rows[from] - mean[feature]) / deviation[feature];
  }
  return values;
}

/** The loss of upright pictures, and its gradient. */
async function slope(values: Float32Array, weight: Variable) {
  const width = weight.size / VIEWS, count = values.length / VIEWS / width;
  const views = tensor3d(values, [count, VIEWS, width]), upright = zeros([count], "int32");
  const { value, grads: { [weight.name]: gradient } } = variableGrads(
    () => mean(sparseCrossEntropy(viewScores(views, weight), upright)).asScalar(),
    [weight],
  );
  const [loss] = await value.data();
  dispose([views, upright, value]);
  return { loss, gradient };
}
