import { cosineMatrix } from "./cosine_matrix.ts";

/** How deep a list of answers is looked at. */
export const RECALL_DEPTHS = [1, 5, 10] as const;

/** Share of questions whose answer is among the first few. */
export type Recall = Record<"1" | "5" | "10", number>;

/** How well pictures and texts that were never seen find each other. */
export interface Retrieval {
  /** Pictures with their texts that are searched at a time. */
  among: number;
  /** Number of such groups; the shares are over all of them. */
  groups: number;
  /** Texts found by their picture. */
  textByImage: Recall;
  /** Pictures found by their text. */
  imageByText: Recall;
  /** What a random order gets. */
  chance: Recall;
}

/**
 * Measures retrieval among groups of pictures and their texts.
 *
 * The answers are ordered by cosine. A picture whose text another one has, too, is found by either:
 * equal texts count as hits. Of answers as near as the right one all others come first.
 *
 * @param images `[count, F]` row by row, in any length; `vectors` of the texts likewise.
 * @param options.among Pictures a group; what is left over is not used.
 * @throws {RangeError} If there are fewer pictures than a group.
 */
export function retrieval(
  images: Float32Array,
  { vectors, texts, among }: { vectors: Float32Array; texts: readonly string[]; among: number },
): Retrieval {
  const groups = Math.floor(texts.length / among);
  if (groups === 0) {
    throw new RangeError(
      `Cannot measure retrieval: there must be at least ${among} pictures, current value is ${texts.length}`,
    );
  }
  const width = images.length / texts.length;
  const hits = { textByImage: [0, 0, 0], imageByText: [0, 0, 0], chance: [0, 0, 0] };
  for (let group = 0; group < groups; group++) {
    const first = group * among, own = texts.slice(first, first + among);
    const rows = (values: Float32Array) => {
      return values.subarray(first * width, (first + among) * width);
    };
    const cosines = cosineMatrix(rows(images), { others: rows(vectors), width });
    const transposed = cosines.map((_, i) => cosines.map((row) => row[i]));
    for (let i = 0; i < among; i++) {
      const equal = own.map((text) => text === own[i]);
      const ranks = [rankOf(cosines[i], equal), rankOf(transposed[i], equal)];
      RECALL_DEPTHS.forEach((depth, k) => {
        if (ranks[0] < depth) hits.textByImage[k]++;
        if (ranks[1] < depth) hits.imageByText[k]++;
        hits.chance[k] += chanceOf(depth, { among, right: equal.filter(Boolean).length });
      });
    }
  }
  const share = ([one, five, ten]: number[]): Recall => {
    const all = groups * among;
    return { "1": one / all, "5": five / all, "10": ten / all };
  };
  return {
    among,
    groups,
    textByImage: share(hits.textByImage),
    imageByText: share(hits.imageByText),
    chance: share(hits.chance),
  };
}

/** How many wrong answers come before the best right one. */
function rankOf(cosines: readonly number[], right: readonly boolean[]): number {
  const best = Math.max(...cosines.filter((_, i) => right[i]));
  return cosines.filter((cosine, i) => !right[i] && cosine >= best).length;
}

/** Probability that a random order has one of the right answers among the first `depth`. */
function chanceOf(depth: number, { among, right }: { among: number; right: number }): number {
  let none = 1;
  for (let place = 0; place < Math.min(depth, among); place++) {
    none *= Math.max(0, among - right - place) / (among - place);
  }
  return 1 - none;
}
