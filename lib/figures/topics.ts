import { NEUTRAL } from "./palette.ts";

/**
 * Colours of up to six topics in a map, in the order of their use.
 *
 * Searched so that each pair differs by 12 or more (100 × OKLab distance) for deuteranopia and protanopia, and
 * by 22 for ordinary sight, as `MODEL_STYLES` were; a test measures it.
 */
export const TOPIC_COLOURS = [
  "#096eb8",
  "#b89a1e",
  "#ba2762",
  "#126102",
  "#441774",
  "#e25ffe",
] as const;

/** Colours of up to three kinds of words, dark enough for letters: at least 4.5 : 1 against white. */
export const WORD_COLOURS = [TOPIC_COLOURS[0], TOPIC_COLOURS[2], NEUTRAL.secondary] as const;

/** A scale of colours for topics, and a legend for them above the chart. */
export function topicChannel(
  topics: readonly string[],
  colours: readonly string[] = TOPIC_COLOURS,
): Record<string, unknown> {
  return {
    field: "topic",
    type: "nominal",
    scale: { domain: topics, range: topics.map((_, i) => colours[i]) },
    legend: { ...LEGEND, symbolType: "circle", symbolOpacity: 1 },
  };
}

/** How legends of maps look: in lines above the chart, at its left edge. */
export const LEGEND = {
  orient: "top",
  direction: "horizontal",
  title: null,
  labelColor: NEUTRAL.ink,
  labelFontSize: 12,
  labelLimit: 160,
  symbolSize: 80,
  symbolStrokeWidth: 0,
  columnPadding: 14,
  offset: 10,
} as const;

/**
 * Refuses a map with more topics than there are colours, or with none.
 *
 * @throws {RangeError} If so.
 */
export function checkTopics(
  topics: readonly string[],
  { length: most }: readonly string[] = TOPIC_COLOURS,
): void {
  if (topics.length >= 1 && topics.length <= most) return;
  throw new RangeError(
    `Cannot draw a map: there must be 1 to ${most} topics, current number is ${topics.length}`,
  );
}
