/** An arc of a dependency graph; words are numbered from 0, the root's governor is −1. */
export interface Arc {
  /** Universal Dependencies, version 1; `nmod:on` after collapsing. */
  relation: string;
  governor: number;
  dependent: number;
}

/** A parsed sentence. */
export interface Sentence {
  words: readonly string[];
  /** Penn Treebank tags. */
  tags: readonly string[];
  /** Dictionary forms. */
  lemmas: readonly string[];
  /** One arc a word for a tree; more once it is collapsed. */
  arcs: readonly Arc[];
}

/** True for nouns, names among them. */
export function isNoun({ tags }: Sentence, word: number): boolean {
  return word >= 0 && tags[word].startsWith("NN");
}

/** True for verbs in every form. */
export function isVerb({ tags }: Sentence, word: number): boolean {
  return word >= 0 && tags[word].startsWith("VB");
}
