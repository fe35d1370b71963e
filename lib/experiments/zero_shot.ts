import { selectRows } from "./feature_rows.ts";
import type { Material } from "./material.ts";
import { type Retrieval, retrieval } from "./pretraining/retrieval.ts";
import type { TextEncoder } from "./text_encoder.ts";

/**
 * Lets validation pictures and what people wrote about them find each other by CLIP alone, before any
 * captioner is trained: weights that are wrong, or that are used wrongly, get no further than chance.
 *
 * Of each picture the first reference takes part.
 *
 * @param material Pictures as the image half of the same CLIP sees them.
 * @param options.among Pictures of a group; default 200, or all if there are fewer.
 * @throws {RangeError} If no picture has a reference.
 */
export async function zeroShotRetrieval(
  { val: { references }, features: { val } }: Pick<Material, "val" | "features">,
  { texts: reader, among = 200 }: { texts: TextEncoder; among?: number },
): Promise<Retrieval> {
  const described = selectRows(val, (id) => (references.get(id)?.length ?? 0) > 0);
  const texts = described.ids.map((id) => references.get(id)![0]);
  return retrieval(described.rows, {
    vectors: await reader.encodeTexts(texts),
    texts,
    among: Math.max(1, Math.min(among, texts.length)),
  });
}
