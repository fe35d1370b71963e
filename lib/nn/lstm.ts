import {
  add,
  concat,
  customGrad,
  dims,
  type Precision,
  reshape,
  slice,
  stack,
  type Tensor,
  transpose,
  unstack,
} from "../tensor/mod.ts";
import { biasAdd, biasAddGrad, product } from "./kernels.ts";
import { checkLstm, type LstmState, type LstmWeights } from "./lstm_cell.ts";
import {
  LSTM_TRACE,
  LSTM_TRACE_CELL,
  lstmStep,
  lstmStepGradient,
  type LstmTrace,
} from "./lstm_step.ts";

/**
 * Runs a long short-term memory over a whole sequence.
 *
 * The same equations as {@linkcode lstmCell}, step by step. Faster, because the inputs of all steps are
 * projected in one product, and because the gradient (backpropagation through time, Werbos, 1990,
 * https://doi.org/10.1109/5.58337) is written by hand: each step yields only the gradient of its gates,
 * and the weights' gradients are products over all steps at the end.
 *
 * @param x Inputs, time first: `[T, B, E]`.
 * @param state What the first step starts from.
 * @param precision Of the products over all steps: the inputs' and those of the gradients; default
 *   `float32`. The step from state to state is always in `float32`, being too small to gain by less.
 * @returns The hidden states, `[T, B, H]`; differentiable in `x`, `state` and all weights.
 * @throws {TypeError} If a shape does not fit the weights.
 *
 * @example
 * ```ts
 * import { lstm } from "#lib/nn";
 * import { startTensors, zeros } from "#lib/tensor";
 * import assert from "node:assert/strict";
 *
 * await startTensors();
 * const weights = {
 *   weightIh: zeros([8, 3]),
 *   weightHh: zeros([8, 2]),
 *   biasIh: zeros([8]),
 *   biasHh: zeros([8]),
 * };
 * const hidden = lstm(zeros([5, 1, 3]), { h: zeros([1, 2]), c: zeros([1, 2]) }, weights);
 * assert.deepEqual(hidden.shape, [5, 1, 2]);
 * ```
 */
export function lstm(
  x: Tensor,
  state: LstmState,
  weights: LstmWeights,
  precision: Precision = "float32",
): Tensor {
  const { E, H } = checkLstm(weights);
  const { B } = dims(x, "T B E", { E });
  dims(state.h, "B H", { B, H });
  dims(state.c, "B H", { B, H });
  const { weightIh, weightHh, biasIh, biasHh } = weights;
  const sequence = customGrad((...args) => {
    const save = args.pop() as unknown as (tensors: Tensor[]) => void;
    const [x, h0, c0, wx, wh, bx, bh] = args as Tensor[];
    const { hidden, traces } = forward(x, { h: h0, c: c0 }, {
      wx,
      wh,
      bias: add(bx, bh),
      precision,
    });
    save([x, h0, c0, wx, wh, hidden, ...traces.flat()]);
    return {
      value: hidden,
      gradFunc: (upstream, saved) => backward(upstream as Tensor, saved, precision),
    };
  });
  return sequence(x, state.h, state.c, weightIh, weightHh, biasIh, biasHh);
}

function forward(
  x: Tensor,
  { h, c }: LstmState,
  { wx, wh, bias, precision }: { wx: Tensor; wh: Tensor; bias: Tensor; precision: Precision },
): { hidden: Tensor; traces: LstmTrace[] } {
  const { T, B, E } = dims(x, "T B E");
  const projected = biasAdd(
    product(reshape(x, [T * B, E]), wx, { transposeB: true, precision }),
    bias,
  );
  // Products of a few rows are half as fast with a transposed operand: turn it once for all steps.
  const recurrent = transpose(wh);
  const hidden: Tensor[] = [], traces: LstmTrace[] = [];
  for (const input of unstack(reshape(projected, [T, B, bias.size]))) {
    const step = lstmStep(add(input, product(h, recurrent)), c);
    ({ h, c } = step);
    hidden.push(h);
    traces.push(step.trace);
  }
  return { hidden: stack(hidden), traces };
}

function backward(upstream: Tensor, saved: Tensor[], precision: Precision): Tensor[] {
  const [x, h0, c0, wx, wh, hidden, ...rest] = saved;
  const { T, B, E } = dims(x, "T B E");
  const { H } = dims(h0, "B H");
  const upstreams = unstack(upstream);
  const gates: Tensor[] = new Array(T);
  let dh: Tensor | undefined, dc: Tensor | undefined;
  for (let t = T - 1; t >= 0; t--) {
    const trace = rest.slice(t * LSTM_TRACE, (t + 1) * LSTM_TRACE);
    const before = t > 0 ? rest[(t - 1) * LSTM_TRACE + LSTM_TRACE_CELL] : c0;
    const down = dh === undefined ? upstreams[t] : add(upstreams[t], dh);
    ({ gates: gates[t], dc } = lstmStepGradient(trace, { before, dh: down, dc }));
    dh = product(gates[t], wh);
  }
  const all = reshape(stack(gates), [T * B, 4 * H]);
  const earlier = T > 1 ? concat([reshape(h0, [1, B, H]), slice(hidden, 0, T - 1)]) : h0;
  const bias = biasAddGrad(all);
  return [
    reshape(product(all, wx, { precision }), [T, B, E]),
    dh!,
    dc!,
    product(all, reshape(x, [T * B, E]), { transposeA: true, precision }),
    product(all, reshape(earlier, [T * B, H]), { transposeA: true, precision }),
    bias,
    bias.clone(),
  ];
}
