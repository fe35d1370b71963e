import { join } from "node:path";
import { loadParaphrases } from "./load_paraphrases.ts";
import { loadSynonyms, type WordnetFiles } from "./load_synonyms.ts";
import type { Paraphrases } from "./paraphrases.ts";
import type { Synonyms } from "./synonyms.ts";

/** Files that METEOR's tables are read from. */
export interface MeteorFiles extends WordnetFiles {
  /** METEOR's table of paraphrases, `paraphrase-en.gz`; without it that matcher finds nothing. */
  paraphrases?: string;
}

/** METEOR's tables for English. */
export interface MeteorData {
  /** WordNet's synsets. */
  readonly synonyms: Synonyms;
  /** Absent where only the other matchers are wanted. */
  readonly paraphrases?: Paraphrases;
}

/**
 * Names the files as they lie in a checkout of this repository.
 *
 * WordNet is an npm package, its irregular forms are in `data/`; the paraphrases are there once
 * `deno task data meteor` has fetched them: 62 MB, under terms of their own.
 *
 * @param root Folder of the repository.
 */
export function meteorFiles(root: string): Required<MeteorFiles> {
  return {
    wordnet: join(root, "node_modules", "WNdb", "WNdb-3.0.tar.gz"),
    exceptions: join(root, "data", "wordnet", "english.exceptions"),
    paraphrases: join(root, "data", "meteor", "paraphrase-en.gz"),
  };
}

/**
 * Reads METEOR's tables: a second for WordNet, and for the paraphrases several the first time, half
 * a second then.
 *
 * @throws {Error} If a file is missing or not what it should be.
 *
 * @example
 * ```ts
 * import { loadMeteorData, meteor, meteorFiles } from "#lib/metrics";
 * import { ROOT } from "#lib/setup";
 * import assert from "node:assert/strict";
 *
 * const { wordnet, exceptions } = meteorFiles(ROOT);
 * const data = await loadMeteorData({ wordnet, exceptions });
 * const captions = new Map([[1, "a dog on a couch"]]);
 * const scores = meteor(captions, new Map([[1, ["a dog on a sofa"]]]), { data });
 * assert.ok(scores["METEOR-noPara"].corpus > 0.5);
 * ```
 */
export async function loadMeteorData(files: MeteorFiles): Promise<MeteorData> {
  const synonyms = await loadSynonyms(files);
  if (files.paraphrases === undefined) return { synonyms };
  return { synonyms, paraphrases: await loadParaphrases(files.paraphrases) };
}
