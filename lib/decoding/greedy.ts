import { add, logSoftmax, type Tensor, tensor1d, tidy, topk } from "../tensor/mod.ts";
import type { Decoder, Features, State } from "../types.ts";
import { checkDecoding, type DecodingOptions, type Generated } from "./generated.ts";
import { disposeState, gatherState } from "./state.ts";

const EVALUATION = { training: false };

/**
 * Says the most probable token at every step.
 *
 * `w_t = argmax_w p(w | w_1 … w_{t−1}, image)` over the tokens that are not suppressed. All images of the
 * batch go together; those whose caption has ended leave it. The log-probabilities are the decoder's own,
 * not renormalized after suppression.
 *
 * @param features They stay the caller's.
 * @returns One caption an image, in their order.
 * @throws {RangeError} If the length is not a whole number from 1 or the end token is suppressed.
 *
 * @example
 * ```ts
 * import { LstmDecoder } from "#lib/decoders";
 * import { greedy } from "#lib/decoding";
 * import { Random, startTensors, zeros } from "#lib/tensor";
 * import assert from "node:assert/strict";
 *
 * await startTensors();
 * const decoder = new LstmDecoder({
 *   vocabularySize: 9, featureWidth: 4, embeddingWidth: 3, hiddenWidth: 5, layers: 1, dropout: 0,
 * }, new Random(1));
 * const features = { pooled: zeros([2, 4]), grid: zeros([2, 0, 4]) };
 * const captions = await greedy(decoder, features, { start: 1, end: 2, suppressed: [0, 1, 3] });
 * assert.ok(captions.length === 2 && captions.every(({ tokens }) => tokens.length <= 20));
 * ```
 */
export async function greedy(
  decoder: Decoder,
  features: Features,
  options: DecodingOptions,
): Promise<Generated[]> {
  const { start, end, maximumLength, suppressed } = checkDecoding(options);
  const captions = Array.from({ length: features.pooled.shape[0]! }, (): Generated => {
    return { tokens: [], logProbability: 0, ended: false };
  });
  /** Which captions go on, and the token that each read last. */
  let active = captions.map((_, row) => row), last = captions.map(() => start);
  let state = decoder.start(features, EVALUATION);
  for (let length = 1; active.length > 0 && length <= maximumLength; length++) {
    const choice = choose(decoder, { state, tokens: last, suppressed });
    disposeState(state);
    const [ids, scores] = await Promise.all([choice.ids.data(), choice.scores.data()]);
    choice.ids.dispose();
    choice.scores.dispose();
    const going: number[] = [];
    for (let row = 0; row < active.length; row++) {
      const caption = captions[active[row]];
      caption.logProbability += scores[row];
      caption.ended = ids[row] === end;
      if (caption.ended) continue;
      caption.tokens.push(ids[row]);
      going.push(row);
    }
    state = going.length === active.length ? choice.state : narrowed(choice.state, going);
    active = going.map((row) => active[row]);
    last = going.map((row) => ids[row]);
  }
  disposeState(state);
  return captions;
}

/** The best token of every row, its log-probability, and the state after the step. */
function choose(
  decoder: Decoder,
  { state, tokens, suppressed }: {
    state: State;
    tokens: number[];
    suppressed: readonly number[];
  },
): { state: State; ids: Tensor; scores: Tensor } {
  return tidy(() => {
    const step = decoder.step(state, tensor1d(tokens, "int32"), EVALUATION);
    const scores = logSoftmax(step.logits);
    const mask = new Float32Array(scores.shape[1]!);
    for (const id of suppressed) mask[id] = -Infinity;
    const best = topk(add(scores, tensor1d(mask)), 1);
    return { state: step.state, ids: best.indices, scores: best.values };
  });
}

function narrowed(state: State, rows: number[]): State {
  const kept = tidy(() => gatherState(state, rows));
  disposeState(state);
  return kept;
}
