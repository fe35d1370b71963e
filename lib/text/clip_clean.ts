import { decodeHTML } from "entities";

/**
 * Cleans a text as the original CLIP tokenizer does before it splits it: repairs what went wrong on the
 * text's way through programs (as ftfy does), resolves character references, makes white space one
 * space, turns to lower case.
 *
 * The repairs follow ftfy's documentation (Speer, 2019, https://ftfy.readthedocs.io): UTF-8 that was read
 * as Windows-1252, C1 controls, Latin ligatures, letters of full and half width, curly quotation marks,
 * line breaks, lone surrogates, terminal escapes, control characters, canonical composition. Not done:
 * texts that were misread twice or in part, and encodings other than Windows-1252.
 *
 * @example
 * ```ts
 * import { cleanForClip } from "#lib/text";
 * import assert from "node:assert/strict";
 *
 * assert.equal(cleanForClip("  A “red”\n can &amp; LID "), 'a "red" can & lid');
 * ```
 */
export function cleanForClip(text: string): string {
  const repaired = repair(text);
  const resolved = decodeHTML(decodeHTML(repaired)).replace(SPACE_AT_ENDS, "");
  return resolved.replace(SPACE, " ").trim().toLowerCase();
}

/** White space as Python has it, which differs from JavaScript's in six characters. */
const PYTHON_SPACE = String.raw`(?:(?!\ufeff)\s|[\x1c-\x1f\x85])+`;
const SPACE = new RegExp(PYTHON_SPACE, "gu");
const SPACE_AT_ENDS = new RegExp(`^${PYTHON_SPACE}|${PYTHON_SPACE}$`, "gu");

/** Line by line, each until nothing changes any more. */
function repair(text: string): string {
  return (text.match(/[^\n]*\n|[^\n]+$/g) ?? []).map((line) => {
    let before: string;
    do {
      before = line;
      line = REPAIRS.reduce((repaired, step) => step(repaired), line);
    } while (line !== before);
    return line;
  }).join("");
}

const REPAIRS: readonly ((line: string) => string)[] = [
  // A text with tags is taken for HTML, which may mean its references.
  (line) => line.includes("<") ? line : line.replace(/&#?[0-9A-Za-z]{1,24};/g, decodeHTML),
  readAgain,
  (line) => line.replace(/[\x80-\x9f]/g, (control) => WINDOWS[control.charCodeAt(0)]),
  (line) => line.replace(LIGATURES, (ligature) => ligature.normalize("NFKC")),
  (line) => line.replace(/[\uff01-\uffef\u3000]/g, (wide) => wide.normalize("NFKC")),
  (line) => line.replace(/[\u02bc\u2018-\u201b]/g, "'").replace(/[\u201c-\u201f]/g, '"'),
  (line) => line.replace(/\r\n|[\r\u2028\u2029\x85]/g, "\n"),
  (line) => line.toWellFormed(),
  // deno-lint-ignore no-control-regex
  (line) => line.replace(/\x1b\[[\d;]*[a-zA-Z]/g, ""),
  (line) => line.replace(CONTROLS, ""),
  (line) => line.normalize("NFC"),
];

/** Croatian digraphs and Latin ligatures; others, æ for instance, are letters. */
const LIGATURES = /[\u0132\u0133\u0149\u01c4-\u01cc\u01f1-\u01f3\ufb00-\ufb06]/g;

// deno-lint-ignore no-control-regex
const CONTROLS = /[\x00-\x08\x0b\x0e-\x1f\x7f\u206a-\u206f\ufeff\ufff9-\ufffc]/g;

/** Windows-1252 by byte; the five bytes without a character stay what they are. */
const WINDOWS: readonly string[] = [
  ...new TextDecoder("windows-1252").decode(Uint8Array.from({ length: 256 }, (_, i) => i)),
];
const BYTES = new Map(WINDOWS.map((character, byte) => [character, byte]));

/** Takes a line for UTF-8 that was read as Windows-1252, if it can be that. */
function readAgain(line: string): string {
  // deno-lint-ignore no-control-regex
  if (/^[\x00-\x7f]*$/.test(line)) return line;
  const bytes = Array.from(line, (character) => BYTES.get(character) ?? -1);
  if (bytes.includes(-1)) return line;
  try {
    return UTF8.decode(Uint8Array.from(bytes));
  } catch {
    return line;
  }
}

const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
