import { Lexer } from "./ptb/lexer.ts";

/** How captions become lines of tokens. */
export interface PtbOptions {
  /**
   * `safe` (default) takes each caption by itself. `official` takes all captions as one text, as the
   * official code does: a caption that ends in "plan B." reads otherwise where the next begins with "A".
   */
  mode?: "safe" | "official";
  /**
   * With `official`: lets a line break inside a caption shift all later lines, as the official code
   * does; a shifted line belongs to another caption. Default `false`.
   */
  shift?: boolean;
}

/** Captions as lines of tokens. */
export interface PtbLines {
  /** For each caption its tokens, joined by single spaces. */
  lines: string[];
  /** Line breaks inside captions; each became a space, unless it was left to shift lines. */
  lineBreaks: number;
}

/** Tokens that the COCO captions evaluation removes, as they are after turning to lower case. */
const PUNCTUATION: ReadonlySet<string> = new Set(
  ["''", "'", "``", "`", ".", "?", "!", ",", ":", "-", "--", "...", ";"],
);

const LINE_BREAKS = /\r\n|[\n\v\f\r\x85\u2028\u2029]/g;

/** What Python's `str.rstrip()` takes from the end of a line. */
// deno-lint-ignore no-control-regex
const END_OF_LINE = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+$/;

let lexer: Lexer | undefined;

/**
 * Tokenizes captions as the official caption metrics do: Penn Treebank tokens in lower case, without
 * punctuation.
 *
 * The tokens are those of the PTBTokenizer in CoreNLP 3.4.1, which the COCO and VizWiz evaluations
 * call; rules were written from what it answers, and agree with it on all fixtures and on hundreds of
 * thousands of made-up lines. `isn't` becomes `is n't`, `$5` `$ 5`, `(` `-lrb-`; runs such as `!!`
 * stay, as does the dot of `Dr.`. A token of several words (`1 1/2`, a phone number) holds them
 * together with no-break spaces (U+00A0).
 *
 * @param captions Sentences as people wrote them; any text is taken.
 * @param options How captions become one text, or each its own.
 * @returns As many lines as captions, in their order.
 *
 * @example
 * ```ts
 * import { ptbTokenize } from "#lib/metrics";
 * import assert from "node:assert/strict";
 *
 * const { lines } = ptbTokenize(["A can (12 oz.) that isn't open!", "M&M's, $4.99"]);
 * assert.deepEqual(lines, ["a can -lrb- 12 oz -rrb- that is n't open", "m&m 's $ 4.99"]);
 * ```
 */
export function ptbTokenize(captions: readonly string[], options: PtbOptions = {}): PtbLines {
  const { mode = "safe", shift = false } = options;
  let lineBreaks = 0;
  const clean = captions.map((caption) =>
    caption.replace(LINE_BREAKS, (found) => {
      lineBreaks++;
      return shift && mode === "official" ? found.replace("\n", " ") : " ";
    })
  );
  if (mode === "safe") {
    return { lines: clean.map((caption) => linesOf(`${caption}\n`)[0]), lineBreaks };
  }
  const lines = linesOf(clean.join("\n")).slice(0, captions.length);
  // A carriage return at the end of a caption makes one line break with what separates captions.
  while (lines.length < captions.length) lines.push("");
  return { lines, lineBreaks };
}

/** Lines of tokens of a text, without punctuation. */
function linesOf(text: string): string[] {
  lexer ??= new Lexer();
  const lines: string[] = [];
  let line: string[] = [];
  const end = () => {
    lines.push(withoutPunctuation(line));
    line = [];
  };
  lexer.scan(text, (token) => {
    if (token === "\n") end();
    else if (token.includes("\n")) { // A tag over several lines.
      token.split("\n").forEach((part, i) => {
        if (i > 0) end();
        line.push(part);
      });
    } else line.push(token);
  });
  end();
  return lines;
}

function withoutPunctuation(tokens: string[]): string {
  for (let last = tokens.length - 1; last >= 0; last--) {
    tokens[last] = tokens[last].replace(END_OF_LINE, "");
    if (tokens[last] !== "") break;
    tokens.pop();
  }
  return tokens.filter((token) => !PUNCTUATION.has(token)).join(" ").toLowerCase();
}
