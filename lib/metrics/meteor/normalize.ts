import { ABBREVIATIONS, NUMERIC_ABBREVIATIONS } from "./abbreviations.ts";

/** What METEOR takes for letters: Latin, Cyrillic and phonetic extensions, no other script. */
const ALPHA = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u017e\u0400-\u0527" +
  "\ua640-\ua66e\ua67e-\ua697\u1d00-\u1d7f";
/** Java's `\s`: ASCII only, so that a no-break space is a symbol. */
const BLANK = " \\t\\n\\v\\f\\r";

/** Text that no rule touches. */
const PLAIN = /^[a-z0-9 ]*$/;
/** Stands for one of several dots in a row; two of them side by side cannot come from the text. */
const DOT = "\u2026";

/** The rules in order; each is one pass from the left, so that a match hides what it overlaps. */
const RULES: readonly (readonly [RegExp, string | ((match: string) => string)])[] = [
  [new RegExp(`[^${ALPHA}0-9${BLANK}.'\`,\\-\u2018\u2019]`, "gu"), " $& "],
  [/\.{2,}/g, (run) => ` ${DOT.repeat(run.length)} `],
  [/([^0-9]),([^0-9])/gu, "$1 , $2"],
  [/([0-9]),([^0-9])/gu, "$1 , $2"],
  [/([^0-9]),([0-9])/gu, "$1 , $2"],
  [/[`\u2018\u2019]/g, "'"],
  [/''/g, ' " '],
  [/[\u201c\u201d]/g, ' " '],
  [/\u2013/g, "-"],
  [/--/g, "-"],
  [new RegExp(`([${ALPHA}0-9.])-([${ALPHA}0-9])`, "gu"), "$1 $2"],
  [new RegExp(`([^${ALPHA}])'([^${ALPHA}])`, "gu"), "$1 ' $2"],
  [new RegExp(`([^${ALPHA}0-9])'([${ALPHA}])`, "gu"), "$1 ' $2"],
  [new RegExp(`([${ALPHA}])'([^${ALPHA}])`, "gu"), "$1 ' $2"],
  [new RegExp(`([${ALPHA}])'([${ALPHA}])`, "gu"), "$1 '$2"],
  [/([0-9])'s/g, "$1 's"],
];

const LETTER = new RegExp(`[${ALPHA}]`, "u");
/** Where words end; not at a vertical tab. */
const BREAKS = /[ \t\n\f\r]+/;
const DOTS = new RegExp(`${DOT}{2,}`, "g");
const SPACES = /[ \u00a0\u2000-\u200a\u202f\u205f\u3000]+/g;

/**
 * Splits text into METEOR's words: punctuation apart, lower case.
 *
 * METEOR 1.5's normalization for English that keeps punctuation (option `-norm`), with its quirks:
 * "t-shirt" is two words, "isn't" is `isn` and `'t`, "u.s." is `us`.
 *
 * @param text Raw or tokenized.
 */
export function meteorWords(text: string): string[] {
  if (PLAIN.test(text)) return text.split(" ").filter((word) => word !== "");
  let changed = ` ${text} `;
  for (const [pattern, replacement] of RULES) {
    changed = changed.replace(pattern, replacement as string);
  }
  const parts = changed.split(BREAKS).filter((part) => part !== "");
  const line = parts.map((part, i) => splitDot(part, parts[i + 1] ?? "")).join(" ");
  return trimmed(line.replace(DOTS, (run) => ".".repeat(run.length)).replace(SPACES, " "))
    .toLowerCase().split(BREAKS).filter((word) => word !== "");
}

/** Splits off the dot that ends a word, unless it seems to belong to it. */
function splitDot(word: string, next: string): string {
  if (word.length < 2 || !word.endsWith(".")) return word;
  const stem = word.slice(0, -1);
  if (stem.includes(".") && LETTER.test(stem)) return word.replaceAll(".", "");
  const kept = ABBREVIATIONS.has(stem) || /^[a-z]/.test(next) ||
    (NUMERIC_ABBREVIATIONS.has(stem) && /^[0-9]/.test(next));
  return kept ? word : `${stem} .`;
}

/** Without blanks and control characters at both ends, as Java trims. */
function trimmed(line: string): string {
  let start = 0, end = line.length;
  while (start < end && line.charCodeAt(start) <= 32) start++;
  while (end > start && line.charCodeAt(end - 1) <= 32) end--;
  return line.slice(start, end);
}
