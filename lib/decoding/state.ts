import { gather, type Tensor, tensor1d, tidy } from "../tensor/mod.ts";
import type { State } from "../types.ts";

/** Takes rows of every tensor of a state, in any order and number; the state stays. */
export function gatherState(state: State, rows: readonly number[]): State {
  return tidy(() => {
    const ids = tensor1d([...rows], "int32");
    return Object.fromEntries(
      Object.entries(state).map(([name, tensor]) => [name, gather(tensor, ids)]),
    );
  });
}

/** Frees a state, but for the tensors that `kept` has too. */
export function disposeState(state: State, kept: State = {}): void {
  const shared = new Set(Object.values(kept));
  for (const tensor of Object.values(state)) if (!shared.has(tensor)) (tensor as Tensor).dispose();
}

/** Which row goes on, and the image it is about. */
export interface Survivor {
  /** Row of the step before. */
  row: number;
  image: number;
}

/**
 * Takes the rows that go on and frees everything else.
 *
 * A tensor that the step handed on as it was, from `before` to `after`, is of the image alone: while the
 * rows are about the same images as before, it stays where it is.
 *
 * @param images The image of each row of the step before.
 */
export function advanceState(
  { before, after }: { before: State; after: State },
  { survivors, images }: { survivors: readonly Survivor[]; images: readonly number[] },
): State {
  const rows = survivors.map(({ row }) => row);
  const unmoved = rows.length === images.length && rows.every((row, i) => row === i);
  const sameImages = rows.length === images.length &&
    survivors.every(({ image }, i) => image === images[i]);
  const moving = Object.entries(after).filter(([name, tensor]) =>
    !unmoved && !(sameImages && tensor === before[name])
  );
  const next = { ...after, ...gatherState(Object.fromEntries(moving), rows) };
  disposeState(before, next);
  disposeState(after, { ...before, ...next });
  return next;
}
