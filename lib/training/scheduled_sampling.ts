import { draw } from "../decoding/sample.ts";
import { disposeState } from "../decoding/state.ts";
import { gather, logSoftmax, type Random, type Tensor, tensor1d, tidy } from "../tensor/mod.ts";
import type { CaptionRows, Decoder, Features, State } from "../types.ts";
import { crossEntropy } from "./cross_entropy.ts";
import type { Objective } from "./objective.ts";

/** What words are replaced by, and how often. */
export interface ScheduledSamplingOptions {
  /**
   * Probability ε that a word is replaced in an update, from 0 to 1: {@linkcode linearProbability},
   * {@linkcode inverseSigmoidProbability} or any other function.
   */
  probability: (update: number) => number;
  /** What is minimized under the inputs that come of it; default {@linkcode crossEntropy}. */
  objective?: Objective;
  /** Ids that are never drawn: `<pad>` and `<start>`, as a rule `<unk>`; default none. */
  suppressed?: readonly number[];
}

/** No dropout: the words are drawn as the decoder will say them. */
const EVALUATION = { training: false };

/**
 * An objective under inputs that are partly the decoder's own words.
 *
 * Each word that is read, but `<start>`, is replaced with probability ε by a draw from
 * `p(w | image, what was read so far)`, replacements before it among them; what should be said stays as it is.
 * So a decoder learns to go on from what it says itself. Scheduled sampling of Bengio et al., 2015, section
 * 2.3 (https://arxiv.org/abs/1506.03099), whose ε is the probability of the true word: 1 less ours. A coin is
 * thrown for each word, as there; no gradient flows through the draws. The decoder draws without dropout; the
 * inner objective has it as ever.
 *
 * With ε = 0 it is the inner objective, bit for bit. What is drawn for a caption comes from a stream of its
 * row in the batch, so it does not depend on the other rows.
 *
 * @throws {RangeError} From an update, if its probability is not from 0 to 1.
 *
 * @example
 * ```ts
 * import { crossEntropy, linearProbability, scheduledSampling } from "#lib/training";
 * import { PAD, START, UNK } from "#lib/text";
 * import assert from "node:assert/strict";
 *
 * const objective = scheduledSampling({
 *   probability: linearProbability(0.25, { updates: 10_000 }),
 *   objective: crossEntropy({ smoothing: 0.1 }),
 *   suppressed: [PAD, START, UNK],
 * });
 * assert.equal(objective.name, "smoothed cross-entropy under scheduled sampling");
 * ```
 */
export function scheduledSampling(
  { probability, objective = crossEntropy(), suppressed = [] }: ScheduledSamplingOptions,
): Objective {
  return {
    name: `${objective.name} under scheduled sampling`,
    async slopes(decoder, lesson) {
      const { features, batch, mode, update } = lesson, chance = probability(update);
      if (!(chance >= 0 && chance <= 1)) {
        throw new RangeError(
          `Cannot replace words: the probability must be from 0 to 1, current value is ${chance} in update ${update}`,
        );
      }
      const random = mode.random.split("scheduled sampling");
      const how = { features, chance, random, suppressed };
      const inputs = await mixedInputs(decoder, batch, how);
      return await objective.slopes(decoder, { ...lesson, batch: { ...batch, inputs } });
    },
  };
}

/** The inputs of a batch, some of its words replaced by the decoder's own. */
async function mixedInputs(
  decoder: Decoder,
  rows: CaptionRows,
  { features, chance, random, suppressed }: {
    features: Features;
    chance: number;
    random: Random;
    suppressed: readonly number[];
  },
): Promise<Int32Array> {
  const { size: B, length: T } = rows, inputs = Int32Array.from(rows.inputs);
  const streams = Array.from({ length: B }, (_, row) => random.split(row));
  const replaced = replacedRows(rows, { chance, streams });
  const steps = replaced.findLastIndex((row) => row.length > 0);
  if (steps < 0) return inputs;
  let state = decoder.start(features, EVALUATION);
  try {
    for (let t = 0; t < steps; t++) {
      const read = Int32Array.from({ length: B }, (_, row) => inputs[row * T + t]);
      const step = scoredStep(decoder, { state, read, rows: replaced[t + 1] });
      disposeState(state, step.state);
      state = step.state;
      const scores = await step.scores?.data();
      step.scores?.dispose();
      replaced[t + 1].forEach((row, i) => {
        const V = scores!.length / replaced[t + 1].length;
        const own = scores!.subarray(i * V, (i + 1) * V);
        for (const id of suppressed) own[id] = -Infinity;
        const word = draw({ scores: own }, { random: streams[row] });
        if (word >= 0) inputs[row * T + t + 1] = word;
      });
    }
  } finally {
    disposeState(state);
  }
  return inputs;
}

/** The rows whose word is replaced, by step; a caption's coins are thrown before its words are drawn. */
function replacedRows(
  { size: B, length: T, targets }: CaptionRows,
  { chance, streams }: { chance: number; streams: readonly Random[] },
): number[][] {
  const replaced = Array.from({ length: T }, (): number[] => []);
  for (let row = 0; row < B; row++) {
    for (let t = 1; t < T && targets[row * T + t] !== 0; t++) {
      if (streams[row].chance(chance)) replaced[t].push(row);
    }
  }
  return replaced;
}

/** Reads a token a row; log-probabilities of what follows in the rows named, `[rows, V]`, if any is. */
function scoredStep(
  decoder: Decoder,
  { state, read, rows }: { state: State; read: Int32Array; rows: readonly number[] },
): { state: State; scores?: Tensor } {
  return tidy(() => {
    const { state: next, logits } = decoder.step(state, tensor1d(read, "int32"), EVALUATION);
    if (rows.length === 0) return { state: next };
    return { state: next, scores: logSoftmax(gather(logits, tensor1d([...rows], "int32"))) };
  }) as { state: State; scores?: Tensor };
}
