import { beamSearch } from "../decoding/beam_search.ts";
import { greedy } from "../decoding/greedy.ts";
import { dispose } from "../tensor/mod.ts";
import { detokenize } from "../text/detokenize.ts";
import { END, PAD, START, UNK, type Vocabulary } from "../text/vocabulary.ts";
import { breath } from "../training/breath.ts";
import type { Decoder } from "../types.ts";
import { type FeatureRows, featureSource } from "./feature_rows.ts";

/** What a captioner says about a picture. */
export interface GeneratedCaption {
  /** A line to read; `tokenize` gives the tokens back. */
  caption: string;
  /** Natural logarithm of the caption's probability, `<end>` included. */
  logProbability: number;
  /** Whether `<end>` came before the length limit. */
  ended: boolean;
}

/** How captions are generated. */
export interface GenerationOptions {
  /** Of the decoder. */
  vocabulary: Vocabulary;
  /** Longest caption in tokens, `<end>` counted; default 20. */
  maximumLength?: number;
  /** Allows the token `<unk>`; default false. */
  unknown?: boolean;
  /** Hypotheses of a beam search; default 1: greedy. */
  beam?: number;
  /** Ends the work after the pictures in hand, with its reason. */
  signal?: AbortSignal;
}

/** Pictures that are captioned at once. */
const BATCH = 100;

/** Generates a caption for each row of features, in their order. */
export async function generateCaptions(
  decoder: Decoder,
  features: FeatureRows,
  { vocabulary, maximumLength, unknown = false, beam = 1, signal }: GenerationOptions,
): Promise<Map<number, GeneratedCaption>> {
  const breathe = breath();
  const suppressed = unknown ? [PAD, START] : [PAD, START, UNK];
  const source = featureSource(features), captions = new Map<number, GeneratedCaption>();
  for (let from = 0; from < features.ids.length; from += BATCH) {
    const ids = features.ids.slice(from, from + BATCH), images = source(ids);
    const options = { start: START, end: END, suppressed, maximumLength };
    const generated = beam === 1
      ? await greedy(decoder, images, options)
      : await beamSearch(decoder, images, { ...options, width: beam });
    dispose([images.pooled, images.grid]);
    await breathe();
    signal?.throwIfAborted();
    generated.forEach(({ tokens, logProbability, ended }, i) => {
      const caption = detokenize(vocabulary.decode(tokens));
      captions.set(ids[i], { caption, logProbability, ended });
    });
  }
  return captions;
}

/** The captions alone. */
export function captionTexts(
  generated: ReadonlyMap<number, GeneratedCaption>,
): Map<number, string> {
  return new Map([...generated].map(([id, { caption }]) => [id, caption]));
}
