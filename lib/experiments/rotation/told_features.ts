import type { PictureFlaws } from "../../datasets/flaws.ts";
import { VIEWS } from "../../encoders/four_views.ts";
import type { FrozenEncoder } from "../encoders.ts";
import { type FeatureRows, selectRows } from "../feature_rows.ts";
import { splitFeatures } from "../features.ts";
import type { Material } from "../material.ts";
import { upright } from "./upright.ts";

/**
 * Features of the validation pictures, turned by the angles that are known: a part for each; none where they
 * are not known. A head that knows nothing, with a prior that is sure, always gives the same view.
 */
export async function toldFeatures(
  { study, val, features }: Material,
  { frozen, width, flaws, signal }: {
    frozen: FrozenEncoder;
    width: number;
    flaws: readonly PictureFlaws[];
    signal?: AbortSignal;
  },
): Promise<FeatureRows[]> {
  const turns = new Map(flaws.map(({ id, rotation = NaN }) => [id, rotation / 90]));
  if (!val.images.every(({ id }) => Number.isInteger(turns.get(id)))) return [];
  const parts = [selectRows(features.val, (id) => turns.get(id) === 0)];
  for (let turn = 1; turn < VIEWS; turn++) {
    const images = val.images.filter(({ id }) => turns.get(id) === turn);
    if (images.length === 0) continue;
    const prior = Array.from({ length: VIEWS }, (_, v) => v === turn ? 1 - 3e-9 : 1e-9);
    const sure = { width, weight: new Float32Array(VIEWS * width), prior };
    parts.push(
      await splitFeatures({ ...val, images }, {
        frozen: upright(frozen, sure),
        folder: study.features,
        grid: features.val.grid !== undefined,
        signal,
      }),
    );
  }
  return parts;
}
