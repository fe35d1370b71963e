import type { CaptionPair } from "../datasets/batches.ts";
import { END, PAD, START, UNK } from "../text/vocabulary.ts";
import { ciderReward } from "../training/cider_reward.ts";
import { crossEntropy } from "../training/cross_entropy.ts";
import { hardAttention } from "../training/hard_attention.ts";
import { linearProbability } from "../training/sampling_schedule.ts";
import { scheduledSampling } from "../training/scheduled_sampling.ts";
import { selfCritical } from "../training/self_critical.ts";
import type { Objective } from "../training/objective.ts";

/** What a training minimizes, as it stands in settings. */
export type ObjectiveSettings = {
  /** Teacher forcing. */
  kind: "cross-entropy";
  /** Share of a target's probability that is spread over the vocabulary, `ε`; default 0. */
  smoothing?: number;
  /** Ask a decoder with attention to look everywhere alike in all, weighted by `λ`; default: do not. */
  doublyStochastic?: { weight: number; target: "one" | "share" };
} | {
  /** The bound of hard attention, by REINFORCE. */
  kind: "hard-attention";
  /** Weight of the entropy of the attention weights, `λ_e`. */
  entropy: number;
  /** Weight of the reward, `λ_r`. */
  reward: number;
} | {
  /** CIDEr-D of drawn captions against the training references: what a training that goes on may use. */
  kind: "self-critical";
  /** What a caption's reward is compared with: that of the greedy one, or of the picture's other ones. */
  baseline: "greedy" | "mean";
  /** Captions drawn a picture. */
  samples: number;
} | {
  /** Teacher forcing on inputs of which some are the decoder's own words. */
  kind: "scheduled-sampling";
  /** Probability of an own word after `updates`, to which it rises from 0 in a line. */
  probability: number;
  /** Updates until then. */
  updates: number;
};

/** Makes the objective that settings ask for; teacher forcing where they say nothing. */
export function makeObjective(
  settings: ObjectiveSettings = { kind: "cross-entropy" },
  { pairs, maximumLength }: { pairs: readonly CaptionPair[]; maximumLength: number },
): Objective {
  const suppressed = [PAD, START, UNK];
  switch (settings.kind) {
    case "cross-entropy":
      return crossEntropy(settings);
    case "hard-attention":
      return hardAttention(settings);
    case "self-critical":
      return selfCritical({
        ...settings,
        reward: ciderReward(pairs, { end: END }),
        ...{ start: START, end: END, suppressed, maximumLength },
      });
    case "scheduled-sampling": {
      const { probability, updates } = settings;
      return scheduledSampling({
        probability: linearProbability(probability, { updates }),
        suppressed,
      });
    }
  }
}
