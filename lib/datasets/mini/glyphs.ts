import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import opentype from "opentype.js";

/** Closed outlines, each a list of x, y; y grows downwards. */
export type Contours = readonly (readonly number[])[];

/** A glyph in units of the font size: outlines above the base line at y = 0, and how far the pen moves. */
interface Glyph {
  contours: Contours;
  advance: number;
}

const FILE = "@fontsource/archivo-black/files/archivo-black-latin-400-normal.woff";
const glyphs = new Map<string, Glyph>();
let font: opentype.Font | undefined;

/** Archivo Black (SIL Open Font License 1.1), from its npm package: the same outlines everywhere. */
function openFont(): opentype.Font {
  if (font === undefined) {
    const bytes = readFileSync(createRequire(import.meta.url).resolve(FILE));
    font = opentype.parse(
      bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer,
    );
  }
  return font;
}

function glyph(character: string): Glyph {
  let found = glyphs.get(character);
  if (found === undefined) {
    const source = openFont().charToGlyph(character);
    found = {
      contours: flatten(source.getPath(0, 0, 1).commands),
      advance: (source.advanceWidth ?? 500) / openFont().unitsPerEm,
    };
    glyphs.set(character, found);
  }
  return found;
}

/** Turns curves into chords: three a quadratic arc, four a cubic one, enough for letters on labels. */
function flatten(commands: readonly opentype.PathCommand[]): number[][] {
  const contours: number[][] = [];
  let line: number[] = [], x = 0, y = 0;
  for (const command of commands) {
    if (command.type === "Z") continue;
    if (command.type === "M") {
      line = [];
      contours.push(line);
    } else if (command.type === "Q") {
      for (const t of [1 / 3, 2 / 3]) {
        const a = (1 - t) * (1 - t), b = 2 * t * (1 - t), c = t * t;
        line.push(a * x + b * command.x1 + c * command.x, a * y + b * command.y1 + c * command.y);
      }
    } else if (command.type === "C") {
      for (const t of [0.25, 0.5, 0.75]) {
        const s = 1 - t, a = s * s * s, b = 3 * s * s * t, c = 3 * s * t * t, d = t * t * t;
        line.push(
          a * x + b * command.x1 + c * command.x2 + d * command.x,
          a * y + b * command.y1 + c * command.y2 + d * command.y,
        );
      }
    }
    line.push(command.x, command.y);
    x = command.x;
    y = command.y;
  }
  return contours;
}

/** Width of a line of text in units of the font size. */
export function textWidth(text: string): number {
  let width = 0;
  for (const character of text) width += glyph(character).advance;
  return width;
}

/**
 * Outlines of a line of text whose base line starts at `x`, `y`.
 *
 * @param size Font size in the unit of `x` and `y`.
 */
export function textContours(text: string, x: number, y: number, size: number): number[][] {
  const out: number[][] = [];
  for (const character of text) {
    const { contours, advance } = glyph(character);
    for (const contour of contours) {
      out.push(contour.map((value, i) => (i & 1 ? y : x) + size * value));
    }
    x += advance * size;
  }
  return out;
}
