import { AdamSlot, type Tensor, tidy, type Variable, zerosLike } from "../tensor/mod.ts";
import type { Parameters } from "../types.ts";
import type { Gradients, Optimizer, OptimizerState, SavedOptimizerState } from "./optimizer.ts";
import { constantSchedule, type Schedule } from "./schedule.ts";

/** Adam's numbers besides the rate. */
export interface AdamOptions {
  /** Decay of the mean, β₁; default 0.9. */
  beta1?: number;
  /** Decay of the square, β₂; default 0.999. */
  beta2?: number;
  /** ε, added to the root of the corrected square; default 1e-8. */
  epsilon?: number;
}

/** A parameter and what Adam keeps for it. */
export interface AdamParameter {
  /** The parameter. */
  variable: Variable;
  /** Its moments, and the fused update. */
  fused: AdamSlot;
}

/** Adam's state: two moments a parameter, named `mean/<name>` and `square/<name>`. */
export class AdamState implements OptimizerState {
  /** Updates made so far. */
  count: number;
  /** In the order of the parameters. */
  readonly slots: ReadonlyMap<string, AdamParameter>;

  /** Starts from zeros, or from what was saved. */
  constructor(parameters: Parameters, saved?: SavedOptimizerState) {
    this.count = saved?.count ?? 0;
    const slots = new Map<string, AdamParameter>();
    tidy(() => {
      for (const [name, variable] of parameters) {
        const [mean, square] = ["mean", "square"].map((kind) =>
          saved === undefined
            ? zerosLike(variable)
            : savedMoment(saved, `${kind}/${name}`, variable)
        );
        slots.set(name, { variable, fused: new AdamSlot(variable, mean, square) });
      }
    });
    this.slots = slots;
  }

  /** Copies of the moments, `mean/<name>` and `square/<name>`; the caller owns them. */
  tensors(): Map<string, Tensor> {
    const moments = [...this.slots].flatMap(([name, { fused }]): [string, Tensor][] => {
      const [mean, square] = fused.moments();
      return [[`mean/${name}`, mean], [`square/${name}`, square]];
    });
    return new Map(moments);
  }

  /** Frees the moments; the parameters stay. */
  dispose(): void {
    for (const { fused } of this.slots.values()) fused.dispose();
  }
}

/**
 * Makes Adam, by TensorFlow's fused operation.
 *
 * `m ← β₁m + (1−β₁)g`, `v ← β₂v + (1−β₂)g²`, `θ ← θ − α m̂/(√v̂ + ε)`: Algorithm 1 of Kingma & Ba, 2015
 * (https://arxiv.org/abs/1412.6980), as `torch.optim.Adam`.
 *
 * @param rate Learning rate α, or a schedule of it.
 * @throws {RangeError} If the rate is not positive or a decay is not from 0 to below 1.
 *
 * @example
 * ```ts
 * import { adam } from "#lib/optim";
 * import { scalar, startTensors, Variable, variable } from "#lib/tensor";
 * import assert from "node:assert/strict";
 *
 * await startTensors();
 * const parameters = new Map([["x", variable(scalar(1)) as Variable]]);
 * const optimizer = adam(0.1);
 * const state = optimizer.init(parameters);
 * optimizer.update({ x: scalar(7) }, state); // the first step is α, whatever the gradient's size
 * assert.ok(Math.abs((await parameters.get("x")!.data())[0] - 0.9) < 1e-6);
 * ```
 */
export function adam(
  rate: number | Schedule,
  { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }: AdamOptions = {},
): Optimizer<AdamState> {
  const schedule = typeof rate === "number" ? constantSchedule(rate) : rate;
  for (const [name, value] of Object.entries({ beta1, beta2 })) {
    if (!(value >= 0 && value < 1)) {
      throw new RangeError(
        `Cannot make Adam: ${name} must be from 0 to below 1, current value is ${value}`,
      );
    }
  }
  return {
    rate: schedule,
    init: (parameters, saved) => new AdamState(parameters, saved),
    update(gradients: Gradients, state: AdamState): void {
      const missing = [...state.slots.keys()].filter((name) => gradients[name] === undefined);
      if (missing.length > 0) {
        throw new TypeError(
          `Cannot update: every parameter must have a gradient, missing is "${missing[0]}"`,
        );
      }
      const count = ++state.count;
      const numbers = { rate: schedule(count), beta1, beta2, epsilon, count };
      for (const [name, { variable, fused }] of state.slots) {
        const value = fused.update(gradients[name], numbers);
        variable.assign(value);
        value.dispose();
      }
    },
  };
}

function savedMoment(saved: SavedOptimizerState, name: string, variable: Variable): Tensor {
  const moment = saved.tensors.get(name);
  if (moment === undefined || moment.shape.join() !== variable.shape.join()) {
    throw new TypeError(
      `Cannot restore Adam: "${name}" must have shape [${
        variable.shape.join(", ")
      }], current value is ${moment === undefined ? "missing" : `[${moment.shape.join(", ")}]`}`,
    );
  }
  return moment;
}
