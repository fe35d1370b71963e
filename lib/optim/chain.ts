import { tidy } from "../tensor/mod.ts";
import type { GradientTransform, Optimizer, OptimizerState } from "./optimizer.ts";

/**
 * Puts transformations of the gradients before an optimizer, in the order given.
 *
 * @example
 * ```ts
 * import { adam, chain, clipByNorm } from "#lib/optim";
 * import { scalar, startTensors, Variable, variable } from "#lib/tensor";
 * import assert from "node:assert/strict";
 *
 * await startTensors();
 * const optimizer = chain(clipByNorm(5), adam(1e-3));
 * const state = optimizer.init(new Map([["x", variable(scalar(1)) as Variable]]));
 * optimizer.update({ x: scalar(1e9) }, state);
 * assert.equal(state.count, 1);
 * ```
 */
export function chain<S extends OptimizerState>(
  ...steps: [...GradientTransform[], Optimizer<S>]
): Optimizer<S> {
  const optimizer = steps.at(-1) as Optimizer<S>;
  const transforms = steps.slice(0, -1) as GradientTransform[];
  return {
    rate: (update) => optimizer.rate(update),
    init: (parameters, saved) => optimizer.init(parameters, saved),
    update(gradients, state, norm) {
      tidy(() => {
        // The norm is that of the gradients given, and of no transformed ones.
        const changed = transforms.reduce(
          (before, transform) => transform(before, before === gradients ? norm : undefined),
          gradients,
        );
        optimizer.update(changed, state);
      });
    },
  };
}
