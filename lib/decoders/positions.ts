import { type Tensor, tensor2d } from "../tensor/mod.ts";

/** The wavelengths go from 2π to this times 2π. */
const LONGEST = 10_000;
/** Added to a score that must not count: its share becomes exactly 0 in 32 bits. */
const HIDDEN = -1e9;

/**
 * Gives each position a vector of waves.
 *
 * `x_{t, 2i} = sin(t / 10000^{2i/W})`, `x_{t, 2i+1} = cos(…)`: Vaswani et al., 2017, section 3.5
 * (https://arxiv.org/abs/1706.03762).
 *
 * @returns `[count, width]`, of the positions from `from`.
 */
export function sinusoids(
  { from, count, width }: { from: number; count: number; width: number },
): Tensor {
  const values = new Float32Array(count * width);
  for (let t = 0; t < count; t++) {
    for (let i = 0; i < width; i++) {
      const angle = (from + t) / LONGEST ** ((i - i % 2) / width);
      values[t * width + i] = i % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
    }
  }
  return tensor2d(values, [count, width]);
}

/** Hides what comes later: `[T, T]`, 0 where a row's token may see a column's. */
export function causalMask(length: number): Tensor {
  const values = new Float32Array(length * length);
  for (let row = 0; row < length; row++) {
    values.fill(HIDDEN, row * length + row + 1, (row + 1) * length);
  }
  return tensor2d(values, [length, length]);
}
