import type { Comparison } from "../experiments/comparison.ts";
import type { Interval } from "../figures/intervals.ts";

/** Short names of decoders, longer ones first: a row of a chart names two. */
const SHORT: readonly (readonly [string, string])[] = [
  ["clip-hard-attention", "hard"],
  ["clip-transformer", "transformer"],
  ["clip-attention", "soft"],
  ["clip-lstm", "pooled LSTM"],
];

/** The differences of a comparison of decoders, for `intervals` of `#lib/figures`, by short names. */
export function decoderDifferences(
  { pairs }: Comparison,
  metrics: readonly string[],
): Interval[] {
  return pairs.flatMap(({ first, second, differences }) =>
    metrics.map((metric) => ({
      model: `${shortened(first)} − ${shortened(second)}`,
      metric,
      ...differences[metric],
    }))
  );
}

function shortened(model: string): string {
  return SHORT.reduce((name, [long, short]) => name.replaceAll(long, short), model);
}
