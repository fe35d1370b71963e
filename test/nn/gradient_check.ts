/**
 * Compares a gradient with finite differences.
 *
 * @module
 */
import assert from "node:assert/strict";
import { grads, mul, Random, sum, type Tensor, tensor, tidy } from "#lib/tensor";

/** Random values of a shape, from −1 to 1. */
export function randomTensor(shape: number[], random: Random): Tensor {
  const values = new Float32Array(shape.reduce((product, side) => product * side, 1));
  for (let i = 0; i < values.length; i++) values[i] = random.uniform(-1, 1);
  return tensor(values, shape);
}

/**
 * Checks `d Σ r·f(x) / dx` for each input against central differences, with random weights `r`.
 *
 * In 32 bits a difference of step 1e-2 has an error of about 1e-4 of the sum's size; hence the
 * tolerance, relative to the largest slope.
 */
export async function checkGradients(
  f: (...inputs: Tensor[]) => Tensor,
  inputs: Tensor[],
  { seed = 1, step = 1e-2, tolerance = 1e-2, samples = 12 } = {},
): Promise<void> {
  const random = new Random(seed);
  const weights = randomTensor(f(...inputs).shape, random);
  const objective = (...xs: Tensor[]) => sum(mul(f(...xs), weights));
  const slopes = grads(objective)(inputs);
  for (const [which, input] of inputs.entries()) {
    const values = await input.data() as Float32Array;
    const slope = await slopes[which].data() as Float32Array;
    const largest = slope.reduce((most, s) => Math.max(most, Math.abs(s)), 0);
    assert.ok(largest > 0, `input ${which} has no gradient`);
    for (let n = 0; n < samples; n++) {
      const i = random.integer(values.length);
      const at = async (delta: number) => {
        const moved = values.slice();
        moved[i] += delta;
        const xs = inputs.map((x, k) => k === which ? tensor(moved, x.shape) : x);
        return (await tidy(() => objective(...xs)).data())[0];
      };
      const difference = (await at(step) - await at(-step)) / (2 * step);
      assert.ok(
        Math.abs(difference - slope[i]) <= tolerance * largest,
        `input ${which}, element ${i}: gradient ${slope[i]}, difference ${difference}`,
      );
    }
  }
}
