import { gather, type Tensor, tensor1d } from "../tensor/mod.ts";
import type { State } from "../types.ts";

/** Takes rows of every tensor of a state; belongs to the surrounding `tidy`. */
export function gatherState(state: State, rows: readonly number[]): State {
  const ids = tensor1d([...rows], "int32");
  return Object.fromEntries(
    Object.entries(state).map(([name, tensor]) => [name, gather(tensor, ids)]),
  );
}

/** Frees a state. */
export function disposeState(state: State): void {
  for (const tensor of Object.values(state)) (tensor as Tensor).dispose();
}
