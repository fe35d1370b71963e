import { LONGEST, type NGramCounts, NGrams, orderOf } from "../text/n_grams.ts";

/** A caption as CIDEr sees it: weighted n-grams of length 1 to 4. */
export interface CiderVector {
  /** N-gram ids in rising order. */
  readonly ids: Int32Array;
  /** `count · ln(N / documents)` of each. */
  readonly weights: Float64Array;
  /** Euclidean norm of the weights of each length, `[4]`. */
  readonly norms: readonly number[];
  /** Number of bigrams, which the official scorer takes for the length. */
  readonly length: number;
}

/**
 * In how many images an n-gram occurs among the references: what tells telling words from filler.
 *
 * One table serves many captions, so that single captions, baselines and consensus are scored fast
 * and against the same frequencies.
 *
 * @example
 * ```ts
 * import { cider, DocumentFrequencies } from "#lib/metrics";
 * import assert from "node:assert/strict";
 *
 * const documents = DocumentFrequencies.of([["a red can"], ["a blue mug"]]);
 * const captions = new Map([[1, "a red can"]]);
 * const { corpus } = cider(captions, new Map([[1, ["a red can"]]]), { documents })["CIDEr-D"];
 * assert.ok(corpus > 7); // of 10: no 4-gram can match
 * ```
 */
export class DocumentFrequencies {
  /** Number of images, `N`. */
  readonly images: number;
  #nGrams: NGrams;
  /** In how many images each n-gram is, by its index. */
  #documents: Int32Array;
  /** `ln(N / documents)` by index of the n-gram. */
  #weights: Float64Array;

  private constructor(nGrams: NGrams, images: readonly (readonly NGramCounts[])[]) {
    const documents = new Int32Array(nGrams.size), last = new Int32Array(nGrams.size).fill(-1);
    images.forEach((references, image) => {
      for (const { ids } of references) {
        for (const id of ids) {
          if (last[id >> 2] === image) continue;
          last[id >> 2] = image;
          documents[id >> 2]++;
        }
      }
    });
    this.images = images.length;
    this.#nGrams = nGrams;
    this.#documents = documents;
    this.#weights = Float64Array.from(documents, (count) => Math.log(this.images / count));
  }

  /** Counts in how many images each n-gram occurs. @param references Lines of tokens, image by image. */
  static of(references: Iterable<readonly string[]>): DocumentFrequencies {
    return DocumentFrequencies.withVectors(references).documents;
  }

  /** Counts as {@linkcode of} does, and weighs the references in the same pass. */
  static withVectors(
    references: Iterable<readonly string[]>,
  ): { documents: DocumentFrequencies; vectors: CiderVector[][] } {
    const nGrams = new NGrams();
    const counted = Array.from(references, (lines) => lines.map((line) => nGrams.count(line)));
    const documents = new DocumentFrequencies(nGrams, counted);
    const vectors = counted.map((counts) => counts.map((each) => documents.#weigh(each)));
    return { documents, vectors };
  }

  /** Weighs the n-grams of a caption; one that no reference has counts as if one image had it. */
  vector(caption: string): CiderVector {
    return this.#weigh(this.#nGrams.count(caption));
  }

  /**
   * In how many images a reference has an n-gram.
   *
   * @param nGram One to four tokens between blanks; 0 for anything else.
   */
  imagesWith(nGram: string): number {
    const { ids, length } = this.#nGrams.count(nGram);
    if (length < 1 || length > LONGEST) return 0;
    const id = ids.find((id) => orderOf(id) === length)!;
    return this.#documents[id >> 2] ?? 0;
  }

  #weigh({ ids, counts, length }: NGramCounts): CiderVector {
    const weights = new Float64Array(ids.length);
    const squares = Array<number>(LONGEST).fill(0);
    const unseen = Math.log(this.images);
    for (let i = 0; i < ids.length; i++) {
      const index = ids[i] >> 2;
      weights[i] = counts[i] * (index < this.#weights.length ? this.#weights[index] : unseen);
      squares[orderOf(ids[i]) - 1] += weights[i] ** 2;
    }
    return { ids, weights, norms: squares.map(Math.sqrt), length: Math.max(0, length - 1) };
  }
}
