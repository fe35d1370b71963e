import type { Embeddings } from "../experiments/embeddings/embed_run.ts";
import type { JudgedMap } from "../experiments/embeddings/map_points.ts";
import type { Topics } from "../experiments/embeddings/topics.ts";
import type { MapPanel } from "../figures/map_panels.ts";
import type { MappedPair } from "../figures/pair_map.ts";
import type { MappedPicture } from "../figures/picture_map.ts";
import type { MappedWord } from "../figures/word_map.ts";
import { decimals } from "../figures/numbers.ts";
import { thumbnails } from "../image/thumbnails.ts";
import type { Matrix } from "../projection/matrix.ts";
import type { Pairs } from "../projection/modality_gap.ts";

/** A picture with its caption that figures show, and its row among the embeddings. */
export interface ShownPair {
  /** Row of the embeddings, and of every map of them. */
  row: number;
  /** What the picture is of. */
  topic: string;
  /** The caption. */
  text: string;
  /** A thumbnail; absent where a figure does without. */
  image?: Uint8Array;
}

/** Which pairs {@link shownPairs} takes, and how large their pictures are. */
export interface ShownPairOptions {
  /** Pairs of each topic, the first ones. Default 12. */
  each?: number;
  /** Shorter side of a thumbnail in pixels. Default 32. */
  side?: number;
  /** Most bytes of all thumbnails together. Default 50,000. */
  budget?: number;
}

/** Takes a few pictures of every topic, so that a map of all of them can be read. */
export async function shownPairs(
  { images, captions }: Pick<Embeddings, "images" | "captions">,
  { names, of }: Topics,
  { each = 12, side = 32, budget = 50_000 }: ShownPairOptions = {},
): Promise<ShownPair[]> {
  const chosen = names.flatMap((topic) =>
    [...images.keys()].filter((row) => of.get(images[row].id) === topic).slice(0, each)
      .map((row) => ({ row, topic, text: captions[row] }))
  );
  const small = await thumbnails(chosen.map(({ row }) => images[row].path), { side, budget });
  return chosen.map((pair, i) => ({ ...pair, image: small[i] }));
}

/**
 * Puts pairs into a map of pictures and captions, for `pairMap` of `#lib/figures`.
 *
 * @param options.pictures Whether a mark shows its picture when it is pointed at; default true.
 */
export function pairsOnMap(
  pairs: readonly ShownPair[],
  { first, second }: Pairs,
  { pictures = true }: { pictures?: boolean } = {},
): MappedPair[] {
  return pairs.map(({ row, topic, text, image }) => ({
    ...{ topic, text, picture: pointOf(first, row), caption: pointOf(second, row) },
    ...pictures && image !== undefined && { image },
  }));
}

/** All pictures of a map with thumbnails, for `pictureMap` of `#lib/figures`. */
export async function picturesOnMap(
  { images, captions }: Pick<Embeddings, "images" | "captions">,
  map: Matrix,
): Promise<MappedPicture[]> {
  const budget = 1500 * images.length;
  const small = await thumbnails(images.map(({ path }) => path), { side: 32, budget });
  return small.map((image, row) => ({ ...pointOf(map, row), image, text: captions[row] }));
}

/** Makes panels of maps for `mapPanels` of `#lib/figures`; rows without a topic are left out. */
export function judgedPanels(
  maps: readonly JudgedMap[],
  topics: readonly (string | undefined)[],
): MapPanel[] {
  return maps.map(({ title, map, trustworthiness, kept }) => ({
    title,
    subtitle: `trustworthiness ${decimals(trustworthiness, 2)}, kept ${decimals(kept, 2)}`,
    points: topics.flatMap((topic, row) =>
      topic === undefined ? [] : [{ ...pointOf(map, row), topic }]
    ),
  }));
}

/** Puts words into a map, for `wordMap` of `#lib/figures`. */
export function wordsOnMap(
  words: readonly string[],
  { kinds, map }: { kinds: readonly string[]; map: Matrix },
): MappedWord[] {
  return words.map((word, row) => ({ word, topic: kinds[row], ...pointOf(map, row) }));
}

function pointOf({ data }: Matrix, row: number): { x: number; y: number } {
  return { x: data[2 * row], y: data[2 * row + 1] };
}
