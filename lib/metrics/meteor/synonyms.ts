/** Suffixes and what stands for them in base forms: of nouns, verbs, then adjectives. */
const SUFFIXES: readonly (readonly [string, string])[] = [
  ...[["s", ""], ["ses", "s"], ["xes", "x"], ["zes", "z"], ["ches", "ch"], ["shes", "sh"]] as const,
  ...[["men", "man"], ["ies", "y"]] as const,
  ...[["s", ""], ["ies", "y"], ["es", "e"], ["es", ""], ["ed", "e"], ["ed", ""]] as const,
  ...[["ing", "e"], ["ing", ""]] as const,
  ...[["er", ""], ["est", ""], ["er", "e"], ["est", "e"]] as const,
];

const NONE = new Int32Array(0);

/**
 * Which WordNet synsets a word belongs to, as METEOR sees it.
 *
 * A synset's id is the byte offset in WordNet 3.0 without the part of speech, so that a few ids
 * stand for several synsets; METEOR has it so.
 */
export class Synonyms {
  /** Synset ids by lemma. */
  #synsets: ReadonlyMap<string, Int32Array>;
  /** Base forms by irregular form. */
  #bases: ReadonlyMap<string, readonly string[]>;

  /** Takes what {@linkcode loadSynonyms} reads. */
  constructor(
    synsets: ReadonlyMap<string, Int32Array>,
    bases: ReadonlyMap<string, readonly string[]>,
  ) {
    this.#synsets = synsets;
    this.#bases = bases;
  }

  /** Synsets of the word itself and of its base form, in rising order. */
  of(word: string): Int32Array {
    const own = this.#synsets.get(word);
    const found = this.#baseForms(word).map((base) => this.#synsets.get(base))
      .filter((ids) => ids !== undefined && ids !== own);
    if (found.length === 0) return own ?? NONE;
    const all = new Set(own);
    for (const ids of found) for (const id of ids!) all.add(id);
    return Int32Array.from(all).sort();
  }

  /** Of an irregular form all that are listed; of others the first that a suffix rule finds. */
  #baseForms(word: string): readonly string[] {
    const listed = this.#bases.get(word);
    if (listed) return listed;
    if (word.endsWith("ss") || word.length <= 2) return [];
    for (const [suffix, ending] of SUFFIXES) {
      if (!word.endsWith(suffix)) continue;
      const base = word.slice(0, word.length - suffix.length) + ending;
      if (this.#synsets.has(base)) return [base];
    }
    return [];
  }
}
