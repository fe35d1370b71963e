/** What byte-pair encoding has learned: its pieces, and which two neighbours are joined first. */
export interface BytePairs {
  /** Ids by piece; `</w>` ends a piece that ends a word. */
  readonly ids: ReadonlyMap<string, number>;
  /** Ranks of pairs, the two pieces joined by a space; the lowest is merged first. */
  readonly ranks: ReadonlyMap<string, number>;
}

/** Marks the start of a text. */
export const START_OF_TEXT = "<|startoftext|>";
/** Marks the end of a text. */
export const END_OF_TEXT = "<|endoftext|>";

/** Merges that OpenAI's file has for CLIP; it holds more than were used. */
export const CLIP_MERGES = 49_152 - 256 - 2;

/**
 * Reads the pieces of CLIP's tokenizer from its merges: 256 bytes, the same at a word's end, a piece
 * for each merge, start and end of text.
 *
 * @param text `merges.txt` of Hugging Face, or `bpe_simple_vocab_16e6.txt` of OpenAI, unzipped. Its
 * first line is a heading, each other one two pieces.
 * @throws {SyntaxError} If a line is not two pieces.
 */
export function readMerges(text: string): BytePairs {
  const lines = text.split("\n").slice(1).filter((line) => line !== "").slice(0, CLIP_MERGES);
  const bytes = BYTE_CHARACTERS, pieces = [...bytes, ...bytes.map((byte) => `${byte}${WORD_END}`)];
  lines.forEach((line, i) => {
    const pair = line.split(" ");
    if (pair.length !== 2 || pair.includes("")) {
      throw new SyntaxError(
        `Cannot read merges: line ${i + 2} must be two pieces, current value is ${
          JSON.stringify(line)
        }`,
      );
    }
    pieces.push(pair.join(""));
  });
  pieces.push(START_OF_TEXT, END_OF_TEXT);
  return {
    ids: new Map(pieces.map((piece, id) => [piece, id])),
    ranks: new Map(lines.map((line, rank) => [line, rank])),
  };
}

/** What ends a piece that ends a word. */
export const WORD_END = "</w>";

/**
 * A visible character for each byte, in the order of the ids: printable ones of Latin-1 stand for
 * themselves, the others for characters from U+0100 on.
 */
const BYTE_ORDER: readonly number[] = (() => {
  const printable = [...span(0x21, 0x7e), ...span(0xa1, 0xac), ...span(0xae, 0xff)];
  return [...printable, ...span(0, 0xff).filter((byte) => !printable.includes(byte))];
})();
const BYTE_CHARACTERS: readonly string[] = BYTE_ORDER.map((byte, i) =>
  String.fromCharCode(i < 188 ? byte : 0x100 + i - 188)
);

function span(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}

/** The character that stands for each byte. */
export const CHARACTER_OF_BYTE: readonly string[] = BYTE_ORDER.reduce<string[]>(
  (characters, byte, i) => (characters[byte] = BYTE_CHARACTERS[i], characters),
  [],
);
/** The byte that each character stands for. */
export const BYTE_OF_CHARACTER: ReadonlyMap<string, number> = new Map(
  CHARACTER_OF_BYTE.map((character, byte) => [character, byte]),
);
