import {
  BYTE_OF_CHARACTER,
  type BytePairs,
  CHARACTER_OF_BYTE,
  END_OF_TEXT,
  readMerges,
  START_OF_TEXT,
  WORD_END,
} from "./byte_pairs.ts";
import { cleanForClip } from "./clip_clean.ts";

/** How texts become rows of ids. */
export interface ClipRowsOptions {
  /** Ids a row, start and end counted; default 77, CLIP's own. Longer texts lose their end. */
  length?: number;
  /** What fills a row after its end: 0 as with OpenAI (default), or the end again as with Hugging Face. */
  padding?: "zero" | "end";
}

/** What is kept together: short forms, words, single digits, runs of other signs. */
const WORDS =
  /<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|\p{L}+|\p{N}|[^\s\p{L}\p{N}]+/giu;

/**
 * CLIP's byte-pair tokenizer.
 *
 * A text is cleaned, split into words, and each word into bytes; then the pair of neighbouring pieces
 * that was merged first in training is merged, until no pair is known.
 *
 * Sennrich et al., 2016 (https://arxiv.org/abs/1508.07909), on bytes as in Radford et al., 2021
 * (https://arxiv.org/abs/2103.00020, section 2.4).
 *
 * @example
 * ```ts
 * import { ClipTokenizer } from "#lib/text";
 * import assert from "node:assert/strict";
 *
 * const tokenizer = ClipTokenizer.fromMerges("#version: 0.2\nc a\nca n</w>\n");
 * assert.deepEqual(tokenizer.encode("A CAN"), [320, 513]); // "a</w>" and the second merge
 * assert.equal(tokenizer.decode([320, 513]), "a can ");
 * assert.deepEqual([...tokenizer.rows(["can can"], { length: 5 })], [514, 513, 513, 515, 0]);
 * ```
 */
export class ClipTokenizer {
  readonly #pairs: BytePairs;
  readonly #pieces: readonly string[];
  readonly #known = new Map<string, readonly number[]>();

  /** Takes what was learned; {@linkcode ClipTokenizer.fromMerges} reads it. */
  constructor(pairs: BytePairs) {
    this.#pairs = pairs;
    this.#pieces = [...pairs.ids.keys()];
    for (const mark of [START_OF_TEXT, END_OF_TEXT]) this.#known.set(mark, [pairs.ids.get(mark)!]);
  }

  /** Makes a tokenizer of the text of `merges.txt` or `bpe_simple_vocab_16e6.txt`. */
  static fromMerges(text: string): ClipTokenizer {
    return new ClipTokenizer(readMerges(text));
  }

  /** Number of ids, 49,408 in CLIP. */
  get size(): number {
    return this.#pieces.length;
  }

  /** Ids of a text, without start and end. */
  encode(text: string): number[] {
    return (cleanForClip(text).match(WORDS) ?? []).flatMap((word) => this.#idsOf(word));
  }

  /** The text of ids as CLIP reads it: lower case, each word followed by a space. */
  decode(ids: readonly number[]): string {
    const characters = ids.map((id) => this.#pieces[id]).join("");
    const bytes = [...characters].map((character) => BYTE_OF_CHARACTER.get(character)!);
    return new TextDecoder().decode(Uint8Array.from(bytes)).replaceAll(WORD_END, " ");
  }

  /**
   * Ids of texts as the text tower reads them: start, text, end, padding.
   *
   * @returns Row by row, `[N, length]`. A text that is too long is cut, and ends with the end all the same.
   */
  rows(
    texts: readonly string[],
    { length = 77, padding = "zero" }: ClipRowsOptions = {},
  ): Int32Array<ArrayBuffer> {
    const [start, end] = [START_OF_TEXT, END_OF_TEXT].map((mark) => this.#pairs.ids.get(mark)!);
    const rows = new Int32Array(texts.length * length).fill(padding === "zero" ? 0 : end);
    texts.forEach((text, i) => {
      rows.set([start, ...this.encode(text).slice(0, length - 2), end], i * length);
    });
    return rows;
  }

  #idsOf(word: string): readonly number[] {
    let ids = this.#known.get(word);
    if (ids === undefined) {
      if (this.#known.size >= REMEMBERED) this.#known.clear();
      ids = this.#merged(word).map((piece) => this.#pairs.ids.get(piece)!);
      this.#known.set(word, ids);
    }
    return ids;
  }

  #merged(word: string): string[] {
    let pieces = Array.from(new TextEncoder().encode(word), (byte) => CHARACTER_OF_BYTE[byte]);
    pieces[pieces.length - 1] += WORD_END;
    for (;;) {
      let first: string | undefined, lowest = Infinity;
      for (let i = 0; i + 1 < pieces.length; i++) {
        const pair = `${pieces[i]} ${pieces[i + 1]}`,
          rank = this.#pairs.ranks.get(pair) ?? Infinity;
        if (rank < lowest) [first, lowest] = [pair, rank];
      }
      if (first === undefined) return pieces;
      pieces = joinedPair(pieces, first);
    }
  }
}

/** Words whose ids are kept: captions repeat a few thousand. */
const REMEMBERED = 50_000;

/** Joins a pair wherever it stands. */
function joinedPair(pieces: readonly string[], pair: string): string[] {
  const joined: string[] = [];
  for (let i = 0; i < pieces.length; i++) {
    if (i + 1 < pieces.length && `${pieces[i]} ${pieces[i + 1]}` === pair) {
      joined.push(pieces[i] + pieces[++i]);
    } else joined.push(pieces[i]);
  }
  return joined;
}
