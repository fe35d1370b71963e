import { splitTokens } from "../text/n_grams.ts";

/** What captions look like, apart from whether they are right. */
export interface CaptionStatistics {
  /** Number of captions. */
  captions: number;
  /** Share of different captions: 1 if no two are alike. */
  distinct: number;
  /** Share of tokens that are `<unk>`. */
  unknown: number;
  /** Mean number of tokens. */
  meanLength: number;
  /** Share of captions that end by themselves, where that was told. */
  ended?: number;
}

/**
 * Describes captions: safe phrases show as few distinct ones, a small vocabulary as `<unk>`.
 *
 * @param captions Tokens between blanks.
 * @param options `ended`: for each caption, whether its `<end>` came before the length limit.
 * @throws {RangeError} If there is no caption, or `ended` has another length.
 *
 * @example
 * ```ts
 * import { captionStatistics } from "#lib/metrics";
 * import assert from "node:assert/strict";
 *
 * const captions = ["a can of <unk>", "a can of <unk>", "a mug", "a box"];
 * const { distinct, unknown, meanLength } = captionStatistics(captions);
 * assert.deepEqual([distinct, unknown, meanLength], [3 / 4, 2 / 12, 3]);
 * ```
 */
export function captionStatistics(
  captions: readonly string[],
  { ended }: { ended?: readonly boolean[] } = {},
): CaptionStatistics {
  if (captions.length === 0) throw new RangeError("Cannot describe captions: there is none");
  if (ended && ended.length !== captions.length) {
    throw new RangeError(
      `Cannot describe captions: ended must have ${captions.length} values, current number is ${ended.length}`,
    );
  }
  const tokens = captions.map(splitTokens);
  const total = tokens.reduce((sum, { length }) => sum + length, 0);
  const unknown = tokens.flat().filter((token) => token === "<unk>").length;
  return {
    captions: captions.length,
    distinct: new Set(tokens.map((each) => each.join(" "))).size / captions.length,
    unknown: total === 0 ? 0 : unknown / total,
    meanLength: total / captions.length,
    ...ended && { ended: ended.filter(Boolean).length / captions.length },
  };
}
