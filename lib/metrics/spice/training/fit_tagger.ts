import { FeatureList } from "../parser/feature_list.ts";
import { best, type Linear } from "../parser/linear.ts";
import type { TagKinds } from "../parser/tag_kinds.ts";
import { tagAgain, tagOnce } from "../parser/tagger.ts";
import { firstFeatures, secondFeatures } from "../parser/tagger_features.ts";
import type { WordShape } from "../parser/word_shapes.ts";
import { Averaged } from "./averaged.ts";
import { shuffled } from "./shuffled.ts";

const EPOCHS = 4, BITS = 20;

/** How far the right tag must be ahead of all others: unseen sentences are tagged better for it. */
const MARGIN = 20;

/** Each part of the sentences is tagged by a tagger that has learned from the other. */
const PARTS = 2;

/** What a tagger learns from: words, and the numbers of the right tags. */
export interface TaggedWords {
  shapes: readonly WordShape[];
  tags: Uint8Array;
}

/** The two looks of the tagger, and tags as it gives them to sentences that it does not know. */
export interface FittedTagger {
  first: Linear;
  second: Linear;
  tags: Uint8Array[];
}

/** Learns to tag. */
export function fitTagger(examples: readonly TaggedWords[], kinds: TagKinds): FittedTagger {
  const classes = kinds.finite.length;
  const fitFirst = (part: readonly number[]) => fit(part, { examples, classes, kinds });
  const once = crossed(examples, fitFirst, (i, first) => tagOnce(examples[i].shapes, first, kinds));
  const fitSecond = (part: readonly number[]) => fit(part, { examples, classes, kinds, once });
  const tags = crossed(
    examples,
    fitSecond,
    (i, second) => tagAgain(examples[i].shapes, once[i], { second, kinds }),
  );
  const all = examples.map((_, i) => i);
  return { first: fitFirst(all), second: fitSecond(all), tags };
}

/** Calls with each sentence and a classifier that was fitted to the other parts. */
function crossed(
  examples: readonly TaggedWords[],
  fitTo: (part: readonly number[]) => Linear,
  give: (i: number, linear: Linear) => Uint8Array,
): Uint8Array[] {
  const given: Uint8Array[] = [];
  for (let part = 0; part < PARTS; part++) {
    const linear = fitTo(examples.map((_, i) => i).filter((i) => i % PARTS !== part));
    for (let i = part; i < examples.length; i += PARTS) given[i] = give(i, linear);
  }
  return given;
}

interface FitOptions {
  examples: readonly TaggedWords[];
  classes: number;
  kinds: TagKinds;
  /** Tags of the first look; given for the second. */
  once?: readonly Uint8Array[];
}

function fit(part: readonly number[], { examples, classes, kinds, once }: FitOptions): Linear {
  const linear = new Averaged(classes, BITS);
  const features = new FeatureList(), scores = new Float32Array(classes);
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    for (const i of shuffled(part, epoch)) {
      const { shapes, tags } = examples[i];
      const given = new Uint8Array(shapes.length);
      for (let at = 0; at < shapes.length; at++) {
        const look = { shapes, tags: given, at, kinds };
        if (once) secondFeatures(features, { ...look, once: once[i] });
        else firstFeatures(features, look);
        linear.score(features, scores);
        given[at] = best(scores);
        linear.tick();
        scores[tags[at]] -= MARGIN;
        const rival = best(scores);
        if (rival === tags[at]) continue;
        linear.move(features, { to: tags[at], by: 1 });
        linear.move(features, { to: rival, by: -1 });
      }
    }
  }
  return linear.mean();
}
