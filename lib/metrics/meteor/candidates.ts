import type { Lexicon } from "./lexicon.ts";
import type { Paraphrases } from "./paraphrases.ts";
import { PhraseIndex } from "./phrase_index.ts";

/** Numbers of METEOR's matchers, in the order in which they list what they find. */
export const EXACT = 0, STEM = 1, SYNONYM = 2, PARAPHRASE = 3;

/** Integers a candidate: position and length in the caption, length in the reference, matcher. */
export const CANDIDATE_COLUMNS = 4;

/**
 * Most candidates that paraphrases add to one pair of sentences: far more than real ones have. It
 * bounds time and memory for pairs of thousands of words that say the same again and again.
 */
const MOST_PARAPHRASES = 1 << 20;

/** Finds what in a caption can be matched with what in a reference. */
export class Candidates {
  /** Rows of {@linkcode CANDIDATE_COLUMNS}. */
  rows = new Int32Array(CANDIDATE_COLUMNS << 10);
  /**
   * By position in the reference: its first row of single words, and the one after the last. Equal
   * words share rows.
   */
  readonly words: { from: Int32Array; to: Int32Array } = {
    from: new Int32Array(64),
    to: new Int32Array(64),
  };
  /**
   * By position in the reference: the row after the last one of an equal word; their positions
   * rise.
   */
  exactTo = new Int32Array(64);
  /** By position in the reference: how often its word stands before it. */
  repeats = new Int32Array(64);
  /** By position in the reference: the first row of a paraphrase, −1 if there is none. */
  firstPhrase = new Int32Array(64);
  /** By row: the next paraphrase at the same position, −1 after the last. */
  nextPhrase = new Int32Array(1 << 10);
  #lastPhrase = new Int32Array(64);
  #size = 0;
  #lexicon: Lexicon;
  #paraphrases?: Paraphrases;
  #ofCaption?: PhraseIndex;
  #ofReference?: PhraseIndex;
  /** Of the caption's words: hashes, hashes of stems, numbers. */
  #hashes = new Int32Array(0);
  #stems = new Int32Array(0);
  #caption: Int32Array = new Int32Array(0);

  /** Words are those of a lexicon; without a table the paraphrase matcher finds nothing. */
  constructor(lexicon: Lexicon, paraphrases?: Paraphrases) {
    this.#lexicon = lexicon;
    if (!paraphrases?.size) return;
    this.#paraphrases = paraphrases;
    this.#ofCaption = new PhraseIndex(paraphrases.phrases);
    this.#ofReference = new PhraseIndex(paraphrases.phrases);
  }

  /** Sets the caption that references will be compared with. */
  setCaption(caption: Int32Array): void {
    this.#caption = caption;
    this.#hashes = Int32Array.from(caption, (word) => this.#lexicon.hashes[word]);
    this.#stems = Int32Array.from(caption, (word) => this.#lexicon.stems[word]);
    this.#ofCaption?.set(this.#tableWords(caption));
  }

  /** Lists the candidates of one reference. */
  find(reference: Int32Array): void {
    this.#size = 0;
    this.#reserve(reference.length);
    const equal = this.#isCaption(reference);
    const { from, to } = this.words, seen = new Map<number, number>();
    for (let j = 0; j < reference.length; j++) {
      const before = seen.get(reference[j]);
      seen.set(reference[j], j);
      from[j] = before === undefined ? this.#size : from[before];
      this.exactTo[j] = before === undefined
        ? this.#findWord(reference[j], equal)
        : this.exactTo[before];
      to[j] = before === undefined ? this.#size : to[before];
      this.repeats[j] = before === undefined ? 0 : this.repeats[before] + 1;
    }
    this.firstPhrase.fill(-1, 0, reference.length);
    if (!equal && this.#paraphrases) this.#findPhrases(reference);
  }

  /** Sentences whose hashes are equal are matched word by word only. */
  #isCaption(reference: Int32Array): boolean {
    const { hashes } = this.#lexicon;
    return this.#hashes.length === reference.length &&
      this.#hashes.every((hash, i) => hash === hashes[reference[i]]);
  }

  /** Lists what a word can be matched with; gives the row after the last equal word. */
  #findWord(word: number, exactOnly: boolean): number {
    const hashes = this.#hashes, stems = this.#stems, length = hashes.length;
    const hash = this.#lexicon.hashes[word], stem = this.#lexicon.stems[word];
    for (let i = 0; i < length; i++) if (hashes[i] === hash) this.#add(i, 1, 1, EXACT);
    const exactTo = this.#size;
    if (exactOnly) return exactTo;
    for (let i = 0; i < length; i++) {
      if (stems[i] === stem && hashes[i] !== hash) this.#add(i, 1, 1, STEM);
    }
    if (!this.#lexicon.hasSynonyms(word)) return exactTo;
    for (let i = 0; i < length; i++) {
      if (this.#lexicon.areSynonyms(this.#caption[i], word) && hashes[i] !== hash) {
        this.#add(i, 1, 1, SYNONYM);
      }
    }
    return exactTo;
  }

  /** First candidate at a position of the reference, −1 if there is none. */
  first(j: number): number {
    const { from, to } = this.words;
    return from[j] < to[j] ? from[j] : this.firstPhrase[j];
  }

  /** The candidate after another one at the same position, −1 after the last. */
  next(row: number, j: number): number {
    const { from, to } = this.words;
    if (row < from[j] || row >= to[j]) return this.nextPhrase[row];
    return row + 1 < to[j] ? row + 1 : this.firstPhrase[j];
  }

  /** Paraphrases of what stands in the reference, then those of what stands in the caption. */
  #findPhrases(reference: Int32Array): void {
    const caption = this.#ofCaption!, other = this.#ofReference!;
    const { starts, targets } = this.#paraphrases!;
    other.set(this.#tableWords(reference));
    const limit = this.#size + MOST_PARAPHRASES;
    for (let b = 0; b < other.size; b++) {
      const phrase = other.phrases[b];
      for (let k = starts[phrase]; k < starts[phrase + 1]; k++) {
        for (let a = caption.first(targets[k]); a >= 0; a = caption.next[a]) {
          if (this.#size < limit) this.#addPhrase(caption, a, other, b);
        }
      }
    }
    for (let a = 0; a < caption.size; a++) {
      const phrase = caption.phrases[a];
      for (let k = starts[phrase]; k < starts[phrase + 1]; k++) {
        for (let b = other.first(targets[k]); b >= 0; b = other.next[b]) {
          if (this.#size < limit) this.#addPhrase(caption, a, other, b);
        }
      }
    }
  }

  #addPhrase(caption: PhraseIndex, a: number, reference: PhraseIndex, b: number): void {
    const row = this.#size, j = reference.positions[b];
    this.#add(caption.positions[a], caption.lengths[a], reference.lengths[b], PARAPHRASE);
    if (this.firstPhrase[j] < 0) this.firstPhrase[j] = row;
    else this.nextPhrase[this.#lastPhrase[j]] = row;
    this.nextPhrase[row] = -1;
    this.#lastPhrase[j] = row;
  }

  #add(position: number, length: number, referenceLength: number, matcher: number): void {
    if (this.#size === this.nextPhrase.length) this.#grow();
    const at = CANDIDATE_COLUMNS * this.#size++, rows = this.rows;
    rows[at] = position;
    rows[at + 1] = length;
    rows[at + 2] = referenceLength;
    rows[at + 3] = matcher;
  }

  #grow(): void {
    const rows = new Int32Array(2 * this.rows.length);
    const next = new Int32Array(2 * this.#size);
    rows.set(this.rows);
    next.set(this.nextPhrase);
    [this.rows, this.nextPhrase] = [rows, next];
  }

  #reserve(length: number): void {
    if (length <= this.firstPhrase.length) return;
    this.words.from = new Int32Array(2 * length);
    this.words.to = new Int32Array(2 * length);
    this.exactTo = new Int32Array(2 * length);
    this.repeats = new Int32Array(2 * length);
    this.firstPhrase = new Int32Array(2 * length);
    this.#lastPhrase = new Int32Array(2 * length);
  }

  #tableWords(words: Int32Array): Int32Array {
    return words.map((word) => this.#lexicon.tableWords[word]);
  }
}
