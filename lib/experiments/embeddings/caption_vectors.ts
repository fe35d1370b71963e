import type { LstmDecoder } from "../../decoders/lstm.ts";
import type { Matrix } from "../../projection/matrix.ts";
import { dispose, type Tensor, tensor1d, tensor2d, tile, zeros } from "../../tensor/mod.ts";
import { START, type Vocabulary } from "../../text/vocabulary.ts";
import { tokenize } from "../../text/tokenize.ts";
import type { State } from "../../types.ts";

/** Captions that are read at once. */
const BATCH = 256;

const READING = { training: false } as const;

/** What a captioner makes of captions. */
export interface CaptionVectors {
  /** Mean of the words' vectors, `[N, E]`. */
  words: Matrix & { data: Float32Array };
  /** Hidden state of the top layer after the last word, `[N, H]`. */
  hidden: Matrix & { data: Float32Array };
}

/**
 * Reads captions as a captioner reads its training captions, and keeps what it has of each at the end.
 *
 * A captioner reads a picture before the words. Here it reads the same one before every caption, `picture`:
 * with the caption's own picture, the hidden state would hold the picture too, and it would be no wonder if
 * the two lay close together.
 *
 * @param picture Pooled features that stand for no picture in particular, `[F]`: the training pictures' mean.
 */
export async function captionVectors(
  decoder: LstmDecoder,
  captions: readonly string[],
  { vocabulary, picture }: { vocabulary: Vocabulary; picture: ArrayLike<number> },
): Promise<CaptionVectors> {
  const { embeddingWidth: E, hiddenWidth: H } = decoder.config;
  const tokens = captions.map((caption) => vocabulary.encode(tokenize(caption)));
  const table = await decoder.parameters.get("embedding.weight")!.data() as Float32Array;
  const words = new Float32Array(captions.length * E);
  tokens.forEach((ids, row) => {
    for (const id of ids) {
      for (let k = 0; k < E; k++) words[row * E + k] += table[id * E + k] / ids.length;
    }
  });
  const hidden = new Float32Array(captions.length * H);
  for (const rows of batchesOfOneLength(tokens)) {
    const last = await readAll(decoder, rows.map((row) => tokens[row]), picture);
    rows.forEach((row, i) => hidden.set(last.subarray(i * H, (i + 1) * H), row * H));
  }
  const rows = captions.length;
  return { words: { shape: [rows, E], data: words }, hidden: { shape: [rows, H], data: hidden } };
}

/** Rows whose captions have equally many tokens, so that nothing is padded. */
function batchesOfOneLength(tokens: readonly (readonly number[])[]): number[][] {
  const lengths = new Map<number, number[]>();
  tokens.forEach(({ length }, row) => lengths.set(length, [...lengths.get(length) ?? [], row]));
  return [...lengths.values()].flatMap((rows) =>
    Array.from(
      { length: Math.ceil(rows.length / BATCH) },
      (_, batch) => rows.slice(batch * BATCH, (batch + 1) * BATCH),
    )
  );
}

/** Reads captions of one length; gives the top hidden states after the last word, `[B, H]`. */
async function readAll(
  decoder: LstmDecoder,
  captions: readonly (readonly number[])[],
  picture: ArrayLike<number>,
): Promise<Float32Array> {
  const B = captions.length, F = picture.length, top = `h${decoder.config.layers - 1}`;
  const one = tensor2d(Float32Array.from(picture), [1, F]);
  const features = { pooled: tile(one, [B, 1]), grid: zeros([B, 0, F]) };
  let state: State = decoder.start(features, READING);
  dispose([one, features.pooled, features.grid]);
  const steps = [captions.map(() => START)];
  captions[0].forEach((_, t) => steps.push(captions.map((ids) => ids[t])));
  for (const ids of steps) {
    const tokens = tensor1d(ids, "int32");
    const { state: next, logits } = decoder.step(state, tokens, READING);
    dispose([tokens, logits, ...Object.values(state)]);
    state = next;
  }
  const values = await (state[top] as Tensor).data() as Float32Array;
  dispose(Object.values(state));
  return values;
}
