import type { Captions, References, Scores } from "../../types.ts";
import { referencesOf } from "../references_of.ts";
import { Matcher } from "./matcher.ts";
import type { MeteorData } from "./meteor_data.ts";
import { CHUNKS, isPerfect, METEOR_COLUMNS, meteorFromStatistics } from "./meteor_score.ts";

/** `METEOR` with the table of paraphrases, else `METEOR-noPara`: its values are not those of papers. */
export type MeteorName = "METEOR" | "METEOR-noPara";

/** Settings of METEOR. */
export interface MeteorOptions {
  /** Its tables. */
  data: MeteorData;
}

export function meteor(
  captions: Captions,
  references: References,
  { data }: MeteorOptions,
): Partial<Record<MeteorName, Scores>> {
  const lines = meteorStatistics(captions, references, { data });
  const images = Float64Array.from(
    { length: captions.size },
    (_, i) => meteorFromStatistics(lines.subarray(i * METEOR_COLUMNS, (i + 1) * METEOR_COLUMNS)),
  );
  const sums = new Float64Array(METEOR_COLUMNS);
  meteorCounts(lines).forEach((count, i) => sums[i % METEOR_COLUMNS] += count);
  const name: MeteorName = data.paraphrases?.size ? "METEOR" : "METEOR-noPara";
  return { [name]: { corpus: meteorFromStatistics(sums), images } };
}

export function meteorStatistics(
  captions: Captions,
  references: References,
  { data }: MeteorOptions,
): Int32Array {
  const matcher = new Matcher(data);
  const lines = new Int32Array(captions.size * METEOR_COLUMNS);
  let start = 0;
  for (const [imageId, caption] of captions) {
    lines.set(matcher.best(caption, referencesOf(references, imageId)), start);
    start += METEOR_COLUMNS;
  }
  return lines;
}

export function meteorCounts(lines: Int32Array): Float64Array {
  const counts = Float64Array.from(lines);
  for (let start = 0; start < counts.length; start += METEOR_COLUMNS) {
    if (isPerfect(counts.subarray(start, start + METEOR_COLUMNS))) counts[start + CHUNKS] = 0;
  }
  return counts;
}
