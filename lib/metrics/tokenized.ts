import type { Captions, References } from "./metric.ts";
import { ptbTokenize } from "./ptb_tokenize.ts";

/**
 * Puts plain captions into the form that metrics take: Penn Treebank tokens, joined by single spaces.
 *
 * @example
 * ```ts
 * import { tokenizedCaptions } from "#lib/metrics";
 * import assert from "node:assert/strict";
 *
 * const tokens = tokenizedCaptions(new Map([[7, "A person's can."]]));
 * assert.equal(tokens.get(7), "a person 's can");
 * ```
 */
export function tokenizedCaptions(captions: Captions): Captions {
  const { lines } = ptbTokenize([...captions.values()]);
  return new Map([...captions.keys()].map((id, i) => [id, lines[i]]));
}

/** Puts plain references into the form that metrics take, as {@linkcode tokenizedCaptions} does captions. */
export function tokenizedReferences(references: References): References {
  return linesByImage(references, ptbTokenize([...references.values()].flat()).lines);
}

/** Gives the lines of all texts, in their order, back to the images. */
export function linesByImage(texts: References, lines: readonly string[]): References {
  let start = 0;
  return new Map([...texts].map(([id, { length }]): [number, readonly string[]] => {
    start += length;
    return [id, lines.slice(start - length, start)];
  }));
}
