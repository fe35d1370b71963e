/**
 * Small decoders for the tests of decoding.
 *
 * @module
 */
import { LstmDecoder, SoftAttentionLstmDecoder } from "#lib/decoders";
import { add, gather, Random, type Tensor, tensor1d, zeros } from "#lib/tensor";
import type { Decoder, Features, State } from "../../lib/types.ts";
import { randomTensor } from "../nn/gradient_check.ts";

/** `<start>` is 1, `<end>` 2; `<pad>`, `<start>` and `<unk>` are never said. */
export const OPTIONS = { start: 1, end: 2, suppressed: [0, 1, 3] };

/** Scores what follows a token by a table. */
export function tableDecoder(table: Tensor): Decoder {
  return {
    parameters: new Map(),
    start: ({ pooled }): State => ({ seen: pooled.clone() }),
    step: ({ seen }, tokens) => ({
      state: { seen: add(seen, 1) },
      logits: gather(table, tokens as Tensor & { rank: 1 }),
    }),
    forward: () => {
      throw new Error("not used");
    },
    dispose: () => table.dispose(),
  };
}

/** Features that say nothing. */
export function blankImages(batch: number, width = 1): Features {
  return { pooled: zeros([batch, width]), grid: zeros([batch, 0, width]) };
}

/** An LSTM with large weights and an end that is often near the best: captions of many lengths. */
export function livelyDecoder(seed = 3): LstmDecoder {
  const decoder = new LstmDecoder({
    vocabularySize: 12,
    featureWidth: 5,
    embeddingWidth: 6,
    hiddenWidth: 7,
    layers: 2,
    dropout: 0.5,
  }, new Random(seed));
  for (const parameter of decoder.parameters.values()) parameter.assign(parameter.mul(3));
  return endingOften(decoder);
}

/** An attention decoder over the same vocabulary, whose steps hand on the grid. */
export function livelyAttention(seed = 3): SoftAttentionLstmDecoder {
  const decoder = new SoftAttentionLstmDecoder({
    vocabularySize: 12,
    gridWidth: 4,
    embeddingWidth: 6,
    hiddenWidth: 7,
    attentionWidth: 5,
    output: "deep",
    dropout: 0,
  }, new Random(seed));
  for (const parameter of decoder.parameters.values()) parameter.assign(parameter.mul(2));
  return endingOften(decoder);
}

function endingOften<D extends Decoder>(decoder: D): D {
  const bias = decoder.parameters.get("output.bias")!;
  bias.assign(bias.add(tensor1d([0, 0, 1.5, 0, 0, 0, 0, 0, 0, 0, 0, 0])));
  return decoder;
}

/** Varied features for both. */
export function variedImages(batch: number, seed = 4): Features {
  const random = new Random(seed);
  return {
    pooled: randomTensor([batch, 5], random).mul(3),
    grid: randomTensor([batch, 3, 4], random).mul(3),
  };
}

/** The features of one of a batch. */
export function alone({ pooled, grid }: Features, row: number): Features {
  return { pooled: pooled.slice([row, 0], [1, -1]), grid: grid.slice([row, 0, 0], [1, -1, -1]) };
}
