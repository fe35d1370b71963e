import type { Tensor } from "../tensor/mod.ts";
import type { Parameters } from "../types.ts";

/** Gradients of a loss by the parameters' names. The caller owns them. */
export type Gradients = Readonly<Record<string, Tensor>>;

/**
 * Changes gradients before they are used; what it makes belongs to the surrounding `tidy`.
 *
 * @param norm Of these gradients together, a scalar, where it is known already.
 */
export type GradientTransform = (gradients: Gradients, norm?: Tensor) => Gradients;

/** What an optimizer keeps between updates. */
export interface OptimizerState {
  /** Updates made so far. */
  count: number;
  /** Copies of what is kept per parameter, by a name of the optimizer's own; the caller owns them. */
  tensors(): Map<string, Tensor>;
  /** Frees what is kept; the parameters stay. */
  dispose(): void;
}

/** What {@linkcode OptimizerState} gave, to go on from: the same bits as without the break. */
export interface SavedOptimizerState {
  /** Updates made so far. */
  count: number;
  /** As `OptimizerState.tensors` gave them; they stay the caller's. */
  tensors: ReadonlyMap<string, Tensor>;
}

/** Turns gradients into new values of the parameters. */
export interface Optimizer<S extends OptimizerState = OptimizerState> {
  /** The learning rate of an update, counted from 1. */
  rate(update: number): number;
  /**
   * Makes the state before the first update, or the saved one.
   *
   * The optimizer may keep values of its own: who changes a parameter meanwhile must call `init` again.
   *
   * @throws {TypeError} If the saved state does not fit the parameters.
   */
  init(parameters: Parameters, saved?: SavedOptimizerState): S;
  /**
   * Makes one update: works in place on its state and assigns the parameters' new values.
   *
   * @param norm What `gradientNorm` gives for these gradients, where it is known already.
   * @throws {TypeError} If a parameter has no gradient.
   */
  update(gradients: Gradients, state: S, norm?: Tensor): void;
}
