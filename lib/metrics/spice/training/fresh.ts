import { readFileSync } from "node:fs";
import type { CaptionTuples } from "../tuple.ts";
import type { Parsed } from "./measure.ts";

/** Captions of pictures that nothing is learned from: id, caption and references of each. */
export interface FreshRow {
  name: string;
  images: [id: number, caption: string, references: readonly string[]][];
}

/** Reads what `deno task spice:train fresh` has written. */
export function readFresh(path: string): FreshRow[] {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new Error(
      `Cannot read the fresh captions: deno task spice:train fresh must have written "${path}"`,
      { cause: error },
    );
  }
}

/** The distinct captions and references: no parser may learn from them. */
export function freshLines(rows: readonly FreshRow[]): string[] {
  return [
    ...new Set(rows.flatMap(({ images }) => images).flatMap(([, own, all]) => [own, ...all])),
  ];
}

/** The fresh pictures with the official tuples of their captions. */
export function parsedFresh(
  rows: readonly FreshRow[],
  tuples: ReadonlyMap<string, CaptionTuples>,
): Parsed[] {
  return rows.map(({ name, images }) => ({
    name,
    captions: new Map(images.map(([id, caption]) => [id, caption])),
    references: new Map(images.map(([id, , references]) => [id, references])),
    tuples,
    isMerged: true,
  }));
}
