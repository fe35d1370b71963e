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

/** Fold 0, a fifth of the pictures, is what a model that has not learned from it is judged by. */
export const FOLDS = 5;

/** The fold of a COCO picture by its place. */
export function cocoFold(place: number): number {
  return place % FOLDS;
}

/** The fold of a picture of the project by its place; moves on, since kinds of captions repeat by fives. */
export function ownFold(place: number): number {
  return (place + Math.floor(place / FOLDS)) % FOLDS;
}

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
  const folds = new Map<string, number>();
  const note = (captions: readonly string[], fold: number) => {
    for (const text of captions) folds.set(text, Math.min(fold, folds.get(text) ?? FOLDS));
  };
  (demo.images as Picture[]).forEach(({ refs, cand }, i) => note([...refs, cand], cocoFold(i)));
  own.images.forEach(({ sane }, i) => note(sane, ownFold(i)));
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

/** The sentences of captions outside a fold; of all where no fold is given. */
export function examplesOutside(
  captions: readonly FoldedCaption[],
  fold?: number,
): Example[] {
  return captions.filter((each) => each.fold !== fold)
    .flatMap(({ caption }) => caption.s.map(exampleOf));
}

/** The texts of sentences in a fold; of all where no fold is given. */
export function textsIn(captions: readonly FoldedCaption[], fold?: number): Set<string> {
  return new Set(
    captions.filter((each) => fold === undefined || each.fold === fold)
      .flatMap(({ caption }) => caption.s.map((sentence) => exampleOf(sentence).words.join(" "))),
  );
}
