/**
 * Gives the printed form of an annotation, as Python prints a dictionary of VizWiz's fields.
 *
 * The published code takes it for the caption: its words are the caption's and, after them, the names and
 * values of the five other fields. Python quotes by `'`, and by `"` a text that has `'` and no `"`.
 *
 * @example
 * ```ts
 * import { textForm } from "#lib/experiments";
 * import assert from "node:assert/strict";
 *
 * assert.equal(
 *   textForm({ caption: "A dog's bowl.", imageId: 7, id: 31, textDetected: true }),
 *   `{'caption': "A dog's bowl.", 'image_id': 7, 'id': 31, 'is_precanned': False, ` +
 *     `'is_rejected': False, 'text_detected': True}`,
 * );
 * ```
 */
export function textForm(
  { caption, imageId, id, textDetected }: {
    caption: string;
    imageId: number;
    id: number;
    textDetected: boolean;
  },
): string {
  return `{'caption': ${quoted(caption)}, 'image_id': ${imageId}, 'id': ${id}, ` +
    `'is_precanned': False, 'is_rejected': False, 'text_detected': ${
      textDetected ? "True" : "False"
    }}`;
}

function quoted(text: string): string {
  const escaped = text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
  if (text.includes("'") && !text.includes('"')) return `"${escaped}"`;
  return `'${escaped.replaceAll("'", "\\'")}'`;
}
