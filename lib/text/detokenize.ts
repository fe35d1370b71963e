/** Tokens that were split off the word before them. */
const ATTACHED = /^(?:'(?:s|m|d|re|ve|ll)?|n't)$/;

/**
 * Joins tokens into a line to read: `a person 's hand` becomes `a person's hand`.
 *
 * Only short forms are joined; `tokenize` splits them again, so that scores do not change.
 *
 * @example
 * ```ts
 * import { detokenize, tokenize } from "#lib/text";
 * import assert from "node:assert/strict";
 *
 * const line = detokenize(["someone", "'s", "hand", "is", "n't", "there"]);
 * assert.equal(line, "someone's hand isn't there");
 * assert.equal(tokenize(line).join(" "), "someone 's hand is n't there");
 * ```
 */
export function detokenize(tokens: readonly string[]): string {
  let line = "";
  for (const token of tokens) line += line === "" || ATTACHED.test(token) ? token : ` ${token}`;
  return line;
}
