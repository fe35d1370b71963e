import type { CaptionPair } from "../datasets/batches.ts";
import type { Generated } from "../decoding/generated.ts";
import { consensus } from "../metrics/cider.ts";
import { type CiderVector, DocumentFrequencies } from "../metrics/document_frequencies.ts";

/** How captions are rewarded by their references. */
export interface CiderRewardOptions {
  /** Id of `<end>`, which counts as a word. */
  end: number;
  /**
   * Other frequencies than those of the references: of lines of token ids between blanks, `<end>` last,
   * `"17 4 9 2"` for instance.
   */
  documents?: DocumentFrequencies;
}

/**
 * Rewards captions by CIDEr-D on their token ids, for `selfCritical`.
 *
 * `r(c) = CIDEr-D(c <end>, references <end>)`, from 0 to 10, with the document frequencies of the training
 * references: the number that `cider` of `metrics/` gives to the same tokens, ids for words. `<end>` counts as
 * a word where the caption has ended by itself: without it a training learns to break captions off, which
 * raises CIDEr-D by fragments ("a man on a"): Hu et al., 2023 (https://arxiv.org/abs/2305.12254). Rare words are
 * all the one word `<unk>`, as they are for the decoder.
 *
 * The references are weighed once, here. A caption's own n-grams are forgotten with it, so that memory does
 * not grow with the training.
 *
 * @param references The training captions, as the batches get them.
 * @returns A reward a caption, for captions of pictures that have references.
 * @throws {RangeError} From the reward, if a picture has no reference.
 *
 * @example
 * ```ts
 * import { ciderReward } from "#lib/training";
 * import assert from "node:assert/strict";
 *
 * const pairs = [{ imageId: 7, tokens: [4, 5, 6] }, { imageId: 8, tokens: [9, 5, 10] }];
 * const reward = ciderReward(pairs, { end: 2 });
 * const said = { tokens: [4, 5, 6], logProbability: -1 };
 * const [whole, cut] = reward([{ ...said, ended: true }, { ...said, ended: false }], [7, 7]);
 * assert.ok(whole > cut && Math.abs(whole - 10) < 1e-9);
 * ```
 */
export function ciderReward(
  references: readonly CaptionPair[],
  { end, documents }: CiderRewardOptions,
): (
  captions: readonly Pick<Generated, "tokens" | "ended">[],
  imageIds: readonly number[],
) => Float64Array {
  const weighed = weigh(references, { end, documents });
  return (captions, imageIds) =>
    Float64Array.from(captions, ({ tokens, ended }, row) => {
      const own = weighed.vectors.get(imageIds[row]);
      if (own === undefined) {
        throw new RangeError(
          `Cannot reward a caption: its image must have references, current image is ${
            imageIds[row]
          }`,
        );
      }
      const line = (ended ? [...tokens, end] : tokens).join(" ");
      return consensus(weighed.documents.vectorInPassing(line), own);
    });
}

/** The references' vectors by image. */
function weigh(
  references: readonly CaptionPair[],
  { end, documents }: CiderRewardOptions,
): { documents: DocumentFrequencies; vectors: Map<number, CiderVector[]> } {
  const lines = new Map<number, string[]>();
  for (const { imageId, tokens } of references) {
    const line = [...tokens, end].join(" "), own = lines.get(imageId);
    if (own === undefined) lines.set(imageId, [line]);
    else own.push(line);
  }
  if (documents !== undefined) {
    const vectors = [...lines].map(([imageId, own]) =>
      [imageId, own.map((line) => documents.vector(line))] as const
    );
    return { documents, vectors: new Map(vectors) };
  }
  const made = DocumentFrequencies.withVectors(lines.values());
  const imageIds = [...lines.keys()];
  return {
    documents: made.documents,
    vectors: new Map(made.vectors.map((own, i) => [imageIds[i], own])),
  };
}
