import type { ParaphraseArrays } from "./paraphrases.ts";
import { Trie } from "./trie.ts";

const NEWLINE = 10, SPACE = 32;

/**
 * Reads METEOR's table of paraphrases piece by piece.
 *
 * Three lines a pair: a probability (METEOR ignores it), a phrase, its paraphrase. Words stand
 * between blanks, in UTF-8; they are looked up as they come, so that no text is made of 270 MB.
 */
export class ParaphraseReader {
  #words = new Trie();
  #phrases = new Trie();
  #sources = new Int32Array(1 << 16);
  #targets = new Int32Array(1 << 16);
  #pairs = 0;
  /** Which of a pair's lines is read: 0, 1 or 2. */
  #line = 0;
  #phrase = 0;
  #source = 0;
  #word = 0;
  /** Of a character of several bytes: bytes to come, and the bits so far. */
  #missing = 0;
  #code = 0;

  /** Reads the next bytes. */
  push(bytes: Uint8Array): void {
    for (let i = 0; i < bytes.length; i++) {
      if (this.#line === 0) {
        i = bytes.indexOf(NEWLINE, i);
        if (i < 0) return;
        this.#line = 1;
        continue;
      }
      const byte = bytes[i];
      if (byte > SPACE && byte < 0x80) this.#word = this.#words.add(this.#word, byte);
      else if (byte >= 0x80) this.#piece(byte);
      else if (byte === NEWLINE) this.#endLine();
      else if (byte === SPACE || (byte >= 9 && byte <= 13)) this.#endWord();
      else this.#unit(byte);
    }
  }

  /** The table. @throws {SyntaxError} If the last pair is not whole. */
  finish(): ParaphraseArrays {
    // The last line may lack its end.
    if (this.#line === 2 && (this.#word || this.#phrase)) this.#endLine();
    if (this.#line !== 0) throw new SyntaxError("the last pair is not whole");
    const sources = this.#sources.subarray(0, this.#pairs);
    const starts = new Int32Array(this.#phrases.size + 1);
    for (const source of sources) starts[source + 1]++;
    for (let i = 1; i < starts.length; i++) starts[i] += starts[i - 1];
    const targets = new Int32Array(this.#pairs), at = starts.slice();
    for (let i = 0; i < this.#pairs; i++) targets[at[sources[i]]++] = this.#targets[i];
    return { words: this.#words.nodes(), phrases: this.#phrases.nodes(), starts, targets };
  }

  /** A byte of a character beyond ASCII. */
  #piece(byte: number): void {
    if (byte < 0xc0) {
      this.#code = (this.#code << 6) | (byte & 0x3f);
      if (--this.#missing > 0) return;
      if (this.#code < 0x10000) return this.#unit(this.#code);
      this.#unit(0xd7c0 + (this.#code >> 10));
      this.#unit(0xdc00 + (this.#code & 0x3ff));
    } else {
      this.#missing = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
      this.#code = byte & (0x3f >> this.#missing);
    }
  }

  #unit(unit: number): void {
    this.#word = this.#words.add(this.#word, unit);
  }

  #endWord(): void {
    if (this.#word !== 0) this.#phrase = this.#phrases.add(this.#phrase, this.#word);
    this.#word = 0;
  }

  #endLine(): void {
    this.#endWord();
    if (this.#line === 1) this.#source = this.#phrase;
    else this.#addPair(this.#source, this.#phrase);
    this.#phrase = 0;
    this.#line = (this.#line + 1) % 3;
  }

  #addPair(source: number, target: number): void {
    // A phrase without a word matches nowhere.
    if (source === 0 || target === 0) return;
    if (this.#pairs === this.#sources.length) {
      this.#sources = enlarged(this.#sources);
      this.#targets = enlarged(this.#targets);
    }
    this.#sources[this.#pairs] = source;
    this.#targets[this.#pairs++] = target;
  }
}

function enlarged(from: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const to = new Int32Array(2 * from.length);
  to.set(from);
  return to;
}
