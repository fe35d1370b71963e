import assert from "node:assert/strict";
import { textContours, textWidth } from "../../../lib/datasets/mini/glyphs.ts";
import {
  BRANDS,
  GOODS,
  LOGOS,
  RARE_BRANDS,
  SMALL_PRINT,
} from "../../../lib/datasets/mini/words.ts";
import { assertClose } from "./close.ts";

/** Area inside an outline, positive if it runs clockwise on the screen. */
function area(line: readonly number[]): number {
  let sum = 0;
  for (let i = 0, j = line.length - 2; i < line.length; j = i, i += 2) {
    sum += (line[j] * line[i + 1] - line[i] * line[j + 1]) / 2;
  }
  return sum;
}

Deno.test("textContours() of an I is a rectangle on the base line, in units of the font size", () => {
  // Archivo Black: 1,000 units an em; the stem goes from 84 to 305, capitals are 688 high.
  const [line, ...others] = textContours("I", 0, 0, 1000);
  assert.equal(others.length, 0);
  const corners = [305, 0, 84, 0, 84, -688, 305, -688, 305, 0];
  assert.equal(line.length, corners.length);
  corners.forEach((value, i) => assertClose(line[i], value, 1e-6));
  assertClose(textWidth("I"), 0.389, 1e-9);
});

Deno.test("textContours() moves and scales, y downwards", () => {
  const [unit] = textContours("g", 0, 0, 1), [moved] = textContours("g", 7, 9, 30);
  moved.forEach((value, i) => assertClose(value, (i & 1 ? 9 : 7) + 30 * unit[i], 1e-9));
  const ys = unit.filter((_, i) => i & 1);
  // A g hangs below the base line and does not reach the height of capitals.
  assert.ok(Math.max(...ys) > 0.1 && Math.min(...ys) > -0.688 && Math.min(...ys) < -0.4);
});

Deno.test("textContours() sets letters one after the other, without kerning", () => {
  const apart = textContours("V", 5 + 10 * textWidth("A"), 2, 10);
  assert.deepEqual(textContours("AV", 5, 2, 10), [...textContours("A", 5, 2, 10), ...apart]);
  assertClose(textWidth("AV"), textWidth("A") + textWidth("V"), 1e-12);
  assert.equal(textWidth(""), 0);
});

Deno.test("holes of letters run against their outlines, a space has width and no outline", () => {
  const outlines = (text: string) => textContours(text, 0, 0, 1).map(area);
  for (const [letter, holes] of [["o", 1], ["B", 2], ["8", 2], ["l", 0], ["i", 0]] as const) {
    const areas = outlines(letter), outer = Math.sign(areas[0]);
    assert.equal(areas.filter((a) => Math.sign(a) !== outer).length, holes, letter);
  }
  assert.deepEqual(outlines(" "), []);
  assert.ok(textWidth(" ") > 0.1);
});

Deno.test("the font has every letter that is printed", () => {
  const goods = Object.values(GOODS).flat();
  const printed = [...BRANDS, ...RARE_BRANDS, ...goods, ...LOGOS, ...SMALL_PRINT].join("");
  const missing = textContours("\u4e00", 0, 0, 1);
  for (const letter of new Set(printed + printed.toUpperCase() + "0123456789:")) {
    if (letter === " ") continue;
    const contours = textContours(letter, 0, 0, 1);
    assert.ok(contours.length > 0, letter);
    assert.notDeepEqual(contours, missing, letter);
  }
});
