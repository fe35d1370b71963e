import type { Captions, References } from "../../metric.ts";
import type { CaptionTuples } from "../tuple.ts";
import type { Parsed } from "./measure.ts";
import { readParsed } from "./read_parsed.ts";
import { randomOf } from "./shuffled.ts";
import { vary } from "./vary.ts";

/** How often each picture is varied, and with which seed. */
const TIMES = 4, SEED = 7001;

/**
 * Varies the project's unseen pictures, each with its captions several times: more of the same kind to judge
 * a parser by than the fixtures have.
 *
 * @param folder As for `readFixtures`.
 */
export function variedPictures(folder: string): { captions: Captions; references: References } {
  const own = readParsed(folder).find(({ name }) => name === "own captions, unseen")!;
  const captions = new Map<number, string>(), references = new Map<number, string[]>();
  const random = randomOf(SEED);
  for (const [id, caption] of own.captions) {
    for (let k = 0; k < TIMES; k++) {
      const lines = vary([...own.references.get(id)!, caption], random);
      captions.set(Number(id) * 10 + k, lines.pop()!);
      references.set(Number(id) * 10 + k, lines);
    }
  }
  return { captions, references };
}

/** The varied pictures with the official tuples of their captions. */
export function parsedVariations(
  folder: string,
  tuples: ReadonlyMap<string, CaptionTuples>,
): Parsed {
  return {
    name: "own captions, unseen, varied",
    ...variedPictures(folder),
    tuples,
    isUnseen: true,
    isMerged: true,
  };
}

/** The distinct captions of pictures. */
export function linesOf({ captions, references }: Pick<Parsed, "captions" | "references">) {
  return [...new Set([...captions].flatMap(([id, line]) => [...references.get(id)!, line]))];
}

/** What a parser that is judged by fold 0 must not have learned from. */
export function heldOutTexts(folder: string): Set<string> {
  return new Set(linesOf(variedPictures(folder)));
}
