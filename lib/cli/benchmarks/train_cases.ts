import { LstmDecoder } from "../../decoders/lstm.ts";
import { SoftAttentionLstmDecoder } from "../../decoders/soft_attention_lstm.ts";
import { TransformerDecoder } from "../../decoders/transformer.ts";
import type { Precision, Random } from "../../tensor/mod.ts";
import type { Decoder } from "../../types.ts";

/**
 * The widths that are measured: those of the papers, a vocabulary of VizWiz's size, the pooled vector of
 * ResNet-50, the grid of CLIP ViT-B/32. The transformer has heads of 64, three blocks and a feed-forward
 * width of 2,048, as PyTorch's has by default.
 */
export const SHAPE = { V: 8000, E: 512, H: 512, A: 512, F: 2048, P: 49, G: 768, T: 20 } as const;
const BLOCKS = 3, HEADS = 8, INSIDE = 2048;

/** A decoder to be measured. */
export interface TrainCase {
  name: string;
  /**
   * Operations of one caption's training, a multiplication and an addition each counted as one: those of
   * the products with weights, forward once and back twice, but once where there is only the weights'
   * gradient, because the features are frozen.
   */
  flops: number;
  /** In which it can compute. */
  precisions: readonly Precision[];
  make(random: Random, precision: Precision): Decoder;
}

const { V, E, H, A, F, P, G, T } = SHAPE;

/** Of a product with a weight, for so many rows. */
function product(rows: number, inputs: number, outputs: number): number {
  return 2 * rows * inputs * outputs;
}

/** The decoders in the order of the table. */
export const TRAIN_CASES: readonly TrainCase[] = [
  {
    name: "lstm",
    // T steps of gates from [x; h] and of the output layer; the image's own step is left out.
    flops: 3 * (product(T, E + H, 4 * H) + product(T, H, V)),
    precisions: ["float32", "bfloat16"],
    make: (random, precision) =>
      new LstmDecoder({
        precision,
        vocabularySize: V,
        featureWidth: F,
        embeddingWidth: E,
        hiddenWidth: H,
        layers: 1,
        dropout: 0,
      }, random),
  },
  {
    name: "soft attention",
    // T steps of query, score of P positions, context gate, gates from [x; z; h] and output layer; once
    // the keys and the two first states. The averages over the positions have no weights: left out.
    flops: 3 * (product(T, H, A) + product(T * P, A, 1) + product(T, H, G) +
          product(T, E + G + H, 4 * H) + product(T, H, V)) +
      2 * (product(P, G, A) + 2 * product(1, G, H)),
    precisions: ["float32", "bfloat16"],
    make: (random, precision) =>
      new SoftAttentionLstmDecoder({
        precision,
        vocabularySize: V,
        gridWidth: G,
        embeddingWidth: E,
        hiddenWidth: H,
        attentionWidth: A,
        output: "plain",
        dropout: 0,
      }, random),
  },
  {
    name: "transformer",
    // The layers of the grid, once (`memory`: keys and values of each block); of T tokens in each block
    // queries, keys, values and output of the self-attention, query and output of the other one, and the
    // feed-forward layers; the output layer. The products of queries and keys have no weights: left out.
    flops: 2 * product(P, G, E) + 3 * (BLOCKS * (product(P, E, 2 * E) + product(T, E, 6 * E) +
              2 * product(T, E, INSIDE)) + product(T, E, V)),
    precisions: ["float32"],
    make: (random) =>
      new TransformerDecoder({
        vocabularySize: V,
        gridWidth: G,
        gridNorm: true,
        width: E,
        heads: HEADS,
        feedForwardWidth: INSIDE,
        layers: BLOCKS,
        norm: "pre",
        activation: "gelu",
        positions: "learned",
        maximumLength: T,
        dropout: 0,
      }, random),
  },
];
