import { WordNet } from "../wordnet/wordnet.ts";
import { Aligner } from "./align.ts";
import { CANDIDATE_COLUMNS, Candidates } from "./candidates.ts";
import { Lexicon } from "./lexicon.ts";
import {
  CHUNKS,
  FUNCTIONS,
  LENGTHS,
  MATCHED,
  MATCHERS,
  METEOR_COLUMNS,
  meteorFromStatistics,
} from "./meteor_score.ts";
import { meteorWords } from "./normalize.ts";
import type { Paraphrases } from "./paraphrases.ts";

/** METEOR's matchers, in the order of their numbers. */
export const MATCHER_NAMES = ["exact", "stem", "synonym", "paraphrase"] as const;

/** Words of a caption and of a reference that are matched with each other. */
export interface Match {
  /** What made them match. */
  matcher: typeof MATCHER_NAMES[number];
  /** First word and number of words in the caption. */
  caption: { start: number; length: number };
  /** The same in the reference. */
  reference: { start: number; length: number };
}

/** Compares captions with references, one after another. */
export class Matcher {
  #lexicon: Lexicon;
  #candidates: Candidates;
  #aligner: Aligner;
  #line = new Int32Array(METEOR_COLUMNS);

  /** Without a table of paraphrases that matcher finds nothing. */
  constructor(paraphrases?: Paraphrases) {
    this.#lexicon = new Lexicon(WordNet.shared, paraphrases);
    this.#candidates = new Candidates(this.#lexicon, paraphrases);
    this.#aligner = new Aligner(this.#candidates);
  }

  /** Statistics of a caption against the reference that suits it best, the first of several. */
  best(caption: string, references: readonly string[]): Int32Array {
    const said = this.#lexicon.encode(meteorWords(caption));
    this.#candidates.setCaption(said);
    const best = new Int32Array(METEOR_COLUMNS);
    let highest = -1;
    // Equal references score the same, and the first one counts.
    for (const reference of new Set(references)) {
      this.#compare(said, this.#lexicon.encode(meteorWords(reference)));
      const score = meteorFromStatistics(this.#line);
      if (score <= highest) continue;
      highest = score;
      best.set(this.#line);
    }
    return best;
  }

  /** Matches of a caption with one reference, both as METEOR's words, in the order of the reference. */
  matches(caption: readonly string[], reference: readonly string[]): Match[] {
    const said = this.#lexicon.encode(caption);
    this.#candidates.setCaption(said);
    this.#compare(said, this.#lexicon.encode(reference));
    const { rows } = this.#candidates, { chosen, positions } = this.#aligner;
    return chosen.map((row, k) => {
      const [start, length, other, matcher] = rows.subarray(CANDIDATE_COLUMNS * row);
      return {
        matcher: MATCHER_NAMES[matcher],
        caption: { start, length },
        reference: { start: positions[k], length: other },
      };
    }).reverse();
  }

  #compare(caption: Int32Array, reference: Int32Array): void {
    const { functions } = this.#lexicon, line = this.#line.fill(0);
    this.#candidates.find(reference);
    this.#aligner.search(caption.length, reference.length);
    [caption, reference].forEach((words, side) => {
      line[LENGTHS + side] = words.length;
      for (const word of words) line[FUNCTIONS + side] += functions[word];
    });
    const { rows } = this.#candidates, { chosen, positions } = this.#aligner;
    chosen.forEach((row, k) => {
      const at = CANDIDATE_COLUMNS * row, matcher = MATCHERS + 4 * rows[at + 3];
      this.#count(matcher, caption.subarray(rows[at], rows[at] + rows[at + 1]));
      this.#count(matcher + 1, reference.subarray(positions[k], positions[k] + rows[at + 2]));
    });
    line[CHUNKS] = this.#aligner.chunks;
  }

  /** Adds matched words of one side to its columns of a matcher, and to all that are matched. */
  #count(column: number, words: Int32Array): void {
    for (const word of words) this.#line[column + 2 * this.#lexicon.functions[word]]++;
    this.#line[MATCHED + (column & 1)] += words.length;
  }
}
