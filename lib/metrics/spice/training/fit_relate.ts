import { best, type Linear } from "../parser/linear.ts";
import { RELATE_FEATURES, relateFeatures, treeOf } from "../parser/relate.ts";
import type { Tagged } from "../parser/shift_reduce.ts";
import { Averaged } from "./averaged.ts";
import { repeated, shuffled } from "./shuffled.ts";

const EPOCHS = 5, BITS = 17;

/** A tree with the numbers of its relations. */
export interface NamedTree {
  tagged: Tagged;
  heads: readonly number[];
  relations: Uint8Array;
  times?: number;
}

/** Learns to name relations. @param classes How many there are. */
export function fitRelate(
  examples: readonly NamedTree[],
  classes: number,
): Linear {
  const linear = new Averaged(classes, BITS);
  const features = new Int32Array(RELATE_FEATURES), scores = new Float32Array(classes);
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    for (const i of shuffled(repeated(examples), epoch)) {
      const { tagged, heads, relations } = examples[i];
      const tree = treeOf(Int32Array.from(heads)), given = new Uint8Array(relations.length);
      for (let at = 0; at < relations.length; at++) {
        const count = relateFeatures(tagged, tree, { at, labels: given, into: features });
        linear.score(features, count, scores);
        given[at] = best(scores);
        linear.tick();
        if (given[at] === relations[at]) continue;
        linear.move(features, count, { to: relations[at], by: 1 });
        linear.move(features, count, { to: given[at], by: -1 });
      }
    }
  }
  return linear.mean();
}
