import { averagedLosses, bestEvaluation, type Course } from "../training/course.ts";
import type { Material } from "./material.ts";
import type { RunRecord } from "./run_folder.ts";

/** What a record says about the material. */
export function materialFacts(
  { counts, pairs, dev, val, vocabulary, features }: Material,
): RunRecord["material"] {
  return {
    trainCaptions: pairs.train.length,
    devImages: dev.images.length,
    valImages: val.images.length,
    vocabulary: vocabulary.size,
    dropped: {
      rejected: counts.train.rejected + counts.val.rejected,
      precanned: counts.train.precanned + counts.val.precanned,
    },
    skipped: [...features.train.skipped, ...features.val.skipped],
  };
}

/** What a record says about the training. */
export function trainingFacts(course: Course, { pairs }: Material): RunRecord["training"] {
  return {
    updates: course.losses.length,
    epochs: Number((course.captions / pairs.train.length).toFixed(2)),
    seconds: Math.round(course.seconds),
    captionsPerSecond: Math.round(course.captions / course.seconds),
    best: bestEvaluation(course)!,
    losses: averagedLosses(course.losses, 200),
    evaluations: course.evaluations,
  };
}
