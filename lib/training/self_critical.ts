import {
  checkDecoding,
  checkWhole,
  type DecodingOptions,
  type Generated,
} from "../decoding/generated.ts";
import { greedy } from "../decoding/greedy.ts";
import { sample } from "../decoding/sample.ts";
import { add, dispose, gather, type Random, type Tensor, tensor1d, tidy } from "../tensor/mod.ts";
import type { CaptionRows, Decoder, Features } from "../types.ts";
import { type Objective, slopesOf } from "./objective.ts";
import { selfCriticalLoss } from "./self_critical_loss.ts";

/** Scores what a decoder has said about pictures: a number a caption, higher is better. */
export type Reward = (
  captions: readonly Generated[],
  imageIds: readonly number[],
) => ArrayLike<number> | Promise<ArrayLike<number>>;

/** How captions are drawn and judged. */
export interface SelfCriticalOptions
  extends Pick<DecodingOptions, "start" | "end" | "maximumLength" | "suppressed"> {
  /** What captions are judged by: {@linkcode ciderReward} or any other function. */
  reward: Reward;
  /**
   * What a reward is compared with: `greedy`, that of the picture's greedy caption (Rennie et al.), or
   * `mean`, that of the picture's other samples. Default `greedy`.
   */
  baseline?: "greedy" | "mean";
  /** Captions drawn a picture, `K`; default 5. From 2 where the baseline is `mean`. */
  samples?: number;
  /**
   * What the sum over the tokens is divided by: the number of tokens, or of samples. Default `token`: a
   * gradient of the size that cross-entropy in nats a token has.
   */
  per?: "token" | "sample";
}

/** No dropout: see {@linkcode selfCritical}. */
const EVALUATION = { training: false };

/**
 * The objective of self-critical sequence training: makes captions likelier that are rewarded above a baseline.
 *
 * `loss = −(1/N) Σ_ik (r(c_ik) − b_ik) Σ_t log p(c_ikt | c_ik1 … c_ik(t−1), image_i)` over `K` captions drawn
 * for each picture, their `<end>` among the tokens `t`. Its gradient estimates minus that of the expected
 * reward: REINFORCE (Williams, 1992, https://doi.org/10.1007/BF00992696) with the baseline `b` of Rennie et
 * al., 2017, section 3 (https://arxiv.org/abs/1612.00563), the reward of the greedy caption, or with the mean
 * of the picture's other samples (Luo, 2020, https://arxiv.org/abs/2003.09971), which needs no further
 * decoding. `N` is the number of tokens drawn, or of samples. Per sample the estimate is the gradient itself;
 * per token it is smaller by the mean length, so that learning rates of cross-entropy stay apt; as `N` is of
 * the whole batch, long captions do not count less than short ones.
 *
 * The probabilities are those that captions are drawn by: over the tokens that are not suppressed. Nothing is
 * dropped: neither where captions are drawn nor where they are differentiated, so that what is improved is the
 * decoder as it will be used. (Published programs draw with dropout. A decoder with hard attention looks at its
 * likeliest position, and does not learn where to look.)
 *
 * The captions of a batch are not read: it names the pictures, and one that is in it twice is learned from once.
 * A batch is differentiated sample by sample, so that an update needs the memory of one of cross-entropy without
 * the decoder's own `loss`. The loss that a training records is minus the mean reward of the samples.
 *
 * @throws {RangeError} If an option is out of its range; from an update, if a reward is not finite or nothing
 * may be said.
 *
 * @example
 * ```ts
 * import { Batches } from "#lib/datasets";
 * import { LstmDecoder } from "#lib/decoders";
 * import { Random, startTensors, zeros } from "#lib/tensor";
 * import { END, PAD, START, UNK } from "#lib/text";
 * import { ciderReward, selfCritical } from "#lib/training";
 * import assert from "node:assert/strict";
 *
 * await startTensors();
 * const decoder = new LstmDecoder({
 *   vocabularySize: 9, featureWidth: 4, embeddingWidth: 3, hiddenWidth: 5, layers: 1, dropout: 0,
 * }, new Random(1));
 * const pairs = [{ imageId: 1, tokens: [4, 5] }, { imageId: 2, tokens: [6] }];
 * const objective = selfCritical({
 *   reward: ciderReward(pairs, { end: END }),
 *   baseline: "mean",
 *   start: START,
 *   end: END,
 *   suppressed: [PAD, START, UNK],
 * });
 * const { loss } = await objective.slopes(decoder, {
 *   features: { pooled: zeros([2, 4]), grid: zeros([2, 0, 4]) },
 *   batch: new Batches(pairs, { batchSize: 2, maximumLength: 20 }).batch(0, 0),
 *   mode: { training: true, random: new Random(1) },
 *   update: 1,
 *   memory: [],
 * });
 * assert.ok(loss <= 0 && loss >= -10); // CIDEr-D is from 0 to 10
 * ```
 */
export function selfCritical(options: SelfCriticalOptions): Objective {
  checkOptions(options);
  return {
    name: "negative reward",
    async slopes(decoder, { features, batch: { imageIds }, mode }) {
      const images = [...new Set(imageIds)];
      const once = featuresOf(features, images.map((id) => imageIds.indexOf(id)));
      try {
        const random = mode.random.split("self-critical");
        const drawn = await judged(decoder, { features: once, images, random, options });
        return await learned(decoder, { ...drawn, features: once, options });
      } finally {
        if (once !== features) dispose([once.pooled, once.grid]);
      }
    },
  };
}

/** The rows named: as tensors of their own, unless they are all there are. */
function featuresOf(features: Features, rows: readonly number[]): Features {
  const { pooled, grid } = features;
  if (rows.length === pooled.shape[0]) return features;
  return tidy(() => {
    const ids = tensor1d([...rows], "int32");
    return { pooled: gather(pooled, ids), grid: gather(grid, ids) };
  });
}

/** Captions of each picture, and how much better each is than expected. */
interface Judged {
  captions: Generated[][];
  advantages: number[][];
  /** Mean over all of them. */
  reward: number;
}

/** Draws captions and compares their rewards with the baseline's. */
async function judged(
  decoder: Decoder,
  { features, images, random, options }: {
    features: Features;
    images: readonly number[];
    random: Random;
    options: SelfCriticalOptions;
  },
): Promise<Judged> {
  const { baseline = "greedy", samples: K = 5, reward } = options, how = decodingOf(options);
  const captions = await sample(decoder, features, { ...how, random, count: K });
  const ids = images.flatMap((id) => new Array<number>(K).fill(id));
  const rewards = await rewardsOf(reward, captions.flat(), ids);
  const expected = baseline === "greedy"
    ? await rewardsOf(reward, await greedy(decoder, features, how), images)
    : undefined;
  return {
    captions,
    advantages: advantagesOf(rewards, { samples: K, expected }),
    reward: rewards.reduce((a, b) => a + b, 0) / rewards.length,
  };
}

/** By how much each sample's reward is above what was expected of its picture: the mean of the others if nothing. */
export function advantagesOf(
  rewards: readonly number[],
  { samples: K, expected }: { samples: number; expected?: readonly number[] },
): number[][] {
  return Array.from({ length: rewards.length / K }, (_, image) => {
    const own = rewards.slice(image * K, (image + 1) * K);
    const total = own.reduce((sum, each) => sum + each, 0);
    return own.map((each) => each - (expected?.[image] ?? (total - each) / (K - 1)));
  });
}

async function rewardsOf(
  reward: Reward,
  captions: readonly Generated[],
  imageIds: readonly number[],
): Promise<number[]> {
  const rewards = Array.from(await reward(captions, imageIds));
  const wrong = imageIds.findIndex((_, i) => !Number.isFinite(rewards[i]));
  if (wrong >= 0) {
    throw new RangeError(
      `Cannot learn from a reward: it must be finite, current value is ${rewards[wrong]} ` +
        `for image ${imageIds[wrong]}`,
    );
  }
  return rewards;
}

/** The gradient, added up sample by sample: one caption of every picture at a time. */
async function learned(
  decoder: Decoder,
  { captions, advantages, reward, features, options }: Judged & {
    features: Features;
    options: SelfCriticalOptions;
  },
): Promise<{ loss: number; gradients: Record<string, Tensor> }> {
  const { per = "token" } = options, { suppressed } = decodingOf(options);
  const passes = captions[0].map((_, k) => rowsOf(captions.map((own) => own[k]), options));
  const tokens = passes.reduce((sum, { targets }) => sum + targets.filter(Boolean).length, 0);
  if (tokens === 0) {
    throw new RangeError("Cannot learn from a reward: the decoder must say at least one token");
  }
  const divisor = per === "token" ? tokens : captions.length * passes.length;
  let sum = 0, gradients: Record<string, Tensor> | undefined;
  for (const [k, rows] of passes.entries()) {
    if (!rows.targets.some(Boolean)) continue;
    const pass = await slopesOf(decoder, () =>
      selfCriticalLoss(decoder, {
        features,
        rows,
        advantages: advantages.map((own) => own[k]),
        divisor,
        suppressed,
        mode: EVALUATION,
      }));
    sum += pass.loss;
    gradients = gradients === undefined ? pass.gradients : added(gradients, pass.gradients);
  }
  // The sum itself says nothing of how well the decoder does; that it is not finite says that it is broken.
  return { loss: Number.isFinite(sum) ? -reward : sum, gradients: gradients! };
}

/** Adds gradients by name, and disposes of both. */
function added(
  a: Record<string, Tensor>,
  b: Record<string, Tensor>,
): Record<string, Tensor> {
  return Object.fromEntries(
    Object.entries(a).map(([name, slope]) => {
      const both = add(slope, b[name]);
      dispose([slope, b[name]]);
      return [name, both];
    }),
  );
}

/** Captions as rows for teacher forcing; one that was cut has no `<end>`. */
function rowsOf(
  captions: readonly Generated[],
  { start, end }: { start: number; end: number },
): CaptionRows {
  const said = captions.map(({ tokens, ended }) => ended ? [...tokens, end] : tokens);
  const length = Math.max(1, ...said.map((tokens) => tokens.length));
  const inputs = new Int32Array(said.length * length), targets = new Int32Array(inputs.length);
  said.forEach((tokens, row) => {
    targets.set(tokens, row * length);
    inputs.set([start, ...tokens.slice(0, -1)], row * length);
  });
  return { size: said.length, length, inputs, targets };
}

/** Id 0 is padding wherever captions stand in rows, so it is never said. */
function decodingOf({ start, end, maximumLength, suppressed = [] }: SelfCriticalOptions) {
  return { start, end, maximumLength, suppressed: [0, ...suppressed] };
}

function checkOptions(options: SelfCriticalOptions): void {
  const { baseline = "greedy", samples = 5 } = options;
  checkDecoding(decodingOf(options));
  checkWhole("samples", samples, baseline === "mean" ? 2 : 1);
}
