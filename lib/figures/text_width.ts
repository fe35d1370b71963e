/** Advance widths of Helvetica in thousandths of the font size: width, then the characters that have it. */
const REGULAR: readonly (readonly [number, string])[] = [
  [191, "'"],
  [222, "ijl‘’"],
  [260, "|"],
  [278, " !,./:;I[\\]ft·"],
  [333, "()-`r“”"],
  [334, "{}"],
  [355, '"'],
  [389, "*"],
  [400, "°"],
  [469, "^"],
  [500, "Jcksvxyz↑↓λ"],
  [584, "+<=>~×−"],
  [611, "FTZ"],
  [667, "&ABEKPSVXY"],
  [722, "CDHNRUw"],
  [778, "GOQ"],
  [833, "Mm½"],
  [889, "%"],
  [944, "W"],
  [1000, "—…→←"],
  [1015, "@"],
];
const BOLD: readonly (readonly [number, string])[] = [
  [238, "'"],
  [278, " ,./I\\ijl·‘’"],
  [280, "|"],
  [333, "!()-:;[]`ft"],
  [389, "*r{}"],
  [474, '"'],
  [500, "z↑↓“”"],
  [556, "#$0123456789J_aceksvxy–λ"],
  [584, "+<=>^~×−"],
  [611, "?FLTZbdghnopqu"],
  [667, "EPSVXY"],
  [722, "&ABCDHKNRU"],
  [778, "GOQw"],
  [833, "M½"],
  [889, "%m"],
  [944, "W"],
  [975, "@"],
  [1000, "—…→←"],
];
const WIDTHS = { regular: table(REGULAR), bold: table(BOLD) };

function table(rows: readonly (readonly [number, string])[]): ReadonlyMap<string, number> {
  return new Map(rows.flatMap(([width, characters]) => [...characters].map((c) => [c, width])));
}

/** How text is set. */
export interface TextStyle {
  /** Font size in pixels. */
  size: number;
  /** Bold letters, which are wider. */
  bold?: boolean;
}

/**
 * Measures a line of text set in Helvetica (or Arial, or Liberation Sans), in pixels.
 *
 * Nothing is drawn and no font is read, so the result is the same on every machine. Characters
 * outside the table count as a digit, East Asian ones as a full square.
 *
 * @example
 * ```ts
 * import { textWidth } from "#lib/figures";
 * import assert from "node:assert/strict";
 *
 * assert.equal(textWidth("0000", { size: 10 }), 22.24);
 * ```
 */
export function textWidth(text: string, { size, bold = false }: TextStyle): number {
  const widths = bold ? WIDTHS.bold : WIDTHS.regular;
  let sum = 0;
  for (const character of text) {
    sum += widths.get(character) ?? (character >= "\u2e80" ? 1000 : bold ? 584 : 556);
  }
  return sum * size / 1000;
}

/** Limits of {@link wrapText}. */
export interface WrapOptions extends TextStyle {
  /** Width of a line in pixels. */
  width: number;
  /** Most lines; the last one ends in an ellipsis where text is left out. */
  lines?: number;
}

/**
 * Breaks text into lines that are at most `width` wide; a longer word stands alone, cut short.
 *
 * @example
 * ```ts
 * import { wrapText } from "#lib/figures";
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(wrapText("a red can on a table", { size: 10, width: 60 }), ["a red can on", "a table"]);
 * ```
 */
export function wrapText(
  text: string,
  { width, lines = Infinity, ...style }: WrapOptions,
): string[] {
  const wrapped: string[] = [];
  for (const word of text.trim().split(/\s+/)) {
    const longer = wrapped.length ? `${wrapped[wrapped.length - 1]} ${word}` : word;
    if (wrapped.length && textWidth(longer, style) <= width) wrapped[wrapped.length - 1] = longer;
    else wrapped.push(word);
  }
  const kept = wrapped.slice(0, lines);
  if (wrapped.length > kept.length) kept[kept.length - 1] += "…";
  return kept.map((line) => shorten(line, width, style));
}

/** Cuts a line to `width`, with an ellipsis in place of what is cut. */
function shorten(line: string, width: number, style: TextStyle): string {
  if (textWidth(line, style) <= width) return line;
  const characters = [...line.replace(/…$/, "")];
  while (characters.length > 1 && textWidth(characters.join("") + "…", style) > width) {
    characters.pop();
  }
  return characters.join("").trimEnd() + "…";
}
