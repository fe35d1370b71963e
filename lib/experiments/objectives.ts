import { crossEntropy } from "../training/cross_entropy.ts";
import { hardAttention } from "../training/hard_attention.ts";
import type { Objective } from "../training/objective.ts";

/** What a training minimizes, as it stands in settings. */
export type ObjectiveSettings = {
  /** Teacher forcing. */
  kind: "cross-entropy";
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
      return crossEntropy();
    case "hard-attention":
      return hardAttention(settings);
  }
}
