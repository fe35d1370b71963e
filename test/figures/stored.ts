/**
 * Compares a figure with the one that is stored, numbers rounded.
 *
 * After a change that is meant, look at the figures and store them anew:
 * `STORE_FIGURES=1 deno test -A test/figures`.
 *
 * @module
 */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Asserts that markup equals `test/testdata/figures/<name>`, with numbers compared to one decimal. */
export function assertStored(name: string, markup: string): void {
  const path = fileURLToPath(new URL(`../testdata/figures/${name}`, import.meta.url));
  if (Deno.env.get("STORE_FIGURES")) writeFileSync(path, markup + "\n");
  const stored = readFileSync(path, "utf8").trimEnd();
  assert.deepEqual(rounded(markup), rounded(stored));
}

/** One tag or text a line, so that a difference shows where it is. */
function rounded(markup: string): string[] {
  return markup
    .replace(/-?\d+\.\d+/g, (number) => String(Math.round(Number(number) * 10) / 10))
    .split(/(?=<)/);
}

/** Asserts that a document is an image with title and description, and its ids are its own. */
export function assertAccessible(svg: string): void {
  assert.match(svg, /^<svg [^>]*role="img"/);
  const [, ids] = /aria-labelledby="([^"]+)"/.exec(svg)!;
  const [title, description] = ids.split(" ");
  assert.match(svg, new RegExp(`<title id="${title}">[^<]+</title>`));
  assert.match(svg, new RegExp(`<desc id="${description}">[^<]+</desc>`));
  const all = [...svg.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  assert.equal(new Set(all).size, all.length);
}

/** A grey JPEG file of 8 × 6 pixels. */
export const JPEG: Uint8Array<ArrayBuffer> = Uint8Array.fromBase64(
  "/9j/2wBDABAQEBAREBIUFBIZGxgbGSUiHx8iJTgoKygrKDhVNT41NT41VUtbSkVKW0uHal5eaoecg3yDnL2pqb3u4u" +
    "7/////2wBDARAQEBAREBIUFBIZGxgbGSUiHx8iJTgoKygrKDhVNT41NT41VUtbSkVKW0uHal5eaoecg3yDnL2pqb3u" +
    "4u7/////wgARCAAGAAgDASIAAhEBAxEB/8QAFAABAAAAAAAAAAAAAAAAAAAAAP/EABQBAQAAAAAAAAAAAAAAAAAAAA" +
    "L/2gAMAwEAAhADEAAAAAY//8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPwB//8QAFBEBAAAAAAAAAAAAAAAA" +
    "AAAAAP/aAAgBAgEBPwB//8QAFBEBAAAAAAAAAAAAAAAAAAAAAP/aAAgBAwEBPwB//9k=",
);
