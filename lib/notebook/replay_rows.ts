import { FAULTS } from "../experiments/replay/faults.ts";
import type { Replay, ReplayRow } from "../experiments/replay/replay.ts";
import type { Interval } from "../figures/intervals.ts";
import { modelStyle } from "../figures/palette.ts";

/** What a row of a replay is called. */
function titleOf({ model, switched }: ReplayRow): string {
  const fault = FAULTS.find(({ name }) => name === switched);
  const title = fault?.title ?? (switched === "none" ? "no fault" : "all together");
  return model === "clip-attention" ? title : `${modelStyle(model).label}: ${title}`;
}

/** What each fault costs, for `intervals` of `#lib/figures`: differences to the same model without faults. */
export function replayCosts({ rows }: Replay, metrics: readonly string[]): Interval[] {
  return rows.flatMap((row) =>
    metrics.map((metric) => ({ metric, difference: row.differences?.[metric] }))
      .filter(({ difference }) => difference !== undefined)
      .map(({ metric, difference }) => ({ model: titleOf(row), metric, ...difference! }))
  );
}

/** Scores and looks of each row's captions, for `table`. */
export function replayTable({ rows }: Replay): Record<string, string | number | null>[] {
  return rows.map((row) => ({
    "switched on": titleOf(row),
    "CIDEr-D": row.scores["CIDEr-D"].value,
    "BLEU-4": row.scores["BLEU-4"].value,
    distinct: row.statistics.distinct,
    "<unk>": row.unknown,
    words: row.statistics.meanLength,
    ended: row.statistics.ended ?? null,
  }));
}

/** What each row says about one picture, for `table`. */
export function replayExample(
  { rows, examples }: Replay,
  { index = 0 }: { index?: number } = {},
): { "switched on": string; "what it says": string }[] {
  return rows.map((row) => ({
    "switched on": titleOf(row),
    "what it says": examples[index].captions[`${row.model}/${row.switched}`],
  }));
}

/** What each fault is, for `table`. */
export function replayFacts(): {
  fault: string;
  "what the code does, and what is done here": string;
}[] {
  return FAULTS.map(({ title, fact }) => ({
    fault: title,
    "what the code does, and what is done here": fact,
  }));
}
