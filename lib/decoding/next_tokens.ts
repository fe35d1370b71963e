import { add, logSoftmax, type Tensor, tensor1d, tidy, topk } from "../tensor/mod.ts";
import type { Decoder, State } from "../types.ts";
import type { CheckedOptions } from "./generated.ts";

type Values = Float32Array | Int32Array | Uint8Array;

const EVALUATION = { training: false };

/** Tokens that may follow with their log-probabilities in nats, `−Infinity` for one that may not. */
export interface Candidates {
  ids: ArrayLike<number>;
  scores: ArrayLike<number>;
}

/** What a step is asked for. */
interface Question {
  state: State;
  /** What each row has said so far, without `<start>`. */
  captions: readonly (readonly number[])[];
  options: CheckedOptions;
  /** Most candidates a row, best first; all tokens, in the order of their ids, where it is not given. */
  count?: number;
}

/**
 * Takes one step and gives the tokens that may follow in each row.
 *
 * The log-probabilities are the decoder's own, not renormalized after suppression. A row has fewer
 * candidates than asked for where not as many are allowed.
 */
export async function nextTokens(
  decoder: Decoder,
  { state, captions, options, count }: Question,
): Promise<{ state: State; candidates: Candidates[] }> {
  const blocked = captions.map((caption) => blockedTokens(caption, options));
  const spare = blocked.reduce((most, { size }) => Math.max(most, size), 0);
  const last = captions.map((caption) => caption.at(-1) ?? options.start);
  const hidden = captions[0].length < options.minimumLength
    ? [...options.suppressed, options.end]
    : options.suppressed;
  const step = tidy(() => {
    const { state: next, logits } = decoder.step(state, tensor1d(last, "int32"), EVALUATION);
    const V = logits.shape[1]!, mask = new Float32Array(V);
    for (const id of hidden) mask[id] = -Infinity;
    const scores = add(logSoftmax(logits), tensor1d(mask));
    if (count === undefined) return { state: next, scores };
    const best = topk(scores, Math.min(count + spare, V));
    return { state: next, scores: best.values, ids: best.indices };
  });
  const { scores, ids } = step as { state: State; scores: Tensor; ids?: Tensor };
  const [values, names] = await Promise.all([scores.data(), ids?.data()]);
  const width = scores.shape[1]!;
  scores.dispose();
  ids?.dispose();
  const everyId = Int32Array.from({ length: width }, (_, id) => id);
  const candidates = blocked.map((block, row) => {
    const [from, to] = [row * width, (row + 1) * width];
    return names === undefined
      ? { ids: everyId, scores: without(values.subarray(from, to), block) }
      : best(names.subarray(from, to), { scores: values.subarray(from, to), block, count: count! });
  });
  return { state: step.state, candidates };
}

/** The same scores, those of the blocked tokens overwritten. */
function without(scores: Values, block: Set<number>): Values {
  for (const id of block) scores[id] = -Infinity;
  return scores;
}

/** The first `count` of the sorted tokens that are allowed. */
function best(
  ids: Values,
  { scores, block, count }: { scores: Values; block: Set<number>; count: number },
): Candidates {
  const places = [...ids.keys()].filter((i) => scores[i] > -Infinity && !block.has(ids[i]));
  const first = places.slice(0, count);
  return { ids: first.map((i) => ids[i]), scores: first.map((i) => scores[i]) };
}

/** Tokens that would close a run of `blockedRepeat` tokens that the caption has said already. */
function blockedTokens(
  caption: readonly number[],
  { blockedRepeat: n }: CheckedOptions,
): Set<number> {
  const blocked = new Set<number>();
  if (n === 0) return blocked;
  const opening = caption.length - (n - 1);
  for (let i = 0; i + n <= caption.length; i++) {
    let same = true;
    for (let j = 0; j < n - 1 && same; j++) same = caption[i + j] === caption[opening + j];
    if (same) blocked.add(caption[i + n - 1]);
  }
  return blocked;
}
