/**
 * METEOR's tables for the tests.
 *
 * The table of paraphrases is used where it is: `METEOR_PARAPHRASES` names it, or `deno task data
 * meteor` has put it into `data/meteor/`.
 *
 * @module
 */
import { existsSync } from "node:fs";
import { loadMeteorData, type MeteorData, meteorFiles } from "#lib/metrics";
import { ROOT } from "#lib/setup";

const { paraphrases, ...wordnet } = meteorFiles(ROOT);

/** Path of the table, or `undefined` where it is not. */
export const TABLE: string | undefined = [Deno.env.get("METEOR_PARAPHRASES"), paraphrases]
  .find((path) => path !== undefined && existsSync(path));

let loaded: Promise<MeteorData> | undefined;

/** WordNet's tables, read once. */
export function wordnetData(): Promise<MeteorData> {
  return loaded ??= loadMeteorData(wordnet);
}

/** Files of WordNet in this checkout. */
export { wordnet as WORDNET };
