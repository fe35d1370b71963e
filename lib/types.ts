/**
 * The contracts between the parts. Types only: nothing here runs.
 *
 * Shapes are written with the letters of the notation table in `lib/README.md`:
 * `B` batch · `T` caption length in tokens · `V` vocabulary · `P` grid positions · `F` pooled width ·
 * `G` grid width · `S` image side.
 *
 * @module
 */
import type { Tensor, Variable } from "@tensorflow/tfjs-core";
import type { Random } from "./tensor/random.ts";

/** What a frozen encoder knows about a batch of images. */
export interface Features {
  /** One vector an image, `[B, F]`. */
  pooled: Tensor;
  /** One vector a grid position, `[B, P, G]`, row by row from the top left. */
  grid: Tensor;
}

/** Turns images into features; frozen. */
export interface Encoder {
  /** What commands and records call it. */
  readonly name: string;
  /** Side of the square input in pixels, `S`. */
  readonly imageSize: number;
  /** Encodes normalized images `[B, S, S, 3]`. The caller disposes of the features. */
  encode(images: Tensor): Features;
  /** Disposes of the weights. */
  dispose(): void;
}

/** Trainable tensors by name, in a fixed order. */
export type Parameters = ReadonlyMap<string, Variable>;

/** How a decoder runs: dropout and the like only work in training, and draw from `random`. */
export interface Mode {
  /** Whether dropout and the like work. */
  training: boolean;
  /** What they draw from. */
  random?: Random;
}

/**
 * A tree of tensors with the batch axis first, so that decoding can gather, repeat and dispose of it.
 *
 * What a step hands on as it is, the same tensor, is of the image alone: rows of one image have equal
 * rows of it, so that it need not be gathered when captions of one image change places.
 */
export type State = { readonly [name: string]: Tensor };

/** What one decoding step gives. */
export interface Step<S extends State = State> {
  /** After the token was read. */
  state: S;
  /** `[B, V]`. */
  logits: Tensor;
  /** Attention weights, `[B, P]`, each row sums to 1. */
  attention?: Tensor;
}

/** What teacher forcing gives. */
export type Forward = {
  /** `[B, T, V]`. */
  logits: Tensor;
  /** Attention weights, `[B, T, P]`, each row sums to 1. */
  attention?: Tensor;
  /** The one position looked at in each step, where it was drawn from the attention weights: `[B, T]`, int32. */
  locations?: Tensor;
};

/** Captions for teacher forcing: token ids row by row, padded with 0. */
export interface CaptionRows {
  /** Number of captions, `B`. */
  readonly size: number;
  /** Number of tokens in the longest, `T`. */
  readonly length: number;
  /** What the decoder reads, `[B, T]`: `<start>`, then the words. */
  readonly inputs: Int32Array;
  /** What it should say, `[B, T]`: the words, then `<end>`. Padding is not scored. */
  readonly targets: Int32Array;
}

/** A caption generator: reads features and the previous token, scores the next. */
export interface Decoder<S extends State = State> {
  /** What training moves. */
  readonly parameters: Parameters;
  /** The state before `<start>` is read. */
  start(features: Features, mode: Mode): S;
  /** Reads `tokens` `[B]` (int32) and scores what follows. */
  step(state: S, tokens: Tensor, mode: Mode): Step<S>;
  /** All steps of teacher forcing at once; equal to repeated `step`. `tokens` is `[B, T]`, int32. */
  forward(
    features: Features,
    tokens: Tensor,
    mode: Mode,
  ): Forward;
  /**
   * Sums `−log p(target)` over all targets that are not padding, a differentiable scalar: what `forward`
   * and the cross-entropy give, in less time and memory. Optional.
   */
  loss?(features: Features, rows: CaptionRows, mode: Mode): Tensor;
  /** Disposes of the parameters. */
  dispose(): void;
}

export type { Captions, Metric, References, Scores } from "./metrics/metric.ts";

/** A decoded image: 8-bit RGB, row by row. */
export interface Picture {
  /** Columns. */
  width: number;
  /** Rows. */
  height: number;
  /** Red, green and blue of each pixel, `[height, width, 3]`. */
  data: Uint8Array;
}

/** A stage's progress; `total` is 0 while it is not known. */
export interface Progress {
  /** How much is done, in `unit`. */
  done: number;
  /** How much there is to do, in `unit`. */
  total: number;
  /** What is being counted, "pictures" for instance. */
  unit: string;
  /** A short remark, "loss 3.21" for instance. */
  note?: string;
  /** What must not be missed: it is shown on a line that stays. */
  warning?: string;
}
