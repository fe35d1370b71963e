import { matMul, ones } from "../tensor/mod.ts";

/** Side of the matrices. */
const SIDE = 2048;

/**
 * Measures the best rate of a matrix product, in GFLOP/s: the bound that speeds are measured by.
 *
 * `2 · 2048³` operations, 32-bit, best of ten, nothing read back. Start the tensors first.
 */
export function matMulRate(): number {
  const a = ones([SIDE, SIDE]);
  let best = Infinity;
  for (let i = 0; i < 10; i++) {
    const started = performance.now();
    matMul(a, a).dispose();
    best = Math.min(best, performance.now() - started);
  }
  a.dispose();
  return 2 * SIDE ** 3 / best / 1e6;
}
