import { FeatureList } from "../parser/feature_list.ts";
import { best, type Linear } from "../parser/linear.ts";
import { relateFeatures, treeOf } from "../parser/relate_features.ts";
import type { Tagged } from "../parser/partial_parse.ts";
import { Averaged } from "./averaged.ts";
import { shuffled } from "./shuffled.ts";

const EPOCHS = 5, BITS = 19;

/** A tree with the numbers of its relations. */
export interface NamedTree {
  tagged: Tagged;
  heads: readonly number[];
  relations: Uint8Array;
}

/** Learns to name relations. @param classes How many there are. */
export function fitRelate(
  examples: readonly NamedTree[],
  classes: number,
): Linear {
  const linear = new Averaged(classes, BITS);
  const features = new FeatureList(), scores = new Float32Array(classes);
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    for (const { tagged, heads, relations } of shuffled(examples, epoch)) {
      const tree = treeOf(Int32Array.from(heads)), given = new Uint8Array(relations.length);
      for (let at = 0; at < relations.length; at++) {
        relateFeatures(features, { tagged, tree, at, given });
        linear.score(features, scores);
        given[at] = best(scores);
        linear.tick();
        if (given[at] === relations[at]) continue;
        linear.move(features, { to: relations[at], by: 1 });
        linear.move(features, { to: given[at], by: -1 });
      }
    }
  }
  return linear.mean();
}
