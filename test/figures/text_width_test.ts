import { textWidth, wrapText } from "#lib/figures";
import assert from "node:assert/strict";

Deno.test("textWidth() adds Helvetica's advance widths", () => {
  // W 944, i 222, space 278, m 833 thousandths of the size.
  assert.equal(textWidth("Wi m", { size: 1000 }), 944 + 222 + 278 + 833);
  assert.equal(textWidth("Wi m", { size: 1000, bold: true }), 944 + 278 + 278 + 889);
});

Deno.test("textWidth() knows every printable ASCII character", () => {
  const ascii = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i));
  // The sums over the fonts' own tables (Liberation Sans, regular and bold, in thousandths).
  const sum = (bold: boolean) =>
    ascii.reduce((total, c) => total + textWidth(c, { size: 1000, bold }), 0);
  assert.equal(Math.round(sum(false)), 50058);
  assert.equal(Math.round(sum(true)), 52367);
});

Deno.test("textWidth() counts East Asian characters as squares and empty text as nothing", () => {
  assert.equal(textWidth("漢字", { size: 10 }), 20);
  assert.equal(textWidth("", { size: 10 }), 0);
});

Deno.test("wrapText() fills lines and never passes the width", () => {
  const lines = wrapText("a person is holding a can of soup", { size: 12, width: 90 });
  assert.deepEqual(lines, ["a person is", "holding a can of", "soup"]);
  for (const line of lines) assert.ok(textWidth(line, { size: 12 }) <= 90);
});

Deno.test("wrapText() ends in an ellipsis where text is left out", () => {
  const lines = wrapText("a person is holding a can of soup", { size: 12, width: 90, lines: 2 });
  assert.deepEqual(lines, ["a person is", "holding a can…"]);
});

Deno.test("wrapText() cuts a word that is longer than a line", () => {
  const [line] = wrapText("incomprehensibilities", { size: 12, width: 60 });
  assert.match(line, /^incom.*…$/);
  assert.ok(textWidth(line, { size: 12 }) <= 60);
});

Deno.test("wrapText() gives one empty line for empty text", () => {
  assert.deepEqual(wrapText("  ", { size: 12, width: 60 }), [""]);
});
