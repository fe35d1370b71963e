import assert from "node:assert/strict";
import { lstm, lstmCell, type LstmState, type LstmWeights } from "#lib/nn";
import {
  concat,
  grads,
  liveHandles,
  mul,
  Random,
  reshape,
  stack,
  startTensors,
  sum,
  type Tensor,
  tensor,
  tidy,
  transpose,
  unstack,
  Variable,
  variable,
  variableGrads,
  zeros,
} from "#lib/tensor";
import { assertNear, fixtureLoss, LSTM_FIXTURES, lstmFixture, runLayers } from "../lstm_fixture.ts";
import { checkGradients, randomTensor } from "./gradient_check.ts";

await startTensors();

const SHAPES = {
  x: [5, 3, 4],
  h: [3, 2],
  c: [3, 2],
  weightIh: [8, 4],
  weightHh: [8, 2],
  biasIh: [8],
  biasHh: [8],
};

function inputs(seed: number): Tensor[] {
  const random = new Random(seed);
  return Object.values(SHAPES).map((shape) => randomTensor(shape, random));
}

function named([x, h, c, weightIh, weightHh, biasIh, biasHh]: Tensor[]) {
  return { x, state: { h, c }, weights: { weightIh, weightHh, biasIh, biasHh } };
}

function repeatedCells(x: Tensor, state: LstmState, weights: LstmWeights): Tensor {
  const hidden = unstack(x).map((step) => (state = lstmCell(step, state, weights)).h);
  return stack(hidden);
}

const sequence = (...all: Tensor[]) => {
  const { x, state, weights } = named(all);
  return lstm(x, state, weights);
};

Deno.test("lstmCell() gives what a reader can compute by hand", async () => {
  // One unit, one input, all pre-activations x: i = f = o = σ(1), g = tanh(1), c = 2.
  const state = lstmCell(tensor([[1]]), { h: tensor([[0]]), c: tensor([[2]]) }, {
    weightIh: tensor([[1], [1], [1], [1]]),
    weightHh: tensor([[5], [5], [5], [5]]),
    biasIh: zeros([4]),
    biasHh: zeros([4]),
  });
  const gate = 1 / (1 + Math.exp(-1)), cell = gate * 2 + gate * Math.tanh(1);
  assert.ok(Math.abs((await state.c.data())[0] - cell) < 1e-6);
  assert.ok(Math.abs((await state.h.data())[0] - gate * Math.tanh(cell)) < 1e-6);
});

Deno.test("lstm() equals repeated cells, with all gradients", async () => {
  const all = inputs(1);
  const cells = (...tensors: Tensor[]) => {
    const { x, state, weights } = named(tensors);
    return repeatedCells(x, state, weights);
  };
  await assertNear(sequence(...all), cells(...all), { tolerance: 1e-6 });
  const weights = randomTensor([5, 3, 2], new Random(2));
  const [fast, slow] = [sequence, cells].map((f) =>
    grads((...tensors: Tensor[]) => sum(mul(f(...tensors), weights)))(all)
  );
  for (const [i, what] of Object.keys(SHAPES).entries()) {
    await assertNear(fast[i], slow[i], { tolerance: 2e-6, what });
  }
});

Deno.test("lstm() runs a sequence of one step", async () => {
  const [x, ...rest] = inputs(3);
  const { state, weights } = named([x, ...rest]);
  const first = x.slice(0, 1);
  await assertNear(lstm(first, state, weights), repeatedCells(first, state, weights), {
    tolerance: 1e-6,
  });
  const slopes = grads((...all: Tensor[]) => sum(sequence(...all)))([first, ...rest]);
  assert.deepEqual(slopes.map(({ shape }) => shape), [
    [1, 3, 4],
    ...Object.values(SHAPES).slice(1),
  ]);
});

Deno.test("lstm() agrees with finite differences in every input", async () => {
  await checkGradients(sequence, inputs(4));
});

Deno.test("lstm() continues a sequence from the state where it was cut", async () => {
  const { x, state, weights } = named(inputs(5));
  const whole = lstm(x, state, weights);
  let half = state;
  for (const step of unstack(x.slice(0, 2))) half = lstmCell(step, half, weights);
  await assertNear(
    concat([lstm(x.slice(0, 2), state, weights), lstm(x.slice(2), half, weights)]),
    whole,
    { tolerance: 1e-6 },
  );
});

Deno.test("lstm() leaves no tensor behind", () => {
  const all = inputs(6);
  tidy(() => void grads((...tensors: Tensor[]) => sum(sequence(...tensors)))(all)); // warm up
  const before = liveHandles();
  tidy(() => void grads((...tensors: Tensor[]) => sum(sequence(...tensors)))(all));
  tidy(() => void sequence(...all));
  assert.equal(liveHandles(), before);
});

for (const name of LSTM_FIXTURES) {
  Deno.test(`lstm() equals PyTorch on ${name}: hidden states, loss, gradients`, async () => {
    const fixture = await lstmFixture(name);
    const parameters = fixture.parameters();
    for (const variant of ["plain", "image_first"]) {
      const get = (key: string) => fixture.get(`out/${variant}/${key}`);
      const targets = get("targets");
      const { value, grads: slopes } = variableGrads(() => {
        const hidden = runLayers(fixture, {
          parameters,
          length: 8,
          feature: variant === "plain" ? undefined : fixture.get("in/feature"),
        });
        return fixtureLoss(hidden, { parameters, targets }).asScalar();
      }, [...parameters.values()]);
      const hidden = runLayers(fixture, {
        parameters,
        length: 8,
        feature: variant === "plain" ? undefined : fixture.get("in/feature"),
      });
      // The fixture has zeros where a row is padded, packed away before the layers.
      const expected = get("lstm_out");
      const scored = targets.notEqual(0).expandDims(2).cast("float32");
      await assertNear(mul(transpose(hidden, [1, 0, 2]), scored), expected, {
        tolerance: 1e-6,
        what: `${variant} hidden states`,
      });
      await assertNear(value, get("loss"), { tolerance: 1e-6, what: `${variant} loss` });
      for (const [key, parameter] of parameters) {
        await assertNear(slopes[parameter.name], fixture.get(`grad/${variant}/${key}`), {
          tolerance: 1e-6,
          what: `${variant} gradient of ${key}`,
        });
      }
    }
  });
}

Deno.test("lstm() names what does not fit", () => {
  const { x, state, weights } = named(inputs(7));
  assert.throws(() => lstm(x, state, { ...weights, biasHh: zeros([6]) }), TypeError);
  assert.throws(() => lstm(x, { ...state, c: zeros([2, 2]) }, weights), TypeError);
  assert.throws(() => lstm(reshape(x, [5, 4, 3]), state, weights), TypeError);
  assert.throws(() => lstmCell(x, state, weights), TypeError);
});

Deno.test("lstm() takes variables", () => {
  const { x, state, weights } = named(inputs(8));
  const trained = { ...weights, weightHh: variable(weights.weightHh) as Variable };
  const { grads: slopes } = variableGrads(() => sum(lstm(x, state, trained)).asScalar(), [
    trained.weightHh as Variable,
  ]);
  assert.deepEqual(Object.values(slopes).map(({ shape }) => shape), [[8, 2]]);
});
