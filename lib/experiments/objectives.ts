import { crossEntropy } from "../training/cross_entropy.ts";
import { hardAttention } from "../training/hard_attention.ts";
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
};

/** Makes the objective that settings ask for; teacher forcing where they say nothing. */
export function makeObjective(settings: ObjectiveSettings = { kind: "cross-entropy" }): Objective {
  switch (settings.kind) {
    case "cross-entropy":
      return crossEntropy(settings);
    case "hard-attention":
      return hardAttention(settings);
  }
}
