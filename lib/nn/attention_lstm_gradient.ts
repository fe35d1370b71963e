import {
  add,
  addN,
  concat,
  dims,
  dispose,
  mul,
  type Precision,
  reshape,
  split,
  stack,
  sum,
  type Tensor,
  tidy,
  unstack,
} from "../tensor/mod.ts";
import { biasAddGrad, product, productEach, sigmoidGrad, softmaxGrad } from "./kernels.ts";
import type { LinearWeights } from "./linear.ts";
import { LSTM_TRACE_CELL, lstmStepGradient, type LstmTrace } from "./lstm_step.ts";

/** What `attentionLstm` reads besides `x`. */
export interface AttentionLstmInputs {
  grid: Tensor;
  keys: Tensor;
  h: Tensor;
  c: Tensor;
  fromHidden: LinearWeights;
  score: Tensor;
  recurrent: Tensor;
}

/** What the gradient needs of one step. */
export interface Kept {
  /** Keys and query, squashed: `[B, P, A]`. */
  squashed: Tensor;
  /** The attention weights, `[B, P]`. */
  alpha: Tensor;
  /** Those by which the positions were averaged. */
  looked: Tensor;
  /** The gate over the context vector, `[B, D]`. */
  beta: Tensor;
  /** The context vector before its gate. */
  mean: Tensor;
  /** What the LSTM reads, `[z; h_{t−1}]`, `[B, D + H]`. */
  read: Tensor;
  /** Of the LSTM. */
  lstm: LstmTrace;
}

/** How the steps were run. */
interface Run {
  inputs: AttentionLstmInputs;
  steps: Kept[];
  /** The gradient of what the scores are squashed with, from its value. */
  squashGrad: (y: Tensor, upstream: Tensor) => Tensor;
  /** Of the products over all steps. */
  precision: Precision;
  /** Whether a step averages by its attention weights, so that a gradient flows back to them. */
  soft: boolean;
}

/** What flows into a step from above and from the step after it. */
interface Slopes {
  dh: Tensor;
  dc?: Tensor;
  dz: Tensor;
  dAlpha: Tensor;
  /** The cell state before the step. */
  before: Tensor;
}

/** What a step yields. */
interface StepSlopes {
  /** Of the state before it. */
  dh: Tensor;
  dc: Tensor;
  /** Of the gates, `[B, 4H]`; of query and context gate, `[B, A + D]`; of the mean, `[B, D]`. */
  gates: Tensor;
  fromHidden: Tensor;
  mean: Tensor;
  /** Its part of the keys' gradient, `[B, P, A]`, and of the score's, `[1, A]`. */
  keys: Tensor;
  score: Tensor;
}

/** So many of the steps' gradients of the keys are added at a time: fewer passes over the memory. */
const ADDED_AT_ONCE = 5;

/**
 * The gradient of `attentionLstm`: of `x` and of its inputs, in the operation's order.
 *
 * @param upstream Of hidden states, contexts and weights, time first.
 */
export function backward(upstream: Tensor[], run: Run): Tensor[] {
  const { inputs, steps } = run, [dHidden, dContexts, dWeights] = upstream.map((x) => unstack(x));
  const slopes: StepSlopes[] = new Array(steps.length);
  let after: StepSlopes | undefined, keys: Tensor[] = [];
  for (let t = steps.length - 1; t >= 0; t--) {
    const above = {
      dh: after === undefined ? dHidden[t] : add(dHidden[t], after.dh),
      dc: after?.dc,
      dz: dContexts[t],
      dAlpha: dWeights[t],
      before: t > 0 ? steps[t - 1].lstm[LSTM_TRACE_CELL] : inputs.c,
    };
    slopes[t] = after = tidy(() => ({ ...stepGradient(steps[t], above, run) }));
    keys.push(after.keys);
    if (keys.length === ADDED_AT_ONCE || t === 0) keys = [added(keys)];
  }
  const { grid, weight, bias, recurrent } = overAllSteps(slopes, run);
  const { dh, dc } = after!, score = addN(slopes.map((each) => each.score));
  return [
    stack(slopes.map(({ gates }) => gates)),
    grid,
    keys[0],
    dh,
    dc,
    weight,
    bias,
    score,
    recurrent,
  ];
}

function stepGradient(step: Kept, { dh, dc, dz, dAlpha, before }: Slopes, run: Run): StepSlopes {
  const { grid, fromHidden: { weight }, score, recurrent } = run.inputs;
  const { squashed, alpha, beta, mean } = step;
  const { B, P, A } = dims(squashed, "B P A"), { D } = dims(mean, "B D"), H = dh.shape[1]!;
  const { gates, dc: dCell } = lstmStepGradient(step.lstm, { before, dh, dc });
  const [fromGates, dBefore] = split(product(gates, recurrent), [D, H], 1);
  const dContext = add(dz, fromGates), dMean = mul(dContext, beta);
  const dWeights = run.soft
    ? add(dAlpha, reshape(productEach(grid, reshape(dMean, [B, D, 1])), [B, P]))
    : dAlpha;
  const dScores = softmaxGrad(alpha, dWeights);
  const spread = reshape(product(reshape(dScores, [B * P, 1]), score), [B, P, A]);
  const keys = run.squashGrad(squashed, spread);
  const dFromHidden = concat([sum(keys, 1), sigmoidGrad(beta, mul(dContext, mean))], 1);
  return {
    dh: add(dBefore, product(dFromHidden, weight)),
    dc: dCell,
    gates,
    fromHidden: dFromHidden,
    mean: dMean,
    keys,
    score: product(reshape(dScores, [1, B * P]), reshape(squashed, [B * P, A])),
  };
}

/** The gradients that are products over all steps. */
function overAllSteps(
  slopes: StepSlopes[],
  { inputs, steps, precision }: Run,
): { grid: Tensor; weight: Tensor; bias: Tensor; recurrent: Tensor } {
  const { H } = dims(inputs.h, "B H"), { D } = dims(inputs.grid, "B P D");
  const read = concat(steps.map((step) => step.read));
  const [, hidden] = split(read, [D, H], 1);
  const gates = concat(slopes.map((each) => each.gates));
  const fromHidden = concat(slopes.map((each) => each.fromHidden));
  const looked = stack(steps.map((step) => step.looked), 1);
  const means = stack(slopes.map(({ mean }) => mean), 1);
  return {
    grid: productEach(looked, means, { transposeA: true }),
    weight: product(fromHidden, hidden, { transposeA: true, precision }),
    bias: biasAddGrad(fromHidden),
    recurrent: product(gates, read, { transposeA: true, precision }),
  };
}

/** Sums tensors and disposes of them. */
function added(tensors: Tensor[]): Tensor {
  const total = addN(tensors);
  dispose(tensors);
  return total;
}
