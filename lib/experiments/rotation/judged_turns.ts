import type { PictureFlaws } from "../../datasets/flaws.ts";
import { VIEWS } from "../../encoders/four_views.ts";
import { EVEN_PRIOR, type RotationHead, uprightViews } from "../../encoders/rotation_head.ts";
import { bootstrap, type Interval } from "../../statistics/bootstrap.ts";
import { meanStatistic } from "../../statistics/statistic.ts";
import { Random, tensor3d } from "../../tensor/mod.ts";
import { DRAWS, DRAWS_SEED } from "../evaluate.ts";
import type { FeatureRows } from "../feature_rows.ts";
import { flaggedIds } from "./study_head.ts";

/** How often a head is right about pictures that it was not fitted to. */
export interface JudgedTurns {
  /** Shares of pictures with 95 % intervals over pictures; "right" only where angles are known. */
  shares: ({ share: string; pictures: number } & Interval)[];
  /** `[turn][judged]`, pictures by quarters to be turned clockwise; where angles are known. */
  confusion?: number[][];
}

/** Pictures that are judged at once. */
const BATCH = 500;

/**
 * Judges pictures by their four views.
 *
 * @param views As `FourViews` gives them, `[N, 12 G]`.
 * @returns By picture, quarters to be turned clockwise.
 * @throws {TypeError} If the head does not fit.
 */
export async function judgeTurns(
  { ids, rows }: FeatureRows,
  head: RotationHead,
): Promise<Map<number, number>> {
  const size = VIEWS * head.width, turns = new Map<number, number>();
  for (let from = 0; from < ids.length; from += BATCH) {
    const part = ids.slice(from, from + BATCH);
    const values = rows.subarray(from * size, (from + part.length) * size);
    const views = tensor3d(values, [part.length, VIEWS, head.width]);
    const judged = uprightViews(views, head);
    (await judged.data()).forEach((turn, i) => turns.set(part[i], turn));
    views.dispose();
    judged.dispose();
  }
  return turns;
}

/**
 * Measures a head on pictures that it was not fitted to, against what people flagged and, where they are
 * known, against the angles.
 */
export async function measureTurns(
  views: FeatureRows,
  { head, flaws }: { head: RotationHead; flaws: readonly PictureFlaws[] },
): Promise<JudgedTurns> {
  const judged = await judgeTurns(views, head), flagged = flaggedIds(flaws);
  const even = await judgeTurns(views, { ...head, prior: EVEN_PRIOR });
  const turns = new Map(
    flaws.flatMap(({ id, rotation }) =>
      rotation === undefined ? [] : [[id, rotation / 90] as const]
    ),
  );
  const { ids } = views, known = ids.filter((id) => turns.has(id));
  const others = ids.filter((id) => !flagged.has(id));
  const turned = ids.filter((id) => flagged.has(id));
  const shares = [
    shareOf("flagged, and judged to be turned", turned, (id) => judged.get(id) !== 0),
    shareOf("not flagged, and judged to be turned", others, (id) => judged.get(id) !== 0),
    shareOf("not flagged, and right without the prior", others, (id) => even.get(id) === 0),
    shareOf("all, and right", known, (id) => judged.get(id) === turns.get(id)),
    shareOf(
      "flagged, and right",
      known.filter((id) => flagged.has(id)),
      (id) => judged.get(id) === turns.get(id),
    ),
    shareOf("all, and right if none is turned", known, (id) => turns.get(id) === 0),
  ];
  return {
    shares: shares.flat(),
    ...known.length > 0 && {
      confusion: Array.from(
        { length: VIEWS },
        (_, turn) =>
          Array.from(
            { length: VIEWS },
            (_, view) =>
              known.filter((id) => turns.get(id) === turn && judged.get(id) === view).length,
          ),
      ),
    },
  };
}

function shareOf(share: string, ids: readonly number[], has: (id: number) => boolean) {
  if (ids.length === 0) return [];
  const statistic = meanStatistic("share", Float64Array.from(ids, (id) => has(id) ? 1 : 0));
  const interval = bootstrap(statistic, { random: new Random(DRAWS_SEED), draws: DRAWS }).share;
  return [{ share, pictures: ids.length, ...interval }];
}
