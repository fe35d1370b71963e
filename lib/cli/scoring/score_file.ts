import type { ReferenceFile } from "../../datasets/caption_files.ts";
import type { MatchedResults } from "../../datasets/match_results.ts";
import { corpusStatistic } from "../../metrics/corpus_statistic.ts";
import { score, type ScoredTexts, type Tokenizer } from "../../metrics/score.ts";
import { bootstrap, type Interval } from "../../statistics/bootstrap.ts";
import { type Difference, pairedDifferences } from "../../statistics/paired_differences.ts";
import { Random } from "../../tensor/random.ts";
import type { Metric } from "../../types.ts";

/** Draws of pictures, and rounds of exchanges. */
export const DRAWS = 1000;

/** Seed of both: whoever scores the same files gets the same intervals. */
const SEED = 1;

/** One file of captions with its scores. */
export interface ScoredFile {
  /** As the user named it. */
  file: string;
  /** What of it was scored, and what could not be. */
  matched: MatchedResults;
  scored: ScoredTexts;
  /** Corpus values with 95 % intervals over pictures. */
  intervals: Record<string, Interval>;
}

/** Scores one file of captions. */
export async function scoreFile(
  file: string,
  { matched, references, metrics, tokenizer }: {
    matched: MatchedResults;
    references: ReferenceFile["references"];
    metrics: readonly Metric[];
    tokenizer: Tokenizer;
  },
): Promise<ScoredFile> {
  const written = new Map([...matched.captions.keys()].map((id) => [id, references.get(id)!]));
  const scored = await score(matched.captions, written, { tokenizer, metrics });
  const options = { random: new Random(SEED), draws: DRAWS };
  return { file, matched, scored, intervals: bootstrap(corpusStatistic(scored), options) };
}

/** Refuses two files that cannot be compared picture by picture. */
export function requireSamePictures(
  files: readonly string[],
  matched: readonly MatchedResults[],
): void {
  const [first, second = first] = matched.map(({ captions }) => [...captions.keys()]);
  if (first.join() === second.join()) return;
  throw new RangeError(
    `Cannot compare "${files[0]}" with "${files[1]}": both must caption the same pictures, ` +
      `current numbers are ${first.length} and ${second.length}`,
  );
}

/** Differences `first − second` by metric. */
export function fileDifferences(first: ScoredFile, second: ScoredFile): Record<string, Difference> {
  const [one, other] = [first, second].map(({ scored }) => [corpusStatistic(scored)]);
  return pairedDifferences(one, other, { random: () => new Random(SEED), draws: DRAWS });
}
