import { bootstrapSeeds, type Interval } from "../../statistics/bootstrap.ts";
import { combinedStatistic, partStatistic } from "../../statistics/combined_statistic.ts";
import { type Difference, pairedDifferences } from "../../statistics/paired_differences.ts";
import type { Statistic } from "../../statistics/statistic.ts";
import { Random } from "../../tensor/random.ts";
import { DRAWS, DRAWS_SEED, type Evaluation } from "../evaluate.ts";

/** What a captioner learned from and what it then sees. */
export const ROTATION_CONDITIONS = ["plain", "upright at test", "upright", "told at test"] as const;

/**
 * Learned from pictures as they are and sees such; sees them turned upright by the head; learned from them so,
 * too; learned from pictures as they are and sees them turned by the angle that is known, of drawn pictures:
 * what a head that is never wrong would give.
 */
export type RotationCondition = (typeof ROTATION_CONDITIONS)[number];

/** The metrics of the record. */
export const ROTATION_METRICS = ["CIDEr-D", "BLEU-4"] as const;

/** Conditions of one and the same trained captioner, which is shown other features. */
const SAME_CAPTIONER: ReadonlySet<RotationCondition> = new Set(
  ["plain", "upright at test", "told at test"],
);

/** Pairs of conditions, first minus second. */
const PAIRS: readonly (readonly [RotationCondition, RotationCondition])[] = [
  ["upright", "plain"],
  ["upright at test", "plain"],
  ["upright", "upright at test"],
  ["told at test", "plain"],
  ["told at test", "upright at test"],
];

/** Scores of one condition, or differences of two, on a part of the validation pictures. */
export interface RotationSlice<T> {
  /** "all", "rotated" as people flagged them, or "others". */
  slice: string;
  /** Its pictures that were scored. */
  pictures: number;
  /** By metric, with 95 % intervals over pictures and seeds. */
  scores: Record<string, T>;
}

/** What the conditions of one captioner score, and how they differ. */
export interface RotationScores {
  /** Means over the seeds. */
  conditions: { condition: RotationCondition; slices: RotationSlice<Interval>[] }[];
  /** First minus second, on the same pictures, and p of the trained models. */
  pairs: {
    first: RotationCondition;
    second: RotationCondition;
    slices: RotationSlice<Difference>[];
  }[];
}

/** Evaluations of each condition, one a seed; none where it could not be tried. */
export type RotationEvaluations = Record<RotationCondition, Evaluation[]>;

/**
 * Scores and differences by slice; a slice without pictures is left out.
 *
 * @param options.rotated Pictures that people flagged.
 * @param options.draws Of the bootstrap, and rounds of the randomization; default 10,000.
 */
export function compareSlices(
  evaluations: RotationEvaluations,
  { rotated, draws = DRAWS }: { rotated: ReadonlySet<number>; draws?: number },
): RotationScores {
  const ids = evaluations.plain[0].scores.images.map(({ image_id }) => image_id);
  const slices = ([
    ["all", () => true],
    ["rotated", (id: number) => rotated.has(id)],
    ["others", (id: number) => !rotated.has(id)],
  ] as const).map(([slice, holds]) => ({
    slice,
    rows: [...ids.keys()].filter((row) => holds(ids[row])),
  })).filter(({ rows }) => rows.length > 0);
  const statistics = (condition: RotationCondition, rows: readonly number[]) =>
    evaluations[condition].map(({ statistic }) => partStatistic(statistic, rows));
  const has = (condition: RotationCondition) => evaluations[condition].length > 0;
  return {
    conditions: ROTATION_CONDITIONS.filter(has).map((condition) => ({
      condition,
      slices: slices.map(({ slice, rows }) => ({
        slice,
        pictures: rows.length,
        scores: wanted(bootstrapSeeds(statistics(condition, rows), { random: random(), draws })),
      })),
    })),
    pairs: PAIRS.filter((pair) => pair.every(has)).map(([first, second]) => ({
      first,
      second,
      slices: slices.map(({ slice, rows }) => ({
        slice,
        pictures: rows.length,
        scores: wanted(differences([first, second], {
          statistics: (condition) => statistics(condition, rows),
          draws,
        })),
      })),
    })),
  };
}

const random = () => new Random(DRAWS_SEED);

/**
 * Differences of two conditions. Where both are the same captioners, seed 1 of one is seed 1 of the other: what
 * a seed does to both is no part of the difference, so seeds are drawn in pairs.
 */
function differences(
  [first, second]: readonly [RotationCondition, RotationCondition],
  { statistics, draws }: {
    statistics: (condition: RotationCondition) => Statistic[];
    draws: number;
  },
): Record<string, Difference> {
  const [ours, theirs] = [statistics(first), statistics(second)];
  const apart = pairedDifferences(ours, theirs, { random, draws });
  if (!SAME_CAPTIONER.has(first) || !SAME_CAPTIONER.has(second)) return apart;
  const seeds = ours.map((one, seed) => combinedStatistic([one, theirs[seed]], ([a, b]) => a - b));
  const together = bootstrapSeeds(seeds, { random: random(), draws });
  return Object.fromEntries(
    Object.entries(together).map(([name, each]) => [name, { ...each, p: apart[name].p }]),
  );
}

function wanted<T>(scores: Record<string, T>): Record<string, T> {
  return Object.fromEntries(ROTATION_METRICS.map((metric) => [metric, scores[metric]]));
}
