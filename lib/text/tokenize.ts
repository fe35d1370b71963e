/** What one token looks like, tried in this order; everything else separates tokens and is dropped. */
const TOKEN = new RegExp(
  [
    String.raw`(?:\p{L}\.){2,}`, // u.s.a.
    String.raw`\d+(?:[.,:/]\d+)+`, // 10:30, 1,299.00, 3/4
    String.raw`[#@]?[\p{L}\p{N}][\p{L}\p{N}\p{M}]*(?:['.&/_@-][\p{L}\p{N}\p{M}]+)*`, // t-shirt, m&m's
    String.raw`'(?:s|m|d|re|ve|ll)(?![\p{L}\p{N}])`, // a short form that already stands alone
    String.raw`[$%&+=*#@/°£€¢]`,
  ].join("|"),
  "gu",
);

/** A word and the short form that ends it, which is a token of its own. */
const SHORT_FORM = /^(.+?)(n't|'(?:s|m|d|re|ve|ll))$/u;

/** Written as one word, spoken as two. */
const FUSED: ReadonlyMap<string, readonly string[]> = new Map([
  ["cannot", ["can", "not"]],
  ["gonna", ["gon", "na"]],
  ["gotta", ["got", "ta"]],
  ["wanna", ["wan", "na"]],
  ["gimme", ["gim", "me"]],
  ["lemme", ["lem", "me"]],
]);

/**
 * Splits a caption into the tokens a captioner learns.
 *
 * Lower case; words and numbers keep the hyphens, dots, slashes and apostrophes inside them
 * (`t-shirt`, `3.5`, `and/or`); short forms are split as in the Penn Treebank (`isn't` → `is n't`,
 * `dog's` → `dog 's`, `cannot` → `can not`); `$ % & + = * # @ / °` and currencies are tokens; all other
 * punctuation, brackets, quotation marks and emoji are dropped.
 *
 * This follows what the official scorers leave of a caption, so that nothing is learned that is not
 * scored. It is not their tokenizer: brackets (`-lrb-`), runs such as `!!` and the dot of `Dr.` are
 * tokens or parts of tokens there.
 *
 * @param caption One sentence, or several.
 * @returns Tokens without blanks; none for a caption of punctuation only.
 *
 * @example
 * ```ts
 * import { tokenize } from "#lib/text";
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(tokenize("The dog's T-shirt isn't red."), [
 *   "the", "dog", "'s", "t-shirt", "is", "n't", "red",
 * ]);
 * ```
 */
export function tokenize(caption: string): string[] {
  const plain = caption.normalize("NFC").toLowerCase()
    .replace(/[\u2018\u2019\u02bc]/gu, "'")
    .replace(/[\u00ad\u200b-\u200d\ufeff]/gu, "");
  const tokens: string[] = [];
  for (const [token] of plain.matchAll(TOKEN)) pushParts(token, tokens);
  return tokens;
}

/** Appends a word, in two or more parts where it is a short form or fused. */
function pushParts(word: string, tokens: string[]): void {
  const short = SHORT_FORM.exec(word);
  if (short) {
    pushParts(short[1], tokens);
    tokens.push(short[2]);
  } else tokens.push(...(FUSED.get(word) ?? [word]));
}
