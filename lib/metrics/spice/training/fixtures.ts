import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { type Example, exampleOf, type StoredSentence } from "./example.ts";

/** A caption of the fixtures with its official parse. */
export interface StoredCaption {
  s: StoredSentence[];
}

/** A caption with the fold of its picture. */
export interface FoldedCaption {
  caption: StoredCaption;
  fold: number;
  /** True for COCO's captions, false for those of the project. */
  isCoco: boolean;
}

interface Picture {
  id: number;
  refs: string[];
  cand: string;
}

/** Every fifth picture is kept out of all learning, so that the committed model can be judged. */
export const FOLDS = 5;

/**
 * Reads the captions of the fixtures, by the fold of their picture.
 *
 * A caption that stands under several pictures is in the lowest of their folds; those that belong to no
 * picture are in fold −1.
 *
 * @param folder Has `spice/*.json.gz`, `metrics/ptb_tokens.json` and `metrics/spice_parses.jsonl.gz`.
 */
export function readFixtures(folder: string): FoldedCaption[] {
  const unzipped = (path: string) => gunzipSync(readFileSync(join(folder, path))).toString();
  const demo = JSON.parse(unzipped("spice/coco_demo_tuples.json.gz"));
  const own: { images: { sane: string[] }[] } = JSON.parse(
    readFileSync(join(folder, "metrics/ptb_tokens.json"), "utf8"),
  );
  const folds = foldsOf([
    (demo.images as Picture[]).map(({ refs, cand }) => [...refs, cand]),
    own.images.map(({ sane }) => sane),
  ]);
  const stored = new Map<string, StoredCaption>();
  for (const { refs, cand } of demo.images as Picture[]) {
    for (const text of [...refs, cand]) stored.set(text, demo.captions[text]);
  }
  for (const line of unzipped("metrics/spice_parses.jsonl.gz").split("\n").filter(Boolean)) {
    const { c, s } = JSON.parse(line);
    if (c !== undefined) stored.set(c, { s });
  }
  const synthetic = "spice/synthetic_tuples.json.gz";
  if (existsSync(join(folder, synthetic))) {
    const { captions } = JSON.parse(unzipped(synthetic));
    for (const [text, caption] of Object.entries(captions)) {
      stored.set(text, caption as StoredCaption);
    }
  }
  return [...stored].map(([text, caption]) => {
    return { caption, fold: folds.get(text) ?? -1, isCoco: text in demo.captions };
  });
}

/** The sentences of captions outside a fold. */
export function examplesOutside(
  captions: readonly FoldedCaption[],
  fold: number,
): Example[] {
  return captions.filter((each) => each.fold !== fold)
    .flatMap(({ caption }) => caption.s.map(exampleOf));
}

function foldsOf(sets: readonly (readonly (readonly string[])[])[]): Map<string, number> {
  const folds = new Map<string, number>();
  for (const pictures of sets) {
    pictures.forEach((captions, i) => {
      for (const text of captions) {
        folds.set(text, Math.min(i % FOLDS, folds.get(text) ?? FOLDS));
      }
    });
  }
  return folds;
}
