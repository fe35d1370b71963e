import type { Lexicon } from "./lexicon.ts";
import type { Paraphrases } from "./paraphrases.ts";
import { PhraseIndex } from "./phrase_index.ts";

/** Numbers of METEOR's matchers, in the order in which they list what they find. */
export const EXACT = 0, STEM = 1, SYNONYM = 2, PARAPHRASE = 3;

/** Integers a candidate: position and length in the caption, length in the reference, matcher. */
export const CANDIDATE_COLUMNS = 4;

/**
 * Most candidates that paraphrases add to one pair of sentences: far more than any real one has, where the official
 * program would run out of memory.
 */
const MOST_PARAPHRASES = 1 << 22;

/** Finds what in a caption can be matched with what in a reference. */
export class Candidates {
  /** Rows of {@linkcode CANDIDATE_COLUMNS}. */
  rows = new Int32Array(CANDIDATE_COLUMNS << 10);
  /**
   * By position in the reference: its first row of single words, and the one after the last. Equal words share rows.
   */
  readonly words: { from: Int32Array; to: Int32Array } = {
    from: new Int32Array(64),
    to: new Int32Array(64),
  };
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
    this.#ofCaption?.set(this.#tableWords(caption));
  }

  /** Lists the candidates of one reference. */
  find(reference: Int32Array): void {
    this.#size = 0;
    this.#reserve(reference.length);
    const equal = this.#isCaption(reference);
    const seen = new Map<number, number>();
    for (let j = 0; j < reference.length; j++) {
      const before = seen.get(reference[j]);
      const { from, to } = this.words;
      from[j] = before === undefined ? this.#size : from[before];
      if (before === undefined) {
        seen.set(reference[j], j);
        this.#findWord(reference[j], equal);
      }
      to[j] = before === undefined ? this.#size : to[before];
    }
    this.firstPhrase.fill(-1, 0, reference.length);
    if (!equal && this.#paraphrases) this.#findPhrases(reference);
  }

  /** Sentences whose hashes are equal are matched word by word only. */
  #isCaption(reference: Int32Array): boolean {
    const { hashes } = this.#lexicon, caption = this.#caption;
    return caption.length === reference.length &&
      caption.every((word, i) => hashes[word] === hashes[reference[i]]);
  }

  #findWord(word: number, exactOnly: boolean): void {
    const { hashes, stems } = this.#lexicon, caption = this.#caption;
    const hash = hashes[word], stem = stems[word];
    for (let i = 0; i < caption.length; i++) {
      if (hashes[caption[i]] === hash) this.#add(i, 1, 1, EXACT);
    }
    if (exactOnly) return;
    for (let i = 0; i < caption.length; i++) {
      if (stems[caption[i]] === stem && hashes[caption[i]] !== hash) this.#add(i, 1, 1, STEM);
    }
    for (let i = 0; i < caption.length; i++) {
      if (this.#lexicon.areSynonyms(caption[i], word) && hashes[caption[i]] !== hash) {
        this.#add(i, 1, 1, SYNONYM);
      }
    }
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
    this.firstPhrase = new Int32Array(2 * length);
    this.#lastPhrase = new Int32Array(2 * length);
  }

  #tableWords(words: Int32Array): Int32Array {
    return words.map((word) => this.#lexicon.tableWords[word]);
  }
}
