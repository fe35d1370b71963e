import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe } from "../../datasets/mini/photograph.ts";
import { ptbTokenize } from "../../metrics/ptb_tokenize.ts";
import { fragments } from "../../metrics/spice/training/fragments.ts";
import { randomOf } from "../../metrics/spice/training/shuffled.ts";

/** The study's pictures whose captions are taken, and their seed. */
const SEED = 1, VAL = 600, TRAIN = 900;

/** Captions of people, at most. */
const PEOPLE = 6000;

/** Pieces that are cut out of all of them, and their seed. */
const CUT = 4000, CUT_SEED = 32;

/**
 * Gives the distinct captions of the miniature study as tokens, for a parser to learn from: those of
 * captioners, which its committed records hold, those of people, and pieces of both.
 *
 * @param root The project's folder.
 */
export function studySentences(
  root: string,
): { captioners: string[]; people: string[]; cut: string[] } {
  const records = join(root, "data", "mini", "records", "comparison");
  const files = globSync("*/captions.json", { cwd: records }).sort();
  const generated = files.flatMap((file): string[] =>
    JSON.parse(readFileSync(join(records, file), "utf8")).map(
      ({ caption }: { caption: string }) => caption,
    )
  );
  const written = ([["val", VAL], ["train", TRAIN]] as const).flatMap(([split, count]) =>
    Array.from({ length: count }, (_, i) => describe(SEED, split, i).captions).flat()
      .filter(({ precanned }) => !precanned).map(({ caption }) => caption)
  );
  const captioners = distinct(generated), known = new Set(captioners);
  const people = distinct(written).filter((line) => !known.has(line)).slice(0, PEOPLE);
  const cut = fragments([...captioners, ...people], { count: CUT, random: randomOf(CUT_SEED) });
  return { captioners, people, cut };
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(ptbTokenize(texts).lines)].filter((line) => line !== "");
}
