import assert from "node:assert/strict";
import {
  attentionContext,
  attentionLstm,
  attentionWeights,
  linear,
  lstmCell,
  oneHot,
  type ScoreActivation,
} from "#lib/nn";
import {
  argMax,
  concat,
  grads,
  liveHandles,
  mul,
  Random,
  sigmoid,
  split,
  stack,
  startTensors,
  sum,
  type Tensor,
  tidy,
  unstack,
  zeros,
} from "#lib/tensor";
import { assertNear } from "../lstm_fixture.ts";
import { checkGradients, randomTensor } from "./gradient_check.ts";

await startTensors();

const B = 3, T = 7, P = 4, A = 5, D = 6, H = 2;
const SHAPES = {
  x: [T, B, 4 * H],
  grid: [B, P, D],
  keys: [B, P, A],
  h: [B, H],
  c: [B, H],
  fromHidden: [A + D, H],
  bias: [A + D],
  score: [1, A],
  recurrent: [4 * H, D + H],
};

interface How {
  activation?: ScoreActivation;
  hard?: boolean;
}

function inputs(seed: number): Tensor[] {
  const random = new Random(seed);
  return Object.values(SHAPES).map((shape) => randomTensor(shape, random));
}

const pick = (weights: Tensor) => oneHot(argMax(weights, 1), P);

/** All steps, with hidden states, contexts and weights side by side: `[T, B, H + D + P]`. */
function fast(tensors: Tensor[], { activation, hard }: How = {}): Tensor {
  const [x, grid, keys, h, c, weight, bias, score, recurrent] = tensors;
  const { hidden, contexts, weights } = attentionLstm(x, { grid, keys }, {
    state: { h, c },
    weights: { fromHidden: { weight, bias }, score, recurrent },
    activation,
    look: hard ? pick : undefined,
  });
  return concat([hidden, contexts, weights], 2);
}

/** The same of the layers for one step. */
function composed(tensors: Tensor[], { activation, hard }: How = {}): Tensor {
  const [x, grid, keys, h, c, weight, bias, score, recurrent] = tensors;
  let state = { h, c };
  const steps = unstack(x).map((input) => {
    const [query, gate] = split(linear(state.h, { weight, bias }), [A, D], 1);
    const weights = attentionWeights({ keys, query, score }, activation);
    const context = mul(sigmoid(gate), attentionContext(hard ? pick(weights) : weights, grid));
    // An LSTM whose input is what the gates get from elsewhere, and the context.
    const one = concat([input, context], 1), identity = unit(4 * H);
    const [fromContext, weightHh] = split(recurrent, [D, H], 1);
    state = lstmCell(one, state, {
      weightIh: concat([identity, fromContext], 1),
      weightHh,
      biasIh: zeros([4 * H]),
      biasHh: zeros([4 * H]),
    });
    return concat([state.h, context, weights], 1);
  });
  return stack(steps);
}

function unit(size: number): Tensor {
  return oneHot(argMax(diagonal(size), 1), size);
}

function diagonal(size: number): Tensor {
  return stack(
    Array.from(
      { length: size },
      (_, row) => concat([zeros([row]), zeros([1]).add(1), zeros([size - row - 1])]),
    ),
  );
}

for (const how of [{}, { activation: "relu" }, { hard: true }] as How[]) {
  const named = JSON.stringify(how);
  Deno.test(`attentionLstm() equals its layers step by step, with all gradients ${named}`, async () => {
    const all = inputs(1);
    await assertNear(fast(all, how), composed(all, how), { tolerance: 2e-6 });
    const weights = randomTensor([T, B, H + D + P], new Random(2));
    const [ours, theirs] = [fast, composed].map((f) =>
      grads((...tensors: Tensor[]) => sum(mul(f(tensors, how), weights)))(all)
    );
    for (const [i, what] of Object.keys(SHAPES).entries()) {
      await assertNear(ours[i], theirs[i], { tolerance: 5e-6, what });
    }
  });
}

Deno.test("attentionLstm() runs a sequence of one step", async () => {
  const [x, ...rest] = inputs(3), all = [x.slice(0, 1), ...rest];
  await assertNear(fast(all), composed(all), { tolerance: 1e-6 });
  const slopes = grads((...tensors: Tensor[]) => sum(fast(tensors)))(all);
  assert.deepEqual(slopes.map(({ shape }) => shape), all.map(({ shape }) => shape));
});

Deno.test("attentionLstm() agrees with finite differences in every input", async () => {
  await checkGradients((...tensors) => fast(tensors), inputs(4));
});

Deno.test("attentionLstm() gives the weights by which it averaged", async () => {
  const [x, grid, keys, h, c, weight, bias, score, recurrent] = inputs(5);
  const run = (look?: (weights: Tensor) => Tensor) =>
    attentionLstm(x, { grid, keys }, {
      state: { h, c },
      weights: { fromHidden: { weight, bias }, score, recurrent },
      look,
    });
  const soft = run(), hard = run(pick);
  await assertNear(soft.looked, soft.weights, { tolerance: 0 });
  await assertNear(hard.looked, oneHot(argMax(hard.weights, 2).flatten(), P).reshape([T, B, P]), {
    tolerance: 0,
  });
});

Deno.test("attentionLstm() leaves no tensor behind", () => {
  const all = inputs(6);
  const run = () => {
    for (const hard of [false, true]) {
      tidy(() => void grads((...tensors: Tensor[]) => sum(fast(tensors, { hard })))(all));
      tidy(() => void fast(all, { hard }));
    }
  };
  run();
  const before = liveHandles();
  run();
  assert.equal(liveHandles(), before);
});

Deno.test("attentionLstm() names what does not fit", () => {
  const all = inputs(7);
  for (let which = 0; which < all.length; which++) {
    const wrong = all.map((each, i) => i === which ? zeros([...each.shape, 1]) : each);
    assert.throws(() => fast(wrong), TypeError, Object.keys(SHAPES)[which]);
  }
});
