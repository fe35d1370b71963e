import assert from "node:assert/strict";
import { adam, chain, clipByNorm, clipByValue, type GradientTransform } from "#lib/optim";
import {
  liveHandles,
  Random,
  startTensors,
  tensor1d,
  Variable,
  variable,
  variableGrads,
} from "#lib/tensor";
import { assertNear, fixtureLoss, LSTM_FIXTURES, lstmFixture, runLayers } from "../lstm_fixture.ts";
import { randomTensor } from "../nn/gradient_check.ts";

await startTensors();

function weights(seed: number): Map<string, Variable> {
  const random = new Random(seed);
  const make = (shape: number[]) => variable(randomTensor(shape, random)) as Variable;
  return new Map([["a", make([3, 4])], ["b", make([5])]]);
}

function gradients(update: number) {
  const random = new Random(100).split(update);
  return { a: randomTensor([3, 4], random), b: randomTensor([5], random) };
}

Deno.test("adam() steps by its rate first, whatever the size of the gradient", async () => {
  const parameters = new Map([["x", variable(tensor1d([1, 1, 1])) as Variable]]);
  const optimizer = adam(0.25);
  const state = optimizer.init(parameters);
  optimizer.update({ x: tensor1d([1e-3, 7, -1e6]) }, state);
  const [small, middle, large] = await parameters.get("x")!.data();
  assert.ok(Math.abs(small - 0.75) < 1e-5 && Math.abs(middle - 0.75) < 1e-6);
  assert.ok(Math.abs(large - 1.25) < 1e-6);
});

Deno.test("adam() leaves a parameter alone where the gradient is zero", async () => {
  const parameters = new Map([["x", variable(tensor1d([1, 2])) as Variable]]);
  const optimizer = adam(0.1);
  const state = optimizer.init(parameters);
  for (let i = 0; i < 3; i++) optimizer.update({ x: tensor1d([0, 1]) }, state);
  assert.equal((await parameters.get("x")!.data())[0], 1);
});

Deno.test("adam() takes the rate of each update from its schedule", async () => {
  const seen: number[] = [];
  const parameters = new Map([["x", variable(tensor1d([0])) as Variable]]);
  const optimizer = adam((update) => (seen.push(update), update === 1 ? 0.5 : 0));
  const state = optimizer.init(parameters);
  for (let i = 0; i < 2; i++) optimizer.update({ x: tensor1d([1]) }, state);
  assert.deepEqual(seen, [1, 2]);
  assert.ok(Math.abs((await parameters.get("x")!.data())[0] + 0.5) < 1e-6);
});

Deno.test("adam() goes on from a saved state with the same bits", async () => {
  const optimizer = adam(0.01);
  const straight = weights(1), broken = weights(1);
  const whole = optimizer.init(straight);
  for (let update = 1; update <= 6; update++) optimizer.update(gradients(update), whole);
  const first = optimizer.init(broken);
  for (let update = 1; update <= 3; update++) optimizer.update(gradients(update), first);
  const saved = { count: first.count, tensors: first.tensors() };
  assert.deepEqual([...saved.tensors.keys()], ["mean/a", "square/a", "mean/b", "square/b"]);
  first.dispose();
  const second = optimizer.init(broken, saved);
  for (let update = 4; update <= 6; update++) optimizer.update(gradients(update), second);
  for (const name of ["a", "b"]) {
    assert.deepEqual(await broken.get(name)!.data(), await straight.get(name)!.data());
  }
});

Deno.test("adam() leaves no tensor behind", () => {
  const optimizer = chain(clipByNorm(1), clipByValue(0.5), adam(0.01));
  const parameters = weights(2), slopes = gradients(1);
  const run = () => {
    const state = optimizer.init(parameters);
    for (let i = 0; i < 3; i++) optimizer.update(slopes, state);
    state.tensors().forEach((each) => each.dispose());
    state.dispose();
  };
  run(); // values go to TensorFlow with the first operation
  const before = liveHandles();
  run();
  assert.equal(liveHandles(), before);
});

const VARIANTS: [
  string,
  (config: { clip_norm: number; clip_value: number }) => GradientTransform[],
][] = [
  ["adam", () => []],
  ["adam_clipnorm", ({ clip_norm }) => [clipByNorm(clip_norm)]],
  ["adam_clipvalue", ({ clip_value }) => [clipByValue(clip_value)]],
];

for (const name of LSTM_FIXTURES) {
  for (const [variant, transforms] of VARIANTS) {
    Deno.test(`adam() equals PyTorch's three steps on ${name}, ${variant}`, async () => {
      const fixture = await lstmFixture(name);
      const parameters = fixture.parameters();
      const optimizer = chain(...transforms(fixture.config), adam(1e-3));
      const state = optimizer.init(parameters);
      const losses = await fixture.get(`post/${variant}/losses`).data();
      const targets = fixture.get("out/plain/targets");
      for (let update = 0; update < losses.length; update++) {
        const { value, grads } = variableGrads(() => {
          const hidden = runLayers(fixture, { parameters, length: 8 });
          return fixtureLoss(hidden, { parameters, targets }).asScalar();
        }, [...parameters.values()]);
        assert.ok(Math.abs((await value.data())[0] - losses[update]) < 1e-5);
        const named = Object.fromEntries([...parameters].map(([key, v]) => [key, grads[v.name]]));
        if (update === 0 && transforms(fixture.config).length > 0) {
          const clipped = transforms(fixture.config)[0](named)["lstm.weight_hh_l0"];
          const key = `post/${variant}/clipped_grad_step1/lstm.weight_hh_l0`;
          await assertNear(clipped, fixture.get(key), { tolerance: 1e-6 });
        }
        optimizer.update(named, state);
      }
      // Where a gradient is of the size of epsilon, an update of 1e-3 is ill-conditioned.
      for (const [key, parameter] of parameters) {
        const expected = fixture.get(`post/${variant}/${key}`);
        await assertNear(parameter, expected, { tolerance: 1e-5, what: key });
      }
    });
  }
}

Deno.test("adam() names a missing gradient, a state that does not fit and a wrong number", () => {
  const optimizer = adam(0.1), parameters = weights(3);
  const state = optimizer.init(parameters);
  assert.throws(
    () => optimizer.update({ a: gradients(1).a }, state),
    new TypeError('Cannot update: every parameter must have a gradient, missing is "b"'),
  );
  assert.throws(
    () => optimizer.init(parameters, { count: 1, tensors: new Map() }),
    new TypeError(
      'Cannot restore Adam: "mean/a" must have shape [3, 4], current value is missing',
    ),
  );
  assert.throws(() => adam(0), RangeError);
  assert.throws(() => adam(0.1, { beta2: 1 }), RangeError);
});
