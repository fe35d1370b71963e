import { count, decimals } from "../figures/numbers.ts";
import { DISPLAY, type Displayable } from "./bundle.ts";

/**
 * Makes a sentence with computed values the output of a cell.
 *
 * The text is Markdown; what is put in is not: whole numbers get their thousands marked, others three
 * decimals, and text loses its special characters' meaning.
 *
 * @example
 * ```ts
 * import { DISPLAY, markdown } from "#lib/notebook";
 * import assert from "node:assert/strict";
 *
 * const shown = markdown`**${3000} pictures**, most often *${"<unk>"}*`;
 * assert.deepEqual(await shown[DISPLAY](), {
 *   "text/markdown": "**3,000 pictures**, most often *\\<unk\\>*",
 *   "text/plain": "3,000 pictures, most often <unk>",
 * });
 * ```
 */
export function markdown(
  text: TemplateStringsArray,
  ...values: readonly (string | number)[]
): Displayable {
  const set = values.map((value) =>
    typeof value === "string" ? value : Number.isInteger(value) ? count(value) : decimals(value, 3)
  );
  const join = (change: (part: string) => string, escape: (value: string) => string) =>
    text.map((part, i) => change(part) + (i < set.length ? escape(set[i]) : "")).join("");
  return {
    [DISPLAY]: () =>
      Promise.resolve({
        "text/markdown": join((part) => part, escapeMarkdown),
        "text/plain": join((part) => part.replace(/[*`]/g, ""), (value) => value),
      }),
  };
}

function escapeMarkdown(text: string): string {
  return text.replace(/\s+/g, " ").replace(/[\\`*_{}[\]<>#|~$!&]/g, "\\$&");
}
