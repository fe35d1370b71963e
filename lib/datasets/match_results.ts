import type { Captions } from "../types.ts";
import type { ReferenceFile } from "./caption_files.ts";

/** How results and annotations fit. */
export interface MatchedResults {
  /** The captions that are scored, in the order of the annotations: images that somebody described. */
  readonly captions: Captions;
  /** Captioned images without a reference, which nobody can score. */
  readonly withoutReference: readonly number[];
  /** Described images without a caption. */
  readonly missing: readonly number[];
}

/**
 * Brings captions into the order of the annotations, as the official scorer does.
 *
 * @param options.allowMissing Score what there is although described images have no caption; such scores
 * are not comparable with others.
 * @throws {RangeError} If a caption is of an image that the annotations do not list, an image is missing,
 * or no captioned image has a reference; the message names the images.
 *
 * @example
 * ```ts
 * import { matchResults } from "#lib/datasets";
 * import assert from "node:assert/strict";
 *
 * const captions = new Map([[2, "a mug"], [1, "a can"], [3, "a box"]]);
 * const references = new Map([[1, ["a red can"]], [2, ["a mug"]]]);
 * const { captions: matched, withoutReference } = matchResults(captions, { ids: [1, 2, 3], references });
 * assert.deepEqual([[...matched.keys()], withoutReference], [[1, 2], [3]]);
 * ```
 */
export function matchResults(
  captions: Captions,
  { ids, references }: Pick<ReferenceFile, "ids" | "references">,
  { allowMissing = false }: { allowMissing?: boolean } = {},
): MatchedResults {
  const known = new Set(ids);
  const unknown = [...captions.keys()].filter((id) => !known.has(id));
  if (unknown.length > 0) {
    throw new RangeError(
      `Cannot score captions: every captioned image must be among the annotations' ${ids.length}, ` +
        `not there ${unknown.length === 1 ? "is image" : "are images"} ${listed(unknown)}`,
    );
  }
  const missing = ids.filter((id) => references.has(id) && !captions.has(id));
  if (missing.length > 0 && !allowMissing) {
    throw new RangeError(
      `Cannot score captions: every described image must have one, without a caption ${
        missing.length === 1 ? "is image" : "are images"
      } ${listed(missing)}`,
    );
  }
  const scored = ids.filter((id) => references.has(id) && captions.has(id));
  if (scored.length === 0) {
    throw new RangeError("Cannot score captions: no captioned image has a reference");
  }
  return {
    captions: new Map(scored.map((id) => [id, captions.get(id)!])),
    withoutReference: ids.filter((id) => !references.has(id) && captions.has(id)),
    missing,
  };
}

/** Names some of many: "3, 4, 5 and 17 more". */
function listed(ids: readonly number[], most = 10): string {
  const more = ids.length - most;
  return ids.slice(0, most).join(", ") + (more > 0 ? ` and ${more} more` : "");
}
