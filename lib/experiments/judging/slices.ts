import type { PictureFlaws } from "../../datasets/flaws.ts";
import type { Split } from "../../datasets/splits.ts";
import { bootstrapSeeds } from "../../statistics/bootstrap.ts";
import { partStatistic } from "../../statistics/combined_statistic.ts";
import { quantile } from "../../statistics/quantile.ts";
import { Random } from "../../tensor/random.ts";
import { tokenize } from "../../text/tokenize.ts";
import { DRAWS_SEED } from "../evaluate.ts";
import { type LeaveOneOut, ROUND_DRAWS } from "./leave_one_out.ts";

/** A part of the pictures that have something in common. */
export interface Slice {
  /** What divides the pictures: "text", "words a reference" or "flaw". */
  group: string;
  /** The part: "blur" for instance. */
  name: string;
  /** Its pictures. */
  ids: ReadonlySet<number>;
}

/** A score on a slice. */
export interface SliceScore {
  /** What divides the pictures. */
  group: string;
  /** The part. */
  slice: string;
  /** Number of its pictures that were scored. */
  pictures: number;
  /** Name of the model. */
  model: string;
  /** Name of the metric. */
  metric: string;
  /** The score on these pictures alone. */
  value: number;
  /** Lower end of its 95 % interval, over pictures and seeds. */
  low: number;
  /** Upper end. */
  high: number;
}

/** How many pictures a slice must have, so that an interval says something. */
const LEAST = 10;

/**
 * Divides a split's pictures: by text in them, by the length of what people wrote, by what went wrong.
 *
 * The first two make halves, and a picture with two flaws is in both of their slices. Pictures without a
 * reference are in none. The first slice is all of them. Where nobody was asked about text, there are no
 * slices by text.
 *
 * @param pictures What is wrong with each; without them there are no slices by flaws.
 */
export function slicesOf(
  { images, references }: Split,
  pictures: readonly PictureFlaws[],
): Slice[] {
  const described = images.filter(({ id }) => references.has(id));
  const lengths = new Map(described.map(({ id }) => [id, meanWords(references.get(id)!)]));
  const middle = quantile(Float64Array.from(lengths.values()).sort(), 0.5);
  const flaws = new Map(pictures.map(({ id, quality }) => [id, quality]));
  const flawed = (id: number, flaw: string) => flaws.get(id)?.[flaw] === true;
  const names = Object.keys(pictures[0]?.quality ?? {});
  const slice = (group: string, name: string, has: (id: number) => boolean): Slice => ({
    group,
    name,
    ids: new Set(described.map(({ id }) => id).filter(has)),
  });
  const text = new Map(images.map(({ id, textDetected }) => [id, textDetected]));
  const asked = [...text.values()].some((detected) => detected !== undefined);
  const half = `${middle.toFixed(1)} words`;
  return [
    slice("pictures", "all", () => true),
    ...!asked ? [] : [
      slice("text in the picture", "yes", (id) => text.get(id) === true),
      slice("text in the picture", "no", (id) => text.get(id) === false),
    ],
    slice("mean length of references", `below ${half}`, (id) => lengths.get(id)! < middle),
    slice("mean length of references", `from ${half}`, (id) => lengths.get(id)! >= middle),
    ...names.length === 0
      ? []
      : [slice("flaw", "none", (id) => names.every((flaw) => !flawed(id, flaw)))],
    ...names.map((flaw) => slice("flaw", flaw, (id) => flawed(id, flaw))),
  ];
}

function meanWords(references: readonly string[]): number {
  return references.reduce((sum, text) => sum + tokenize(text).length, 0) / references.length;
}

/**
 * Scores people and models on each slice, against the same references.
 *
 * A word's weight in CIDEr-D stays that among all pictures. Slices with fewer than ten pictures are left
 * out, all pictures excepted.
 *
 * @param options.metrics The metrics that are wanted.
 */
export function sliceScores(
  { ids, systems }: LeaveOneOut,
  { slices, metrics, draws = ROUND_DRAWS }: {
    slices: readonly Slice[];
    metrics: readonly string[];
    draws?: number;
  },
): SliceScore[] {
  return slices.flatMap(({ group, name, ids: wanted }, place) => {
    const rows = [...ids.keys()].filter((row) => wanted.has(ids[row]));
    if (rows.length === 0 || (place > 0 && rows.length < LEAST)) return [];
    return systems.flatMap(({ model, seeds }) => {
      const scores = bootstrapSeeds(seeds.map((each) => partStatistic(each, rows)), {
        random: new Random(DRAWS_SEED),
        draws,
      });
      return metrics.map((metric) => {
        const { value, low, high } = scores[metric];
        return { group, slice: name, pictures: rows.length, model, metric, value, low, high };
      });
    });
  });
}
