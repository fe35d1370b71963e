import { type Random, type StoredTensor, tensor, Variable, variable } from "../tensor/mod.ts";

/** A parameter's shape and how its first values are drawn. */
export interface ParameterPlan {
  shape: number[];
  /** Uniform from −bound to bound. */
  bound?: number;
  /** Normal of this deviation. */
  deviation?: number;
  /** The same everywhere; without any of the three: 0. */
  value?: number;
}

/**
 * Makes a decoder's trainable tensors, in the order of the plan.
 *
 * Each one draws from a stream of its own, named after it: adding one changes no other.
 *
 * @param source Where the values come from: drawn anew, or taken from a file (32- or 16-bit floats).
 * @throws {TypeError} If a stored tensor is missing or of another shape or type.
 */
export function makeParameters(
  plan: Readonly<Record<string, ParameterPlan>>,
  source: Random | ReadonlyMap<string, StoredTensor>,
): Map<string, Variable> {
  const parameters = new Map<string, Variable>();
  for (const [name, each] of Object.entries(plan)) {
    const values = source instanceof Map
      ? storedValues(source, { name, shape: each.shape })
      : drawValues(each, (source as Random).split(name));
    const initial = tensor(values, each.shape);
    parameters.set(name, variable(initial) as Variable);
    initial.dispose();
  }
  return parameters;
}

function drawValues(
  { shape, bound, deviation, value = 0 }: ParameterPlan,
  random: Random,
): Float32Array {
  const values = new Float32Array(shape.reduce((product, side) => product * side, 1));
  if (bound !== undefined) {
    for (let i = 0; i < values.length; i++) values[i] = random.uniform(-bound, bound);
  } else if (deviation !== undefined) {
    for (let i = 0; i < values.length; i++) values[i] = random.normal(0, deviation);
  } else {
    values.fill(value);
  }
  return values;
}

function storedValues(
  source: ReadonlyMap<string, StoredTensor>,
  { name, shape }: { name: string; shape: number[] },
): Float32Array {
  const stored = source.get(name);
  const fits = stored !== undefined && (stored.dtype === "F32" || stored.dtype === "F16") &&
    stored.shape.join() === shape.join();
  if (!fits) {
    throw new TypeError(
      `Cannot make a decoder: "${name}" must be F32 or F16 of shape [${
        shape.join(", ")
      }], current value is ${
        stored === undefined ? "missing" : `${stored.dtype} of shape [${stored.shape.join(", ")}]`
      }`,
    );
  }
  return Float32Array.from(stored.data as Float32Array);
}
