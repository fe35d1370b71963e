import { add, concat, mul, sigmoid, split, tanh, type Tensor } from "../tensor/mod.ts";
import { sigmoidGrad, tanhGrad } from "./kernels.ts";

/** What the backward pass needs of one step, in this order: `i f g o c tanh(c)`, each `[B, H]`. */
export type LstmTrace = readonly Tensor[];

/** Number of tensors in a {@linkcode LstmTrace}. */
export const LSTM_TRACE = 6;
/** Where in a {@linkcode LstmTrace} the cell state is. */
export const LSTM_TRACE_CELL = 4;

/**
 * One step of an LSTM from its gates before their squashing, `[B, 4H]`, and the earlier cell state.
 *
 * The forward half of a gradient written by hand; {@linkcode lstmStepGradient} is the other one.
 */
export function lstmStep(gates: Tensor, before: Tensor): { h: Tensor; c: Tensor; trace: Tensor[] } {
  const [zi, zf, zg, zo] = split(gates, 4, 1);
  const i = sigmoid(zi), f = sigmoid(zf), g = tanh(zg), o = sigmoid(zo);
  const c = add(mul(f, before), mul(i, g));
  const squashed = tanh(c);
  return { h: mul(o, squashed), c, trace: [i, f, g, o, c, squashed] };
}

/**
 * The gradient of one step's gates before their squashing, `[B, 4H]`, and of its earlier cell state.
 *
 * @param slopes `before`: the earlier cell state; `dh`, `dc`: gradients of the step's own states.
 */
export function lstmStepGradient(
  [i, f, g, o, , squashed]: LstmTrace,
  { before, dh, dc }: { before: Tensor; dh: Tensor; dc?: Tensor },
): { gates: Tensor; dc: Tensor } {
  const fromHidden = tanhGrad(squashed, mul(dh, o));
  const cell = dc === undefined ? fromHidden : add(dc, fromHidden);
  const gates = concat([
    sigmoidGrad(i, mul(cell, g)),
    sigmoidGrad(f, mul(cell, before)),
    tanhGrad(g, mul(cell, i)),
    sigmoidGrad(o, mul(dh, squashed)),
  ], 1);
  return { gates, dc: mul(cell, f) };
}
