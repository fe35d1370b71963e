/**
 * The models of PyTorch with what they gave, for decoders and decoding.
 *
 * @module
 */
import assert from "node:assert/strict";
import { readSafetensors, type StoredTensor, type Tensor, tensor } from "#lib/tensor";
import type { CaptionRows, Parameters } from "../../lib/types.ts";
import { fixture } from "../fixtures.ts";

/** A fixture's settings, numbers and tensors. */
export interface ModelFixture<C> {
  config: C;
  // deno-lint-ignore no-explicit-any
  scalars: any;
  /** Any tensor of the file; integers become int32. */
  get(name: string): Tensor;
  /** Weights under our names, as a decoder takes them over; `names` gives PyTorch's where it differs. */
  weights(names: Readonly<Record<string, string>>): Map<string, StoredTensor>;
}

export async function modelFixture<C>(name: string): Promise<ModelFixture<C>> {
  const { tensors, metadata } = await readSafetensors(fixture(`models/${name}.safetensors`));
  return {
    config: JSON.parse(metadata.config),
    scalars: JSON.parse(metadata.scalars ?? "{}"),
    get: (key) => {
      const { dtype, shape, data } = tensors.get(key)!;
      return dtype === "I64"
        ? tensor(Int32Array.from(data, Number), [...shape], "int32")
        : tensor(data as Float32Array, [...shape]);
    },
    weights: (names) =>
      new Map(Object.entries(names).map(([ours, theirs]) => [ours, tensors.get(theirs)!])),
  };
}

/** A fixture's captions `[B, T]`, `<start>` to `<end>`, as rows for teacher forcing. */
export function captionRows(captions: Tensor): CaptionRows {
  const [B, T] = captions.shape as number[], ids = captions.dataSync();
  const inputs = new Int32Array(B * (T - 1)), targets = new Int32Array(B * (T - 1));
  for (let b = 0; b < B; b++) {
    for (let t = 0; t < T - 1; t++) {
      inputs[b * (T - 1) + t] = ids[b * T + t];
      targets[b * (T - 1) + t] = ids[b * T + t + 1];
    }
  }
  return { size: B, length: T - 1, inputs, targets };
}

/**
 * Asserts that gradients equal the fixture's, `relative` to the largest slope of each.
 *
 * @param slopes By the variables' own names.
 * @param expected The fixture's gradient of a parameter, under our name.
 */
export async function assertSlopes(
  parameters: Parameters,
  slopes: Readonly<Record<string, Tensor>>,
  { expected, relative }: { expected: (name: string) => Tensor; relative: number },
): Promise<void> {
  for (const [name, { name: key }] of parameters) {
    const [a, e] = await Promise.all([slopes[key].data(), expected(name).data()]);
    assert.equal(a.length, e.length, name);
    let largest = 1e-3, most = 0;
    for (let i = 0; i < e.length; i++) {
      largest = Math.max(largest, Math.abs(e[i]));
      most = Math.max(most, Math.abs(e[i] - a[i]));
    }
    assert.ok(most <= relative * largest, `gradient of ${name} differs by ${most} of ${largest}`);
  }
}
