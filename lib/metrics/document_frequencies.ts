import { LONGEST, type NGramCounts, NGrams, orderOf } from "../text/n_grams.ts";
import { type DocumentEntry, readDocumentTable, writeDocumentTable } from "./document_table.ts";

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
  /** In how many images, by index of the n-gram. */
  #documents: Int32Array;
  /** `ln(N / documents)` by index of the n-gram. */
  #weights: Float64Array;

  private constructor(nGrams: NGrams, images: number, documents: Int32Array) {
    this.images = images;
    this.#nGrams = nGrams;
    this.#documents = documents;
    this.#weights = Float64Array.from(documents, (count) => Math.log(images / count));
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
    const documents = new DocumentFrequencies(
      nGrams,
      counted.length,
      documentCounts(counted, nGrams.size),
    );
    const vectors = counted.map((counts) => counts.map((each) => documents.#weigh(each)));
    return { documents, vectors };
  }

  /**
   * Reads a table that {@linkcode save} has written.
   *
   * @throws {Error} If the file is missing, cannot be read or is no such table.
   */
  static async load(path: string): Promise<DocumentFrequencies> {
    const { images, entries } = await readDocumentTable(path);
    const nGrams = new NGrams(), ids: number[] = [];
    for (const { prefix, word } of entries) {
      ids.push(nGrams.extended(prefix < 0 ? -1 : ids[prefix], word));
    }
    if (nGrams.size !== entries.length) {
      throw new RangeError(`Cannot read "${path}": an n-gram stands in it twice`);
    }
    const documents = Int32Array.from(entries, ({ documents }) => documents);
    return new DocumentFrequencies(nGrams, images, documents);
  }

  /**
   * Writes the table, complete or absent, so that single captions can be scored against it later.
   *
   * N-grams of one image are left out: they weigh as much as those that were never seen.
   *
   * @throws {Error} If the file cannot be written.
   */
  async save(path: string): Promise<void> {
    const kept: DocumentEntry[] = [], places = new Map<number, number>();
    let index = 0;
    for (const { prefix, word } of this.#nGrams.entries()) {
      const documents = this.#documents[index] ?? 0;
      if (documents > 1) {
        // What stands before the last word is in as many images or more, so it has been kept.
        const place = prefix < 0 ? -1 : places.get(prefix >> 2)!;
        places.set(index, kept.push({ prefix: place, word, documents }) - 1);
      }
      index++;
    }
    await writeDocumentTable(path, { images: this.images, entries: kept });
  }

  /** Weighs the n-grams of a caption; one that no reference has counts as if one image had it. */
  vector(caption: string): CiderVector {
    return this.#weigh(this.#nGrams.count(caption));
  }

  /**
   * Weighs as {@linkcode vector} does, without remembering n-grams that are new.
   *
   * To be compared with vectors made before it, not with another one in passing: for captions without
   * number, as those that a training draws.
   */
  vectorInPassing(caption: string): CiderVector {
    return this.#weigh(this.#nGrams.countInPassing(caption));
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

/** In how many images each n-gram occurs, by its index. */
function documentCounts(images: readonly (readonly NGramCounts[])[], size: number): Int32Array {
  const documents = new Int32Array(size), last = new Int32Array(size).fill(-1);
  images.forEach((references, image) => {
    for (const { ids } of references) {
      for (const id of ids) {
        if (last[id >> 2] === image) continue;
        last[id >> 2] = image;
        documents[id >> 2]++;
      }
    }
  });
  return documents;
}
