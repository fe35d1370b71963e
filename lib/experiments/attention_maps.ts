import { decode } from "../image/decode.ts";
import { type Pipeline, preprocess } from "../image/preprocess.ts";
import { dispose, type Tensor, tensor2d, tidy } from "../tensor/mod.ts";
import { tokenize } from "../text/tokenize.ts";
import { START, type Vocabulary } from "../text/vocabulary.ts";
import type { Decoder, Features, Picture } from "../types.ts";
import { type FeatureRows, featureSource } from "./feature_rows.ts";

/** A word of a caption with where the decoder looked when it said it. */
export interface LookedWord {
  /** The word, or `<end>`. */
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
 * @param options.captions What the decoder said, by image id.
 * @param options.maximumLength Where it was cut, `<end>` counted; default 20.
 * @returns By image id, in the order of the captions.
 * @throws {TypeError} If the decoder does not tell where it looks.
 */
export async function attentionOf(
  decoder: Decoder,
  { features, captions, vocabulary, maximumLength = 20 }: {
    features: FeatureRows;
    captions: ReadonlyMap<number, string>;
    vocabulary: Vocabulary;
    maximumLength?: number;
  },
): Promise<Map<number, LookedWord[]>> {
  const source = featureSource(features), looked = new Map<number, LookedWord[]>();
  for (const [id, caption] of captions) {
    const words = [...tokenize(caption), "<end>"].slice(0, maximumLength);
    const ids = [START, ...vocabulary.encode(words.slice(0, words.length - 1))];
    looked.set(id, await lookedAt(decoder, { images: source([id]), ids, words }));
  }
  return looked;
}

async function lookedAt(
  decoder: Decoder,
  { images, ids, words }: { images: Features; ids: number[]; words: string[] },
): Promise<LookedWord[]> {
  const mode = { training: false };
  const attention = tidy(() => {
    const tokens = tensor2d(ids, [1, ids.length], "int32");
    return decoder.forward(images, tokens, mode).attention as Tensor;
  });
  dispose([images.pooled, images.grid]);
  if (attention === undefined) {
    throw new TypeError("Cannot show attention: the decoder must tell where it looks");
  }
  const values = await attention.data(), P = attention.shape[2]!;
  attention.dispose();
  return words.map((word, t) => {
    const weights = Array.from(values.slice(t * P, (t + 1) * P));
    return { word, weights, entropy: entropyOf(weights) };
  });
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
