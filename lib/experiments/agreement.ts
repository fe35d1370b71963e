import type { References } from "../types.ts";
import { evaluateCaptions, type Evaluation } from "./evaluate.ts";

/**
 * Scores people against people: each picture's first reference against its others.
 *
 * A yardstick for captioners, not a ceiling: a caption that is nearest to all references can score
 * higher than a single person does. Pictures with one reference are left out.
 *
 * @throws {RangeError} If no picture has two references.
 */
export async function agreement(references: References): Promise<Evaluation> {
  const several = [...references].filter(([, texts]) => texts.length > 1);
  if (several.length === 0) {
    throw new RangeError("Cannot score people against people: no picture has two references");
  }
  return await evaluateCaptions("references", {
    captions: new Map(several.map(([id, texts]) => [id, texts[0]])),
    references: new Map(several.map(([id, texts]) => [id, texts.slice(1)])),
  });
}
