/**
 * What the official programs gave, for the parity tests.
 *
 * @module
 */
import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { Captions, References } from "../../lib/types.ts";
import { fixture } from "../fixtures.ts";

/** Captions, references and their official scores, under the official names. */
export interface ReferenceScores {
  name: string;
  captions: Captions;
  references: References;
  corpus: Record<string, number>;
  images: Record<string, number[]>;
  bleuTotals: { testlen: number; reflen: number; guess: number[]; correct: number[] };
}

interface Stored {
  ids: number[];
  corpus: Record<string, number> & { bleu_totals: ReferenceScores["bleuTotals"] };
  [metric: string]: unknown;
}

interface Tokens {
  images: ({ id: number } & Record<string, string[]>)[];
}

/** Every corpus at hand: our own on two kinds of tokens, the COCO demo where the full set is there. */
export function referenceScores(): ReferenceScores[] {
  const { images }: Tokens = JSON.parse(readFileSync(fixture("metrics/ptb_tokens.json"), "utf8"));
  const scores: Record<string, Stored> = JSON.parse(
    readFileSync(fixture("metrics/ngram_scores.json"), "utf8"),
  );
  const own = ["sane", "official"].filter((field) => scores[field]).map((field) => {
    const tokens = new Map(images.map((image) => [image.id, image[field]]));
    const lines = scores[field].ids.map((id) => tokens.get(id)!);
    return assembled(field, scores[field], {
      captions: lines.map((each) => each.at(-1)!),
      references: lines.map((each) => each.slice(0, -1)),
    });
  });
  const demo = fixture("metrics/coco_demo.json.gz");
  if (!existsSync(demo)) return own;
  const stored = JSON.parse(gunzipSync(readFileSync(demo)).toString());
  const lines = { captions: stored.cand, references: stored.refs };
  return [...own, assembled("COCO demo", stored, lines)];
}

function assembled(
  name: string,
  stored: Stored,
  lines: { captions: string[]; references: string[][] },
): ReferenceScores {
  const { ids, corpus: { bleu_totals: bleuTotals, ...corpus } } = stored;
  return {
    name,
    captions: new Map(ids.map((id, i) => [id, lines.captions[i]])),
    references: new Map(ids.map((id, i) => [id, lines.references[i]])),
    corpus,
    images: stored as unknown as Record<string, number[]>,
    bleuTotals,
  };
}

/** The largest difference of two lists of equal length; infinite where they are not. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Infinity;
  return Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);
}
