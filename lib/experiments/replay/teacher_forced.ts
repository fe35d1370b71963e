import type { Split } from "../../datasets/splits.ts";
import { argMax, dispose, Random, slice, tensor2d, tidy } from "../../tensor/mod.ts";
import { detokenize } from "../../text/detokenize.ts";
import { tokenize } from "../../text/tokenize.ts";
import { START, type Vocabulary } from "../../text/vocabulary.ts";
import type { Decoder } from "../../types.ts";
import type { CaptionPair } from "../../datasets/batches.ts";
import { type FeatureRows, featureSource } from "../feature_rows.ts";
import { textForm } from "./text_form.ts";

/** Pictures that are read at once. */
const BATCH = 100;

/** The token ids of every annotation's printed form; ids of annotations are their places in the split. */
export function textFormPairs(split: Split, vocabulary: Vocabulary): CaptionPair[] {
  const detected = new Map(split.images.map(({ id, textDetected }) => [id, textDetected]));
  let id = 0;
  return [...split.references].flatMap(([imageId, captions]) =>
    captions.map((caption) => {
      const textDetected = detected.get(imageId) ?? false;
      const text = textForm({ caption, imageId, id: id++, textDetected });
      return { imageId, tokens: vocabulary.encode(tokenize(text)) };
    })
  );
}

/**
 * Gives for each picture the likeliest next words while the decoder reads the printed form of one of its
 * annotations, which is drawn: one word less than it has, as in the published code.
 *
 * It is not a caption that the decoder made: every word was chosen with people's words before it.
 */
export async function teacherForced(
  decoder: Decoder,
  features: FeatureRows,
  { split, vocabulary, seed }: { split: Split; vocabulary: Vocabulary; seed: number },
): Promise<Map<number, string>> {
  const random = new Random(seed).split("annotation");
  const byPicture = Map.groupBy(textFormPairs(split, vocabulary), ({ imageId }) => imageId);
  const source = featureSource(features), captions = new Map<number, string>();
  const described = features.ids.filter((id) => byPicture.has(id));
  for (let from = 0; from < described.length; from += BATCH) {
    const ids = described.slice(from, from + BATCH);
    const texts = ids.map((id) => random.split(id).pick(byPicture.get(id)!).tokens);
    const said = await likeliest(decoder, { images: source(ids), texts });
    ids.forEach((id, i) => captions.set(id, detokenize(vocabulary.decode(said[i]))));
  }
  return captions;
}

async function likeliest(
  decoder: Decoder,
  { images, texts }: {
    images: ReturnType<ReturnType<typeof featureSource>>;
    texts: readonly (readonly number[])[];
  },
): Promise<number[][]> {
  const B = texts.length, T = Math.max(...texts.map(({ length }) => length));
  const inputs = new Int32Array(B * T);
  texts.forEach((tokens, row) => inputs.set([START, ...tokens.slice(0, -1)], row * T));
  const best = tidy(() => {
    const read = tensor2d(inputs, [B, T], "int32");
    const { logits } = decoder.forward(images, read, { training: false });
    // <pad> and <start> are never said.
    return argMax(slice(logits, [0, 0, 2], [-1, -1, -1]), 2);
  });
  const ids = await best.data();
  dispose([best, images.pooled, images.grid]);
  return texts.map(({ length }, row) =>
    Array.from({ length: Math.max(0, length - 1) }, (_, t) => ids[row * T + t] + 2)
  );
}
