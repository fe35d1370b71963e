/** A sentence as the official parser has parsed it. */
export interface Example {
  words: readonly string[];
  tags: readonly string[];
  /** The head of each word, −1 for the root. */
  heads: readonly number[];
  relations: readonly string[];
}

/** Longer sentences are not learned from. */
export const LONGEST_EXAMPLE = 60;

/** A sentence of the fixtures: `t` words with tags, `b` basic dependencies numbered from 1. */
export interface StoredSentence {
  t: [word: string, tag: string, lemma: string][];
  b: [relation: string, head: number, word: number][];
  /** Its bracketed tree. */
  p: string;
}

/** Reads a sentence of the fixtures. */
export function exampleOf({ t, b }: StoredSentence): Example {
  const heads = t.map(() => -1), relations = t.map(() => "root");
  for (const [relation, head, word] of b) {
    heads[word - 1] = head - 1;
    relations[word - 1] = relation;
  }
  return { words: t.map(([word]) => word), tags: t.map(([, tag]) => tag), heads, relations };
}

/** Reads the sentences of a CoNLL file that the Stanford parser has written. */
export function readConll(text: string): Example[] {
  const examples: Example[] = [];
  for (const block of text.split(/\n\n+/)) {
    const rows = block.split("\n").filter(Boolean).map((row) => row.split("\t"));
    // A sentence that the parser gave up has fewer columns.
    if (rows.length === 0 || rows.some((row) => row.length < 7)) continue;
    examples.push({
      words: rows.map((row) => row[1]),
      tags: rows.map((row) => row[3]),
      heads: rows.map((row) => Number(row[5]) - 1),
      relations: rows.map((row) => row[6] === "ROOT" ? "root" : row[6]),
    });
  }
  return examples;
}
