import { addN, div, exp, log, logSoftmax, maximum, type Tensor, tidy } from "../tensor/mod.ts";
import type { Decoder, Features, Forward, Mode, State, Step } from "../types.ts";

/** The smallest normal float: keeps the logarithm of a vanished probability finite. */
const TINY = 2 ** -126;

/** Features by several encoders: those of the first, and of every member of an ensemble. */
export interface EnsembleFeatures extends Features {
  /** In the order of the members. */
  members: readonly Features[];
}

/** Puts together what the members of an ensemble read, where they read different features. */
export function ensembleFeatures(members: readonly Features[]): EnsembleFeatures {
  return { ...members[0], members };
}

/**
 * Lets several decoders speak as one: the mean of their probabilities.
 *
 * `p(w) = (1/M) Σ_m p_m(w)` at every step. They may be of any kinds and sizes and read different features
 * ({@linkcode ensembleFeatures}); they must share the vocabulary. The result is a decoder like any other,
 * for each algorithm here; its logits are log-probabilities. Its `attention` is the mean of the members'
 * where all tell theirs over equally many positions.
 *
 * @param decoders At least one. `dispose` of the ensemble disposes of them.
 * @throws {RangeError} If there is none.
 *
 * @example
 * ```ts
 * import { LstmDecoder } from "#lib/decoders";
 * import { ensemble, greedy } from "#lib/decoding";
 * import { Random, startTensors, zeros } from "#lib/tensor";
 * import assert from "node:assert/strict";
 *
 * await startTensors();
 * const member = (hiddenWidth: number) => new LstmDecoder({
 *   vocabularySize: 9, featureWidth: 4, embeddingWidth: 3, hiddenWidth, layers: 1, dropout: 0,
 * }, new Random(hiddenWidth));
 * const features = { pooled: zeros([2, 4]), grid: zeros([2, 0, 4]) };
 * const captions = await greedy(ensemble([member(5), member(8)]), features, { start: 1, end: 2 });
 * assert.equal(captions.length, 2);
 * ```
 */
export function ensemble(decoders: readonly Decoder[]): Decoder {
  if (decoders.length === 0) {
    throw new RangeError("Cannot make an ensemble: there must be at least one decoder");
  }
  return {
    parameters: new Map(
      decoders.flatMap(({ parameters }, member) =>
        [...parameters].map(([name, each]) => [`${member}/${name}`, each] as const)
      ),
    ),
    start: (features, mode) =>
      joined(
        decoders.map((each, member) => each.start(featuresOf(features, member), mode)),
      ),
    step: (state, tokens, mode) => stepAll(decoders, { state, tokens, mode }),
    forward: (features, tokens, mode) =>
      tidy(() => {
        const runs = decoders.map((each, member) =>
          each.forward(featuresOf(features, member), tokens, mode)
        );
        return together(runs);
      }),
    dispose: () => decoders.forEach((each) => each.dispose()),
  };
}

function stepAll(
  decoders: readonly Decoder[],
  { state, tokens, mode }: { state: State; tokens: Tensor; mode: Mode },
): Step {
  return tidy(() => {
    const steps = decoders.map((each, member) => each.step(part(state, member), tokens, mode));
    return { state: joined(steps.map((step) => step.state)), ...together(steps) };
  });
}

/** Mean of the probabilities, as log-probabilities, and of the attention weights. */
function together(scored: readonly Pick<Forward, "logits" | "attention">[]): Forward {
  const probabilities = scored.map(({ logits }) => exp(logSoftmax(logits)));
  const logits = log(maximum(average(probabilities), TINY));
  const attentions = scored.map(({ attention }) => attention);
  const first = attentions[0]?.shape.join();
  if (!attentions.every((each) => each !== undefined && each.shape.join() === first)) {
    return { logits };
  }
  return { logits, attention: average(attentions as Tensor[]) };
}

function average(tensors: Tensor[]): Tensor {
  return div(addN(tensors), tensors.length);
}

function featuresOf(features: Features, member: number): Features {
  return "members" in features ? (features as EnsembleFeatures).members[member] : features;
}

/** One state of all members' states: each name behind the member's number. */
function joined(states: readonly State[]): State {
  return Object.fromEntries(
    states.flatMap((state, member) =>
      Object.entries(state).map(([name, tensor]) => [`${member}/${name}`, tensor])
    ),
  );
}

function part(state: State, member: number): State {
  const prefix = `${member}/`;
  return Object.fromEntries(
    Object.entries(state).filter(([name]) => name.startsWith(prefix))
      .map(([name, tensor]) => [name.slice(prefix.length), tensor]),
  );
}
