/**
 * Compares the gradient of a loss in a decoder's parameters with finite differences.
 *
 * @module
 */
import assert from "node:assert/strict";
import { Random, type Tensor, tensor, variableGrads } from "#lib/tensor";
import type { Parameters } from "../../lib/types.ts";

/**
 * Checks some elements of each parameter against central differences.
 *
 * In 32 bits a difference of step 1e-2 of a loss near 4 has an error of about 5e-5; the tolerance is relative
 * to the largest slope of all parameters, so that those with next to no slope are not held to noise.
 */
export async function checkParameterGradients(
  parameters: Parameters,
  loss: () => Tensor,
  { step = 1e-2, tolerance = 1e-2, samples = 4 } = {},
): Promise<void> {
  const { grads } = variableGrads(() => loss().asScalar());
  const random = new Random(1);
  let largest = 0;
  for (const { name } of parameters.values()) {
    for (const slope of await grads[name].data()) largest = Math.max(largest, Math.abs(slope));
  }
  assert.ok(largest > 0, "there is no gradient");
  for (const [name, parameter] of parameters) {
    const values = Float32Array.from(await parameter.data());
    const slope = await grads[parameter.name].data();
    for (let n = 0; n < samples; n++) {
      const i = random.integer(values.length);
      const at = async (delta: number) => {
        const moved = values.slice();
        moved[i] += delta;
        parameter.assign(tensor(moved, parameter.shape));
        return (await loss().data())[0];
      };
      const difference = (await at(step) - await at(-step)) / (2 * step);
      parameter.assign(tensor(values, parameter.shape));
      assert.ok(
        Math.abs(difference - slope[i]) <= tolerance * largest,
        `${name}, element ${i}: gradient ${
          slope[i]
        }, difference ${difference} (largest ${largest})`,
      );
    }
  }
}
