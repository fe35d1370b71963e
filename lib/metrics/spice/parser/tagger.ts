import { FeatureList } from "./feature_list.ts";
import { best, type Linear } from "./linear.ts";
import type { TagKinds } from "./tag_kinds.ts";
import { firstFeatures, secondFeatures } from "./tagger_features.ts";
import type { WordShape } from "./word_shapes.ts";

const features = new FeatureList();

/**
 * Tags the words of a sentence from left to right, and once more with the tags on both sides known.
 *
 * @returns The number of each word's tag.
 */
export function tag(
  shapes: readonly WordShape[],
  { first, second }: { first: Linear; second: Linear },
  kinds: TagKinds,
): Uint8Array {
  return tagAgain(shapes, tagOnce(shapes, first, kinds), { second, kinds });
}

/** The first look. */
export function tagOnce(shapes: readonly WordShape[], first: Linear, kinds: TagKinds): Uint8Array {
  const tags = new Uint8Array(shapes.length);
  const scores = new Float32Array(first.classes);
  for (let at = 0; at < shapes.length; at++) {
    firstFeatures(features, { shapes, tags, at, kinds });
    first.score(features, scores);
    tags[at] = best(scores);
  }
  return tags;
}

/** The second look. @param once Tags of the first look. */
export function tagAgain(
  shapes: readonly WordShape[],
  once: Uint8Array,
  { second, kinds }: { second: Linear; kinds: TagKinds },
): Uint8Array {
  const tags = new Uint8Array(shapes.length);
  const scores = new Float32Array(second.classes);
  for (let at = 0; at < shapes.length; at++) {
    secondFeatures(features, { shapes, tags, at, kinds, once });
    second.score(features, scores);
    tags[at] = best(scores);
  }
  return tags;
}
