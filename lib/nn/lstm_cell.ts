import { add, dims, matMul, mul, sigmoid, split, tanh, type Tensor } from "../tensor/mod.ts";

/** Weights of one LSTM layer, in PyTorch's layout: rows by gate, in the order i, f, g, o. */
export interface LstmWeights {
  /** `W_x`, `[4H, E]`. */
  weightIh: Tensor;
  /** `W_h`, `[4H, H]`. */
  weightHh: Tensor;
  /** `b_x`, `[4H]`. */
  biasIh: Tensor;
  /** `b_h`, `[4H]`: redundant, but there in PyTorch, where it doubles the step of the sum. */
  biasHh: Tensor;
}

/** State of one LSTM layer. */
export interface LstmState {
  /** Hidden state, `[B, H]`. */
  h: Tensor;
  /** Cell state, `[B, H]`. */
  c: Tensor;
}

/**
 * Runs one step of a long short-term memory.
 *
 * `i, f, g, o = σ, σ, tanh, σ of W_x x + b_x + W_h h + b_h`, `c ← f c + i g`, `h ← o tanh(c)`.
 *
 * Hochreiter & Schmidhuber, 1997 (https://doi.org/10.1162/neco.1997.9.8.1735) with the forget gate of
 * Gers et al., 2000; as `torch.nn.LSTMCell`. For a whole sequence {@linkcode lstm} is faster.
 *
 * @param x `[B, E]`.
 * @returns The new state.
 * @throws {TypeError} If a shape does not fit the weights.
 */
export function lstmCell(x: Tensor, { h, c }: LstmState, weights: LstmWeights): LstmState {
  const { E, H } = checkLstm(weights);
  const { B } = dims(x, "B E", { E });
  dims(h, "B H", { B, H });
  dims(c, "B H", { B, H });
  const bias = add(weights.biasIh, weights.biasHh);
  const gates = add(
    add(matMul(x, weights.weightIh, false, true), matMul(h, weights.weightHh, false, true)),
    bias,
  );
  return throughGates(gates, c);
}

/** The new state from the gates before their squashing, `[B, 4H]`, and the earlier cell state, `[B, H]`. */
export function throughGates(gates: Tensor, c: Tensor): LstmState {
  const [i, f, g, o] = split(gates, 4, 1);
  const cell = add(mul(sigmoid(f), c), mul(sigmoid(i), tanh(g)));
  return { h: mul(sigmoid(o), tanh(cell)), c: cell };
}

/** Binds the sizes of an LSTM's weights and checks that they fit together. */
export function checkLstm(weights: LstmWeights): { E: number; H: number } {
  const { H } = dims(weights.weightHh, "gates H");
  const gates = 4 * H;
  dims(weights.weightHh, "gates H", { gates });
  const { E } = dims(weights.weightIh, "gates E", { gates });
  dims(weights.biasIh, "gates", { gates });
  dims(weights.biasHh, "gates", { gates });
  return { E, H };
}
