import { bootstrapSeeds } from "../../statistics/bootstrap.ts";
import { combinedStatistic } from "../../statistics/combined_statistic.ts";
import type { Statistic } from "../../statistics/statistic.ts";
import { Random } from "../../tensor/random.ts";
import { DRAWS_SEED } from "../evaluate.ts";
import { type LeaveOneOut, type LeftOut, ROUND_DRAWS } from "./leave_one_out.ts";

/** A model's score on the way from the floor to people. */
export interface WayRow {
  /** Name of the model. */
  model: string;
  /** Name of the metric. */
  metric: string;
  /** 0 where the model is at the floor, 1 where it is at people; may lie outside. */
  value: number;
  /** Lower end of its 95 % interval, over pictures and seeds. */
  low: number;
  /** Upper end. */
  high: number;
}

/**
 * Puts scores of different metrics on one scale: `(model − floor) / (people − floor)`, the share of the way
 * from a caption that has looked at nothing to what people get.
 *
 * All three are drawn together, so the intervals account for pictures that are hard for all. A metric by
 * which people are not above the floor has no such scale, and is left out.
 *
 * @param options.metrics The metrics in order; default all.
 * @param options.floor Name of the system at 0, default "constant-caption".
 * @throws {RangeError} If there is no such system.
 */
export function wayToPeople(
  { systems }: LeaveOneOut,
  { metrics, floor = "constant-caption", draws = ROUND_DRAWS }: {
    metrics?: readonly string[];
    floor?: string;
    draws?: number;
  } = {},
): WayRow[] {
  const [lowest, people] = [floor, "references"].map((name) => oneStatistic(systems, name));
  const models = systems.filter(({ model }) => model !== floor && model !== "references");
  return models.flatMap(({ model, seeds }) => {
    const shares = seeds.map((own) => combinedStatistic([own, lowest, people], shareOfWay));
    const rows = bootstrapSeeds(shares, { random: new Random(DRAWS_SEED), draws });
    return (metrics ?? Object.keys(rows)).map((metric) => {
      const { value, low, high } = rows[metric];
      return { model, metric, value, low, high };
    });
  }).filter(({ value, low, high }) => [value, low, high].every(Number.isFinite));
}

/** Not finite where people are not above the floor. */
function shareOfWay([own, lowest, people]: readonly number[]): number {
  const way = people - lowest;
  return way > 0 ? (own - lowest) / way : Infinity;
}

function oneStatistic(systems: readonly LeftOut[], name: string): Statistic {
  const system = systems.find(({ model }) => model === name);
  if (system === undefined) {
    throw new RangeError(
      `Cannot set a scale: there must be a system "${name}", current ones are ${
        systems.map(({ model }) => `"${model}"`).join(", ")
      }`,
    );
  }
  return system.seeds[0];
}
