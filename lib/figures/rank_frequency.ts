import type { Chart } from "./figure.ts";
import { count, percent } from "./numbers.ts";
import { MODEL_STYLES, NEUTRAL } from "./palette.ts";
import { chart, type ChartOptions } from "./theme.ts";

/** Options of {@link rankFrequency}. */
export interface RankFrequencyOptions extends ChartOptions {
  /** Words with fewer occurrences are left out of the vocabulary. */
  threshold: number;
  /** How many words are named on the curve. Default 8. */
  named?: number;
}

/**
 * Draws how often each word occurs against its rank, both on logarithmic scales (Zipf's law is a
 * straight line), with the words that are frequent enough for the vocabulary set apart.
 *
 * @param words Occurrences by word.
 * @throws {RangeError} If there are no words.
 *
 * @example
 * ```ts
 * import { rankFrequency } from "#lib/figures";
 * import assert from "node:assert/strict";
 *
 * const words = new Map([["a", 900], ["can", 40], ["pepsi", 2]]);
 * const chart = rankFrequency(words, { title: "Words", threshold: 6 });
 * assert.match(chart.description, /2 of 3 words/);
 * ```
 */
export function rankFrequency(
  words: ReadonlyMap<string, number>,
  options: RankFrequencyOptions,
): Chart {
  if (words.size === 0) throw new RangeError("Cannot draw word frequencies: there must be a word");
  const { threshold, named = 8 } = options;
  const ranked = [...words].sort(([v, a], [w, b]) => b - a || (v < w ? -1 : 1));
  const kept = ranked.filter(([, n]) => n >= threshold).length;
  const body = {
    width: 460,
    height: 280,
    layer: [
      {
        encoding: channels(words.size, ranked[0][1]),
        layer: [
          points(steps(ranked.slice(0, kept), 0), MODEL_STYLES["cnn-lstm"].mark),
          points(steps(ranked.slice(kept), kept), NEUTRAL.faint),
          names(ranked, named),
        ],
      },
      ...thresholdMark(threshold, { words: words.size, kept }),
    ],
  };
  return chart(body, { ...options, description: describe(ranked, kept, options) });
}

/** Two logarithmic axes with a tick at each power of ten. */
function channels(words: number, top: number): object {
  return {
    x: {
      field: "rank",
      type: "quantitative",
      title: "rank of the word →",
      scale: { type: "log", domain: [1, Math.max(10, words)], nice: false },
      axis: { values: powers(words), format: ",d" },
    },
    y: {
      field: "n",
      type: "quantitative",
      title: "↑ occurrences",
      scale: { type: "log", domain: [1, Math.max(10, top)], nice: true },
      axis: { values: powers(top * 10), format: ",d" },
    },
  };
}

function describe(
  ranked: readonly (readonly [string, number])[],
  kept: number,
  { title, threshold }: RankFrequencyOptions,
): string {
  const sum = (list: typeof ranked) => list.reduce((total, [, n]) => total + n, 0);
  const covered = sum(ranked.slice(0, kept)) / sum(ranked);
  const [word, n] = ranked[0];
  return `${title}. Word frequencies by rank on logarithmic scales: ${count(kept)} of ${
    count(ranked.length)
  } words occur at least ${threshold} times and make up ${
    percent(covered)
  } of the text; the most frequent is "${word}" with ${count(n)} occurrences.`;
}

/** Ranks thinned to even steps of the logarithmic scale: thousands of dots on one spot say no more. */
function steps(ranked: readonly (readonly [string, number])[], offset: number) {
  const rows: { rank: number; n: number }[] = [];
  let next = 0;
  ranked.forEach(([, n], i) => {
    const place = Math.log10(offset + i + 1);
    if (place < next && i < ranked.length - 1) return;
    rows.push({ rank: offset + i + 1, n });
    next = place + 0.012;
  });
  return rows;
}

function points(values: readonly object[], color: string): object {
  return { data: { values }, mark: { type: "circle", size: 22, opacity: 0.9, color } };
}

/** Names words at even steps of the scale. */
function names(ranked: readonly (readonly [string, number])[], most: number): object {
  const ranks = new Set(
    Array.from({ length: most }, (_, i) => Math.round(ranked.length ** ((i + 0.15) / most))),
  );
  const values = [...ranks].filter((rank) => rank <= ranked.length)
    .map((rank) => ({ rank, n: ranked[rank - 1][1], label: ranked[rank - 1][0] }));
  return {
    data: { values },
    mark: {
      type: "text",
      align: "left",
      baseline: "bottom",
      dx: 4,
      dy: -4,
      color: NEUTRAL.ink,
      limit: 110,
    },
    encoding: { text: { field: "label", type: "nominal" } },
  };
}

function thresholdMark(
  threshold: number,
  { words, kept }: { words: number; kept: number },
): object[] {
  const label = `${count(kept)} words kept · below ${threshold} occurrences: <unk> (${
    count(words - kept)
  })`;
  const data = { values: [{ n: threshold, label }] };
  const y = { field: "n", type: "quantitative" };
  return [
    {
      data,
      mark: { type: "rule", color: NEUTRAL.faint, strokeDash: [2, 3] },
      encoding: { y },
    },
    {
      data,
      mark: { type: "text", align: "left", baseline: "top", x: 4, dy: 5 },
      encoding: { y, text: { field: "label", type: "nominal" } },
    },
  ];
}

/** 1, 10, 100 … up to `most`. */
function powers(most: number): number[] {
  return Array.from({ length: Math.floor(Math.log10(Math.max(10, most))) + 1 }, (_, i) => 10 ** i);
}
