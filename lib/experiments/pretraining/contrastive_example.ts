import type { Picture } from "../../types.ts";
import { altTexts } from "./alt_texts.ts";
import { cosineMatrix } from "./cosine_matrix.ts";
import { projectedRows } from "./held_out.ts";
import type { ImageTextModel } from "./image_text_model.ts";
import { renderPictures } from "./pictures.ts";
import { MINI_PRETRAINING } from "./pretrain_mini.ts";

/** A few pictures and their texts, and how near each picture is to each text. */
export interface ContrastiveExample {
  /** As the encoder sees them. */
  pictures: Picture[];
  /** One a picture, in the same order. */
  texts: string[];
  /** Cosine of each picture with each text, `[count][count]`. */
  cosines: number[][];
  /** For each picture, its softmax over the texts at the learned scale, `[count][count]`. */
  probabilities: number[][];
}

/**
 * Lets a model match the first held-out pictures, which it has not learned from, with their texts.
 *
 * @param options.count Number of pictures; default 6.
 */
export async function contrastiveExample(
  model: ImageTextModel,
  { count = 6 }: { count?: number } = {},
): Promise<ContrastiveExample> {
  const seed = MINI_PRETRAINING.heldOutSeed, side = model.encoder.imageSize;
  const { pixels } = renderPictures({ seed, first: 0, count }), size = side * side * 3;
  const texts = altTexts(seed, count);
  const vectors = await model.encodeTexts(texts);
  const cosines = cosineMatrix(await projectedRows(model, { count, side, pixels }), {
    others: vectors,
    width: vectors.length / count,
  });
  const scale = await model.scale();
  return {
    pictures: Array.from({ length: count }, (_, i) => {
      return { width: side, height: side, data: pixels.slice(i * size, (i + 1) * size) };
    }),
    texts,
    cosines,
    probabilities: cosines.map((row) => softmax(row.map((cosine) => scale * cosine))),
  };
}

function softmax(logits: readonly number[]): number[] {
  const highest = Math.max(...logits), shares = logits.map((each) => Math.exp(each - highest));
  const sum = shares.reduce((total, share) => total + share, 0);
  return shares.map((share) => share / sum);
}
