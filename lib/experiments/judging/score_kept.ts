import type { Truth } from "../../datasets/mini/truth.ts";
import { corpusStatistic } from "../../metrics/corpus_statistic.ts";
import { measure } from "../../metrics/measure.ts";
import { tokenizedReferences } from "../../metrics/tokenized.ts";
import { bootstrap } from "../../statistics/bootstrap.ts";
import { combinedStatistic } from "../../statistics/combined_statistic.ts";
import type { Statistic } from "../../statistics/statistic.ts";
import { Random } from "../../tensor/random.ts";
import type { Captions, Metric, References } from "../../types.ts";
import { type Damage, DAMAGES } from "./damages.ts";
import { DRAWS_SEED } from "../evaluate.ts";

/** How much of a score a damage leaves. */
export interface KeptScore {
  /** Name of the damage. */
  damage: string;
  /** Name of the metric. */
  metric: string;
  /** Score of the damaged captions over that of the captions as they were written; 1 for no loss. */
  value: number;
  /** Lower end of its 95 % interval over pictures. */
  low: number;
  /** Upper end. */
  high: number;
}

/** What was damaged, and what that did. */
export interface ScoreKept {
  /** Pictures whose caption can be damaged in every way. */
  pictures: number;
  /** One of them, before and after. */
  example: { damage: string; caption: string }[];
  /** By damage and metric. */
  kept: KeptScore[];
}

/** Seed of what is put in and of the shuffling. */
const DAMAGE_SEED = 5;

/**
 * Asks metrics what they reward: spoils captions that people wrote, and scores them against the others.
 *
 * The first reference of each picture is the caption. Only captions that can be damaged in every way take
 * part, so that all shares are of the same pictures. The share is a ratio of corpus scores; where the
 * captions as they were written score nothing, a metric is left out.
 *
 * @param options.truths What the generator knows of the pictures.
 * @param options.metrics Default `N_GRAM_METRICS`.
 * @throws {RangeError} If no caption can be damaged in every way.
 */
export async function scoreKept(
  references: References,
  { truths, metrics, damages = DAMAGES, draws = 2_000 }: {
    truths: readonly Truth[];
    metrics?: readonly Metric[];
    damages?: readonly Damage[];
    draws?: number;
  },
): Promise<ScoreKept> {
  const cases = spoiled(references, { truths, damages });
  if (cases.length === 0) {
    throw new RangeError("Cannot damage captions: none has all that is to be damaged");
  }
  const others = new Map(cases.map(({ id, others }) => [id, others]));
  const scored = async (textOf: (each: Spoiled) => string): Promise<Statistic> => {
    const captions: Captions = new Map(cases.map((each) => [each.id, textOf(each)]));
    return corpusStatistic(await measure(captions, others, { metrics }));
  };
  const whole = await scored(({ caption }) => caption), kept: KeptScore[] = [];
  for (const [k, { name }] of damages.entries()) {
    const ratio = combinedStatistic([await scored(({ damaged }) => damaged[k]), whole], shareLeft);
    const rows = bootstrap(ratio, { random: new Random(DRAWS_SEED), draws });
    for (const [metric, { value, low, high }] of Object.entries(rows)) {
      kept.push({ damage: name, metric, value, low, high });
    }
  }
  const { caption, damaged } = telling(cases);
  const example = [{ damage: "as written", caption }];
  damages.forEach(({ name }, k) => example.push({ damage: name, caption: damaged[k] }));
  return { pictures: cases.length, example, kept: kept.filter(({ value }) => value < Infinity) };
}

/** A caption, what the damages make of it, and its judges; tokens joined by single spaces. */
interface Spoiled {
  id: number;
  caption: string;
  damaged: string[];
  others: string[];
}

function spoiled(
  references: References,
  { truths, damages }: { truths: readonly Truth[]; damages: readonly Damage[] },
): Spoiled[] {
  const byId = new Map(truths.map((truth) => [truth.id, truth]));
  return [...tokenizedReferences(references)].flatMap(([id, [caption, ...others]]) => {
    const truth = byId.get(id), words = caption.split(" ");
    if (truth === undefined || others.length === 0) return [];
    const damaged = damages.map(({ name, apply }) =>
      apply(words, { truth, random: new Random(DAMAGE_SEED).split(name).split(id) })?.join(" ")
    );
    if (!damaged.every((text) => text !== undefined)) return [];
    return [{ id, caption, damaged, others }];
  });
}

/** The first caption that every damage changes, of those that are long enough to show it. */
function telling(cases: readonly Spoiled[]): Spoiled {
  const changed = cases.filter(({ caption, damaged }) => !damaged.includes(caption));
  return changed.find(({ caption }) => caption.split(" ").length >= 8) ?? changed[0] ?? cases[0];
}

function shareLeft([damaged, whole]: readonly number[]): number {
  return whole > 0 ? damaged / whole : Infinity;
}
