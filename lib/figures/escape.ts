const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/**
 * Escapes text for the content or a quoted attribute of HTML and SVG.
 *
 * Control characters, which XML does not allow, become the replacement character.
 *
 * @example
 * ```ts
 * import { escapeText } from "#lib/figures";
 * import assert from "node:assert/strict";
 *
 * assert.equal(escapeText("a <unk> & co"), "a &lt;unk&gt; &amp; co");
 * ```
 */
export function escapeText(text: string): string {
  return text
    // deno-lint-ignore no-control-regex
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd")
    .replace(/[&<>"']/g, (character) => ENTITIES[character]);
}
