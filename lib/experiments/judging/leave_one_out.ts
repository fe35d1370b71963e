import { corpusStatistic } from "../../metrics/corpus_statistic.ts";
import { measure } from "../../metrics/measure.ts";
import { tokenizedCaptions, tokenizedReferences } from "../../metrics/tokenized.ts";
import { bootstrapSeeds, type Interval } from "../../statistics/bootstrap.ts";
import { combinedStatistic } from "../../statistics/combined_statistic.ts";
import { mean } from "../../statistics/mean.ts";
import type { Statistic } from "../../statistics/statistic.ts";
import { Random } from "../../tensor/random.ts";
import type { Captions, Metric, References } from "../../types.ts";
import { DRAWS_SEED } from "../evaluate.ts";

/** A model, or people, measured against references of which one is left out in turn. */
export interface LeftOut {
  /** Name of the model; "references" for people. */
  model: string;
  /** One a seed: what the scores follow from, pictures in the order of `ids`. */
  seeds: Statistic[];
}

/** People and models on the same pictures against the same references. */
export interface LeaveOneOut {
  /** The pictures that have as many references as any. */
  ids: number[];
  /** References that are left for scoring: one less than the pictures have. */
  references: number;
  /** The systems in their order, then "references". */
  systems: LeftOut[];
}

/** What is measured against the references. */
export interface LeaveOneOutOptions {
  /** What people wrote, as plain text. */
  references: References;
  /** Captions of each model as plain text, one set a seed. */
  systems: readonly { model: string; seeds: readonly Captions[] }[];
  /** Default `N_GRAM_METRICS`. */
  metrics?: readonly Metric[];
}

/**
 * Measures people as captioners: each reference in turn is the caption, the others judge it.
 *
 * There is a round for each reference. In round k the k-th reference of every picture is the caption of
 * people and is struck from the references, for people and models alike: a metric gives more where it has
 * more references to choose from, so models against five and people against four could not be compared. A
 * score is the mean of the rounds' corpus scores. Only pictures with as many references as any take part.
 *
 * People are a yardstick and no ceiling: a caption that is near to all references can score higher than a
 * single person does.
 *
 * @throws {RangeError} If no picture has two references.
 *
 * @example
 * ```ts
 * import { leaveOneOut } from "#lib/experiments";
 * import assert from "node:assert/strict";
 *
 * const references = new Map([[1, ["a red can", "a can"]], [2, ["a mug", "a mug"]], [3, ["a dog"]]]);
 * const seeds = [new Map([[1, "a can"], [2, "a dog"], [3, "a dog"]])];
 * const { ids, systems } = await leaveOneOut({ references, systems: [{ model: "x", seeds }] });
 * assert.deepEqual(ids, [1, 2]); // the third picture has one reference
 * assert.deepEqual(systems.map(({ model }) => model), ["x", "references"]);
 * ```
 */
export async function leaveOneOut(
  { references, systems, metrics }: LeaveOneOutOptions,
): Promise<LeaveOneOut> {
  const most = Math.max(0, ...[...references.values()].map(({ length }) => length));
  if (most < 2) throw new RangeError("Cannot leave a reference out: no picture has two");
  const written = [...tokenizedReferences(references)].filter(([, { length }]) => length === most);
  const ids = written.map(([id]) => id);
  const rounds = Array.from({ length: most }, (_, left) => ({
    said: new Map(written.map(([id, texts]) => [id, texts[left]])),
    others: new Map(written.map(([id, texts]) => [id, texts.filter((_, k) => k !== left)])),
  }));
  const judge = async (captionsOf: (round: number) => Captions) => {
    const statistics: Statistic[] = [];
    for (const [k, { others }] of rounds.entries()) {
      statistics.push(corpusStatistic(await measure(captionsOf(k), others, { metrics })));
    }
    return combinedStatistic(statistics, mean);
  };
  const judged: LeftOut[] = [];
  for (const { model, seeds } of systems) {
    const statistics: Statistic[] = [];
    for (const captions of seeds) {
      const own = tokenizedCaptions(chosen(model, captions, ids));
      statistics.push(await judge(() => own));
    }
    judged.push({ model, seeds: statistics });
  }
  const people = await judge((k) => rounds[k].said);
  return {
    ids,
    references: most - 1,
    systems: [...judged, { model: "references", seeds: [people] }],
  };
}

function chosen(model: string, captions: Captions, ids: readonly number[]): Captions {
  const missing = ids.find((id) => !captions.has(id));
  if (missing !== undefined) {
    throw new RangeError(
      `Cannot compare "${model}" with people: every picture must have a caption, picture ${missing} has none`,
    );
  }
  return new Map(ids.map((id) => [id, captions.get(id)!]));
}

/** Draws for intervals of rounds, which are several times the work of one corpus. */
export const ROUND_DRAWS = 2_000;

/** Averages the rounds' scores, and a model's seeds, with 95 % intervals over pictures and seeds. */
export function leftOutScores(
  { systems }: LeaveOneOut,
): { model: string; scores: Record<string, Interval> }[] {
  return systems.map(({ model, seeds }) => ({
    model,
    scores: bootstrapSeeds(seeds, { random: new Random(DRAWS_SEED), draws: ROUND_DRAWS }),
  }));
}
