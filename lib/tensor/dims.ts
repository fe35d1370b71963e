import type { Tensor } from "@tensorflow/tfjs-core";

/** The letters of a pattern, "B" | "P" of "B P" for instance. */
export type Letters<P extends string> = P extends `${infer Head} ${infer Rest}`
  ? Head | Letters<Rest>
  : P;

/**
 * Binds the letters of a shape to a tensor's axes and checks them.
 *
 * A letter stands for any size, but for one size only; a number stands for itself. Give the letters
 * that are bound already as `known`, and a mismatch is an error that shows both.
 *
 * @param pattern Axes from the notation table in `lib/README.md`, "B P G" for instance.
 * @param known Sizes that letters must have.
 * @throws {TypeError} If the number of axes or a size differs.
 *
 * @example
 * ```ts
 * import { dims, startTensors, zeros } from "#lib/tensor";
 * import assert from "node:assert/strict";
 *
 * await startTensors();
 * const { B, P } = dims(zeros([2, 49, 768]), "B P G");
 * assert.deepEqual([B, P], [2, 49]);
 * assert.throws(() => dims(zeros([3, 512]), "B H", { B }), TypeError);
 * ```
 */
export function dims<P extends string>(
  tensor: Tensor,
  pattern: P,
  known: Readonly<Record<string, number>> = {},
): Record<Letters<P>, number> {
  const letters = pattern.split(" ");
  const sizes: Record<string, number> = {};
  let fits = letters.length === tensor.shape.length;
  for (let axis = 0; axis < letters.length && fits; axis++) {
    const letter = letters[axis], size = tensor.shape[axis];
    const wanted = /^\d+$/.test(letter) ? Number(letter) : known[letter] ?? sizes[letter] ?? size;
    fits = size === wanted;
    sizes[letter] = size;
  }
  if (!fits) {
    const bound = letters.filter((letter) => letter in known).map((l) => `${l} = ${known[l]}`);
    throw new TypeError(
      `Cannot use this tensor: its shape must be [${letters.join(", ")}]` +
        `${bound.length > 0 ? ` with ${bound.join(", ")}` : ""}, current value is [${
          tensor.shape.join(", ")
        }]`,
    );
  }
  return sizes as Record<Letters<P>, number>;
}
