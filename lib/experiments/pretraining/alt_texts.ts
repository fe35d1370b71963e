import { MINI_TEXT, type TextTowerConfig } from "../../encoders/clip_config.ts";
import { altTextVocabulary, writeAltText } from "../../datasets/mini/alt_text.ts";
import { Random } from "../../tensor/random.ts";
import { tokenize } from "../../text/tokenize.ts";
import { END, START, type Vocabulary } from "../../text/vocabulary.ts";
import { sceneAt } from "./pictures.ts";

/** The alternative texts of a seed's first pictures, one each. */
export function altTexts(seed: number, count: number): string[] {
  const random = new Random(seed);
  return Array.from({ length: count }, (_, index) => {
    return writeAltText(sceneAt(seed, index), random.split(index).split("alt text"));
  });
}

/** The words of all alternative texts. */
export const ALT_TEXT_VOCABULARY: Vocabulary = altTextVocabulary();

/** Shape of the miniatures' text tower. */
export const MINI_TEXT_TOWER: TextTowerConfig = {
  ...MINI_TEXT,
  vocabulary: ALT_TEXT_VOCABULARY.size,
  end: END,
};

/**
 * Turns texts into ids for a text tower: `<start>`, the words, `<end>`, filled up with 0.
 *
 * A text that is too long is cut, so that `<end>` has its place.
 *
 * @returns `[texts.length, context]` row by row.
 */
export function textIds(
  texts: readonly string[],
  { vocabulary, context }: { vocabulary: Vocabulary; context: number },
): Int32Array {
  const ids = new Int32Array(texts.length * context);
  texts.forEach((text, row) => {
    const words = vocabulary.encode(tokenize(text)).slice(0, context - 2);
    ids.set([START, ...words, END], row * context);
  });
  return ids;
}
