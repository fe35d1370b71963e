import { clipByValue as clip } from "../tensor/mod.ts";
import type { GradientTransform } from "./optimizer.ts";

/**
 * Limits every value of the gradients by itself.
 *
 * `g ← max(−c, min(c, g))`. Unlike {@linkcode clipByNorm} it changes the direction.
 *
 * @param limit The largest absolute value, c.
 * @throws {RangeError} If it is not positive.
 */
export function clipByValue(limit: number): GradientTransform {
  if (!(limit > 0)) {
    throw new RangeError(
      `Cannot clip gradients: the limit must be positive, current value is ${limit}`,
    );
  }
  return (gradients) =>
    Object.fromEntries(
      Object.entries(gradients).map(([name, gradient]) => [name, clip(gradient, -limit, limit)]),
    );
}
