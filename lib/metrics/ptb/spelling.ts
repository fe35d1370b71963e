/*
 * How tokens are written: the lexer replaces what the Penn Treebank had no sign for.
 */

const BRACKETS: Readonly<Record<string, string>> = {
  ...{ "(": "-LRB-", ")": "-RRB-", "[": "-LSB-", "]": "-RSB-", "{": "-LCB-", "}": "-RCB-" },
};

const QUOTATION_MARKS: Readonly<Record<string, string>> = {
  ...{ "&apos;": "'", "\x92": "'", "\u2019": "'", "\u203a": "'" },
  ...{ "\x91": "`", "\u2018": "`", "\u201b": "`", "\u2039": "`" },
  ...{ "\x93": "``", "\u201c": "``", "\xab": "``", "\x94": "''", "\u201d": "''", "\xbb": "''" },
};

const SIGNS: Readonly<Record<string, string>> = {
  ...{ "&amp;": "&", "&lt;": "<", "&gt;": ">" },
  ...{ "\x80": "$", "\xa4": "$", "\u20a0": "$", "\u20ac": "$", "\xa3": "#", "\xa2": "cents" },
  ...{ "\xbc": "1/4", "\xbd": "1/2", "\xbe": "3/4", "\u2153": "1/3", "\u2154": "2/3" },
};

/** A sign in words or other signs, where it has any. */
export function sign(token: string): string {
  return SIGNS[token] ?? token.replace(/&(amp|lt|gt);/gi, (entity) => SIGNS[entity.toLowerCase()]);
}

/** Without soft hyphens; nothing else makes a hyphen. */
export function withoutSoftHyphens(token: string): string {
  return token.includes("\xad") ? token.replaceAll("\xad", "") || "-" : token;
}

/** Blanks hold the parts of a token together. */
export function joined(token: string): string {
  return token.replaceAll(" ", "\xa0");
}

/** All brackets by name. */
export function brackets(token: string): string {
  return token.replace(/[()[\]{}]/g, (bracket) => BRACKETS[bracket]);
}

/** Round brackets by name, others as they stand: so in faces. */
export function roundBrackets(token: string): string {
  return token.replace(/[()]/g, (bracket) => BRACKETS[bracket]);
}

/** Quotation marks and apostrophes of a typewriter. */
export function quotationMarks(token: string): string {
  return token.replace(
    /&apos;|[\x91-\x94\xab\xbb\u2018-\u203a]/g,
    (mark) => QUOTATION_MARKS[mark] ?? mark,
  );
}
