import assert from "node:assert/strict";
import { ClassHeads, nameClasses } from "../../../lib/experiments/pretraining/class_heads.ts";
import {
  liveHandles,
  ones,
  Random,
  startTensors,
  type Tensor,
  tensor2d,
  variableGrads,
  zeros,
} from "#lib/tensor";
import { checkGradients, randomTensor } from "../../nn/gradient_check.ts";
import { assertNear } from "../../lstm_fixture.ts";

await startTensors();

const WIDTH = 5, CLASSES = { kind: 7, colour: 3 };
/** Right answers of four pictures. */
const ANSWERS = { kind: Int32Array.of(0, 6, 2, 2), colour: Int32Array.of(1, 1, 0, 2) };

function heads({ seed = 1, zero = false } = {}): ClassHeads {
  const made = new ClassHeads(WIDTH, CLASSES, new Random(seed));
  if (zero) { for (const each of made.parameters.values()) each.assign(zeros(each.shape)); }
  return made;
}

const features = () => randomTensor([4, WIDTH], new Random(9));
const value = async (loss: Tensor) => (await loss.data())[0];

Deno.test("loss() is the cross-entropy: odds of three to one cost ln 4/3 or ln 4", async () => {
  const one = new ClassHeads(1, { right: 2 }, new Random(1));
  one.parameters.get("right.weight")!.assign(tensor2d([[1, -1]]));
  const pooled = tensor2d([[Math.log(3) / 2]]);
  for (const [answer, odds] of [[0, 4 / 3], [1, 4]]) {
    const loss = await value(one.loss(pooled, { right: Int32Array.of(answer) }));
    assert.ok(Math.abs(loss - Math.log(odds)) < 1e-6);
  }
});

Deno.test("loss() at zero weights is the sum of ln classes over the questions", async () => {
  const loss = await value(heads({ zero: true }).loss(features(), ANSWERS));
  assert.ok(Math.abs(loss - Math.log(7) - Math.log(3)) < 1e-6, String(loss));
});

Deno.test("loss() at zero weights has the gradient 1 / classes less the share of right answers", async () => {
  const zero = heads({ zero: true }), bias = zero.parameters.get("colour.bias")!;
  const { grads } = variableGrads(() => zero.loss(features(), ANSWERS).asScalar(), [bias]);
  const slope = await grads[bias.name].data();
  [1 / 3 - 1 / 4, 1 / 3 - 2 / 4, 1 / 3 - 1 / 4].forEach((expected, k) =>
    assert.ok(Math.abs(slope[k] - expected) < 1e-6)
  );
});

Deno.test("loss() has the gradient that differences have, in features, weights and biases", async () => {
  const trained = heads();
  await checkGradients((pooled) => trained.loss(pooled, ANSWERS), [features()]);
  for (const [name, variable] of trained.parameters) {
    const { grads } = variableGrads(() => trained.loss(features(), ANSWERS).asScalar(), [variable]);
    const slope = await grads[variable.name].data();
    const before = Float32Array.from(await variable.data());
    for (const i of [0, before.length - 1]) {
      const at = async (delta: number) => {
        const moved = before.slice();
        moved[i] += delta;
        variable.assign(tensor2d(moved, [1, moved.length]).reshape(variable.shape));
        return await value(trained.loss(features(), ANSWERS));
      };
      const difference = (await at(1e-2) - await at(-1e-2)) / 2e-2;
      // Both steps in 32 bits: about 1e-4 of a loss of 3.
      assert.ok(Math.abs(difference - slope[i]) < 1e-3, `${name}: ${difference}, ${slope[i]}`);
      variable.assign(tensor2d(before, [1, before.length]).reshape(variable.shape));
    }
  }
});

Deno.test("a question's weights do not depend on what else is asked", async () => {
  const alone = new ClassHeads(WIDTH, { colour: 3 }, new Random(1));
  const weight = (of: ClassHeads) => of.parameters.get("colour.weight")!;
  await assertNear(weight(alone), weight(heads()), { tolerance: 0 });
  const [same, other] = [await weight(alone).data(), await weight(heads({ seed: 2 })).data()];
  assert.notDeepEqual(same, other);
  // Uniform in ±1 / √F, as PyTorch starts a linear layer.
  assert.ok(same.every((x) => Math.abs(x) <= 1 / Math.sqrt(WIDTH)));
});

Deno.test("nameClasses() answers with stored heads what the heads themselves hold most likely", async () => {
  const trained = heads(), pooled = randomTensor([30, WIDTH], new Random(3));
  trained.parameters.get("kind.bias")!.assign(tensor2d([[0, 0, 0, 0.3, 0, 0, 0.2]]).reshape([7]));
  const stored = await trained.tensors();
  assert.deepEqual([...stored].map(([name, { dtype, shape }]) => [name, dtype, shape]), [
    ["head.kind.weight", "F32", [7, 5]],
    ["head.kind.bias", "F32", [7]],
    ["head.colour.weight", "F32", [3, 5]],
    ["head.colour.bias", "F32", [3]],
  ]);
  const rows = await pooled.data();
  for (const [name, count] of Object.entries(CLASSES)) {
    const weight = await trained.parameters.get(`${name}.weight`)!.data();
    const bias = await trained.parameters.get(`${name}.bias`)!.data();
    const expected = Array.from({ length: 30 }, (_, b) => {
      const logits = Array.from({ length: count }, (_, c) => {
        let logit = bias[c];
        for (let f = 0; f < WIDTH; f++) logit += rows[b * WIDTH + f] * weight[f * count + c];
        return logit;
      });
      return logits.indexOf(Math.max(...logits));
    });
    const answers = await nameClasses(pooled, stored, name);
    assert.deepEqual([...answers], expected);
    assert.ok(new Set(answers).size > 1);
  }
});

Deno.test("heads leave no tensor behind", async () => {
  const once = async () => {
    const made = heads(), pooled = ones([2, WIDTH]);
    await nameClasses(pooled, await made.tensors(), "kind");
    pooled.dispose();
    made.dispose();
  };
  await once();
  const before = liveHandles();
  await once();
  assert.equal(liveHandles(), before);
});
