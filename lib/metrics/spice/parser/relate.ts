import { FeatureList } from "./feature_list.ts";
import { best, type Linear } from "./linear.ts";
import { relateFeatures, treeOf } from "./relate_features.ts";
import type { Tagged } from "./partial_parse.ts";

const features = new FeatureList();

/** Names the relation of each word to its head. @returns Numbers of relations. */
export function relate(tagged: Tagged, heads: Int32Array, linear: Linear): Uint8Array {
  const tree = treeOf(heads);
  const given = new Uint8Array(heads.length);
  const scores = new Float32Array(linear.classes);
  for (let at = 0; at < given.length; at++) {
    relateFeatures(features, { tagged, tree, at, given });
    linear.score(features, scores);
    given[at] = best(scores);
  }
  return given;
}
