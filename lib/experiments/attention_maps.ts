import { decode } from "../image/decode.ts";
import type { Pipeline } from "../image/preprocess.ts";
import { preprocess } from "../image/preprocess.ts";
import { dispose, tensor2d } from "../tensor/mod.ts";
import { tokenize } from "../text/tokenize.ts";
import { START, type Vocabulary } from "../text/vocabulary.ts";
import type { Decoder, Picture } from "../types.ts";
import { type FeatureRows, featureSource } from "./feature_rows.ts";

/** A word of a caption with where the decoder looked when it said it. */
export interface LookedWord {
  word: string;
  /** A weight a position, row by row from the top left; they sum to 1. */
  weights: number[];
  /** `−Σ α ln α` in nats: 0 at one position, `ln P` everywhere alike. */
  entropy: number;
}

/**
 * Tells where a decoder looked for each word of captions that it has said, `<end>` among them.
 *
 * The words are read back one by one, which gives the weights that generating them had.
 *
 * @param captions What the decoder said, by image id.
 * @returns By image id, in the order of the captions.
 * @throws {TypeError} If the decoder does not tell where it looks.
 */
export async function attentionOf(
  decoder: Decoder,
  { features, captions, vocabulary }: {
    features: FeatureRows;
    captions: ReadonlyMap<number, string>;
    vocabulary: Vocabulary;
  },
): Promise<Map<number, LookedWord[]>> {
  const source = featureSource(features), looked = new Map<number, LookedWord[]>();
  for (const [id, caption] of captions) {
    const words = tokenize(caption), ids = [START, ...vocabulary.encode(words)];
    const images = source([id]), tokens = tensor2d(ids, [1, ids.length], "int32");
    const { logits, attention, locations } = decoder.forward(images, tokens, { training: false });
    if (attention === undefined) {
      throw new TypeError("Cannot show attention: the decoder must tell where it looks");
    }
    const values = await attention.data(), P = attention.shape[2]!;
    dispose([
      images.pooled,
      images.grid,
      tokens,
      logits,
      attention,
      ...locations ? [locations] : [],
    ]);
    looked.set(
      id,
      [...words, "<end>"].map((word, t) => {
        const weights = Array.from(values.slice(t * P, (t + 1) * P));
        return { word, weights, entropy: entropyOf(weights) };
      }),
    );
  }
  return looked;
}

function entropyOf(weights: readonly number[]): number {
  return -weights.reduce((sum, each) => each > 0 ? sum + each * Math.log(each) : sum, 0);
}

/** Mean entropy of the attention weights by step, over the captions that have so many steps. */
export function entropyBySteps(
  looked: Iterable<readonly LookedWord[]>,
  { least = 20 }: { least?: number } = {},
): { step: number; entropy: number; captions: number }[] {
  const sums: { entropy: number; captions: number }[] = [];
  for (const words of looked) {
    words.forEach(({ entropy }, t) => {
      const at = sums[t] ??= { entropy: 0, captions: 0 };
      at.entropy += entropy;
      at.captions++;
    });
  }
  return sums.map(({ entropy, captions }, t) => ({
    step: t + 1,
    entropy: entropy / captions,
    captions,
  })).filter(({ captions }) => captions >= least);
}

/** The square of a picture that an encoder sees, as it sees it but for the normalization. */
export async function seenSquare(path: string, pipeline: Pipeline): Promise<Picture> {
  const picture = await decode(path, { transparency: pipeline.transparency });
  return { width: pipeline.side, height: pipeline.side, data: preprocess(picture, pipeline) };
}
