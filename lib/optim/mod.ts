/**
 * Optimizers: from the gradients of a loss to new values of the parameters.
 *
 * An optimizer is two functions, `init` and `update`; what it keeps between updates is a state of its
 * own, so that it can be saved and gone on from with the same bits. Transformations of the gradients are
 * put before it with {@linkcode chain}. The rate is a number or a function of the update.
 *
 * ```ts
 * import { adam, chain, clipByNorm, cosineSchedule } from "#lib/optim";
 * import { scalar, startTensors, sub, square, Tensor, Variable, variable, variableGrads } from "#lib/tensor";
 *
 * await startTensors();
 * const x = variable(scalar(0), true, "x") as Variable;
 * const optimizer = chain(clipByNorm(5), adam(cosineSchedule(0.1, { updates: 200 })));
 * const state = optimizer.init(new Map([["x", x]]));
 * for (let update = 0; update < 200; update++) {
 *   const { value, grads } = variableGrads(() => square(sub(x, 3)).asScalar());
 *   optimizer.update(grads, state);
 *   value.dispose();
 *   Object.values(grads).forEach((gradient) => gradient.dispose());
 * }
 * console.log((await x.data())[0]); // near 3
 * ```
 *
 * @module
 */
export { adam, AdamState } from "./adam.ts";
export type { AdamOptions, AdamParameter } from "./adam.ts";
export { chain } from "./chain.ts";
export { clipByNorm, gradientNorm } from "./clip_by_norm.ts";
export { clipByValue } from "./clip_by_value.ts";
export type {
  Gradients,
  GradientTransform,
  Optimizer,
  OptimizerState,
  SavedOptimizerState,
} from "./optimizer.ts";
export { constantSchedule, cosineSchedule, linearSchedule } from "./schedule.ts";
export type { Schedule } from "./schedule.ts";
