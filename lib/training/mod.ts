/**
 * Training of any decoder: objectives, the loop of updates, checkpoints.
 *
 * {@linkcode train} knows the contract `Decoder` and nothing of encoders, data sets or words: it gets
 * batches of token ids, a function that gives the features of pictures, and a function that measures the
 * decoder on development pictures. What is minimized is an {@linkcode Objective}: teacher forcing if
 * nothing is said ({@linkcode crossEntropy}), under the decoder's own words ({@linkcode scheduledSampling}), by
 * reward ({@linkcode selfCritical} with {@linkcode ciderReward}), or {@linkcode hardAttention}. It shows nothing:
 * its events go to a callback, from which a terminal, a notebook and {@linkcode trainingLog} each take what they
 * show. What it is *not*: a framework with hooks; whoever needs another loop writes one over
 * {@linkcode slopesOf}.
 *
 * @example
 * ```ts
 * import { Batches } from "#lib/datasets";
 * import { LstmDecoder } from "#lib/decoders";
 * import { adam } from "#lib/optim";
 * import { Random, startTensors, zeros } from "#lib/tensor";
 * import { train } from "#lib/training";
 * import assert from "node:assert/strict";
 *
 * await startTensors();
 * const decoder = new LstmDecoder({
 *   vocabularySize: 9, featureWidth: 4, embeddingWidth: 8, hiddenWidth: 8, layers: 1, dropout: 0,
 * }, new Random(1));
 * const pairs = [{ imageId: 1, tokens: [4, 5] }, { imageId: 2, tokens: [6] }];
 * const { course } = await train(decoder, {
 *   optimizer: adam(0.05),
 *   batches: new Batches(pairs, { batchSize: 2, maximumLength: 20, seed: 1 }),
 *   features: (ids) => ({ pooled: zeros([ids.length, 4]), grid: zeros([ids.length, 0, 4]) }),
 *   updates: 30,
 *   evaluateEvery: 30,
 *   evaluate: () => Promise.resolve({ loss: 0, score: 0 }),
 *   random: new Random(1),
 * });
 * assert.ok(course.losses[29] < course.losses[0]);
 * ```
 *
 * @module
 */
export type { CaptionRows, Decoder, Features, Mode, Parameters, Progress } from "../types.ts";
export { breath } from "./breath.ts";
export {
  type Checkpoint,
  type FoundCheckpoint,
  hasCheckpoint,
  readCheckpoint,
  removeCheckpoints,
  type Weights,
} from "./checkpoint.ts";
export { ciderReward, type CiderRewardOptions } from "./cider_reward.ts";
export { bestEvaluation, type Course, type DevelopmentScore } from "./course.ts";
export { captionCrossEntropy, crossEntropy, type CrossEntropyOptions } from "./cross_entropy.ts";
export { doublyStochastic } from "./doubly_stochastic.ts";
export {
  hardAttention,
  hardAttentionLoss,
  hardAttentionObjective,
  type HardAttentionTerms,
  hardAttentionTerms,
  type HardAttentionWeights,
  movedBaseline,
} from "./hard_attention.ts";
export { type Lesson, type Objective, type Slopes, slopesOf } from "./objective.ts";
export { inverseSigmoidProbability, linearProbability } from "./sampling_schedule.ts";
export { scheduledSampling, type ScheduledSamplingOptions } from "./scheduled_sampling.ts";
export { type Reward, selfCritical, type SelfCriticalOptions } from "./self_critical.ts";
export { selfCriticalLoss } from "./self_critical_loss.ts";
export { type CheckpointOptions, train, type Trained, type TrainOptions } from "./train.ts";
export type { TrainingEvent, TrainingProgress } from "./training_event.ts";
export { trainingLog } from "./training_log.ts";
export { type FeatureSource, validationLoss } from "./validate.ts";
