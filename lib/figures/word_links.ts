import { label } from "./architecture.ts";
import type { Drawing } from "./figure.ts";
import { plural } from "./numbers.ts";
import { NEUTRAL } from "./palette.ts";
import { drawing, element } from "./svg.ts";
import { textWidth } from "./text_width.ts";
import { type ChartOptions, sentence } from "./theme.ts";

/** Words of both lines that belong together; several where a phrase is matched with a phrase. */
export interface WordLink {
  /** Positions in the upper line, from 0. */
  top: readonly number[];
  /** Positions in the lower line. */
  bottom: readonly number[];
  /** Why they belong together, written on the line: "stem". Without it the words are the same. */
  note?: string;
}

/** A line of words and what it is. */
export interface WordLine {
  /** Who says it. */
  name: string;
  /** Its words. */
  words: readonly string[];
}

/** Options of {@link wordLinks}. */
export interface WordLinksOptions extends ChartOptions {
  /** The upper line. */
  top: WordLine;
  /** The lower line. */
  bottom: WordLine;
}

const PADDING = 10, GAP = 9, WORD = { size: 13.5 }, ROOM = 78, NOTE = { size: 11 };
/** How far down its line a note stands. */
const NOTE_AT = 0.36;

/**
 * Draws two lines of words, one above the other, and lines between the words that are matched; words
 * without a partner are grey.
 *
 * @throws {RangeError} If a link leads to a word that is not there.
 */
export function wordLinks(links: readonly WordLink[], options: WordLinksOptions): Drawing {
  check(links, options);
  const { title, subtitle, top, bottom } = options;
  const upper = places(top.words), lower = places(bottom.words);
  const [over, under] = offsets({ upper, lower, links });
  const left = Math.max(...[top, bottom].map(({ name }) => textWidth(name, NOTE)));
  const width = Math.max(over + upper.width, under + lower.width, left, textWidth(title, TITLE));
  const head = subtitle === undefined ? 30 : 50;
  const above = head + 26, below = above + ROOM;
  const at = (line: Places, offset: number) => (i: number) => offset + line.middles[i];
  const parts = [
    label(title, [0, 8], { anchor: "start", subscripts: false, bold: true, size: TITLE.size }),
    ...(subtitle === undefined ? [] : [note(subtitle, [0, 30], 12.5)]),
    note(top.name, [0, head + 4]),
    note(bottom.name, [0, below + 26]),
    ...links.map((link) =>
      connection(link, {
        x1: at(upper, over),
        x2: at(lower, under),
        y1: above + 11,
        y2: below - 11,
      })
    ),
    ...wordRow(top.words, { x: at(upper, over), y: above, linked: links.flatMap((l) => l.top) }),
    ...wordRow(bottom.words, {
      x: at(lower, under),
      y: below,
      linked: links.flatMap((link) => link.bottom),
    }),
  ];
  return drawing(parts, {
    title,
    description: describe(links, options),
    width: width + 2 * PADDING,
    height: below + 38 + 2 * PADDING,
    padding: PADDING,
  });
}

const TITLE = { size: 15, bold: true };

function note(text: string, at: [number, number], size = NOTE.size): string {
  return label(text, at, { anchor: "start", subscripts: false, size, color: NEUTRAL.secondary });
}

function check(links: readonly WordLink[], { top, bottom }: WordLinksOptions): void {
  for (const [side, { words }] of Object.entries({ top, bottom })) {
    const wrong = links.flatMap((link) => link[side as "top" | "bottom"])
      .find((i) => !(Number.isInteger(i) && i >= 0 && i < words.length));
    if (wrong !== undefined) {
      throw new RangeError(
        `Cannot link words: a position must be below ${words.length}, current value is ${wrong}`,
      );
    }
  }
}

interface Places {
  middles: number[];
  width: number;
}

function places(words: readonly string[]): Places {
  const middles: number[] = [];
  let x = 0;
  for (const word of words) {
    const width = textWidth(word, WORD);
    middles.push(x + width / 2);
    x += width + GAP;
  }
  return { middles, width: Math.max(0, x - GAP) };
}

/** Shifts one of the lines, so that the links stand as upright as they can. */
function offsets(
  { upper, lower, links }: { upper: Places; lower: Places; links: readonly WordLink[] },
): [number, number] {
  if (links.length === 0) return [0, 0];
  const leans = links.map(({ top, bottom }) =>
    centre(bottom, (i) => lower.middles[i]) - centre(top, (i) => upper.middles[i])
  );
  const lean = leans.reduce((sum, each) => sum + each, 0) / leans.length;
  return lean > 0 ? [lean, 0] : [0, -lean];
}

function centre(positions: readonly number[], x: (i: number) => number): number {
  return positions.reduce((sum, i) => sum + x(i), 0) / positions.length;
}

function wordRow(
  words: readonly string[],
  { x, y, linked }: { x: (i: number) => number; y: number; linked: readonly number[] },
): string[] {
  return words.map((word, i) => {
    const color = linked.includes(i) ? NEUTRAL.ink : NEUTRAL.faint;
    return label(word, [x(i), y], { size: WORD.size, subscripts: false, color });
  });
}

/** A line from word to word; of phrases, from a bar under the one to a bar over the other. */
function connection(
  { top, bottom, note: why }: WordLink,
  { x1, x2, y1, y2 }: {
    x1: (i: number) => number;
    x2: (i: number) => number;
    y1: number;
    y2: number;
  },
): string {
  const from = centre(top, x1), to = centre(bottom, x2), stroke = NEUTRAL.secondary;
  const bar = (positions: readonly number[], x: (i: number) => number, y: number) => {
    const ends = positions.map(x);
    return positions.length < 2 ? "" : element("line", {
      ...{ x1: Math.min(...ends) - 8, x2: Math.max(...ends) + 8, y1: y, y2: y },
      ...{ stroke, "stroke-width": 1.5 },
    });
  };
  const dash = why === undefined ? undefined : "4 3";
  const line = { x1: from, y1, x2: to, y2, stroke, "stroke-width": 1.5, "stroke-dasharray": dash };
  // Near the upper word, where links have not yet crossed.
  const middle = [from + (to - from) * NOTE_AT, y1 + (y2 - y1) * NOTE_AT] as const;
  const width = textWidth(why ?? "", NOTE) + 6;
  const words = why === undefined ? "" : element("rect", {
    ...{ x: middle[0] - width / 2, y: middle[1] - 8, width, height: 16 },
    fill: NEUTRAL.page,
  }) + label(why, [...middle], { ...NOTE, subscripts: false, color: NEUTRAL.secondary });
  return element("line", line) + bar(top, x1, y1) + bar(bottom, x2, y2) + words;
}

function describe(links: readonly WordLink[], { title, top, bottom }: WordLinksOptions): string {
  const list = links.map((link) => {
    const from = link.top.map((i) => top.words[i]).join(" ");
    const to = link.bottom.map((i) => bottom.words[i]).join(" ");
    return link.note === undefined ? from : `${from} – ${to} (${link.note})`;
  });
  return `${sentence(title)} ${top.name}: "${top.words.join(" ")}". ${bottom.name}: "${
    bottom.words.join(" ")
  }". ${plural(links.length, "match").replace("matchs", "matches")}${
    list.length === 0 ? "" : `: ${list.join(", ")}`
  }.`;
}
