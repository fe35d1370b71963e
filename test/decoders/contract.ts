/**
 * The tests that every decoder passes.
 *
 * @module
 */
import assert from "node:assert/strict";
import { adam } from "#lib/optim";
import {
  dispose,
  liveHandles,
  mul,
  Random,
  slice,
  stack,
  type StoredTensor,
  type Tensor,
  tensor1d,
  tensor2d,
  tidy,
  transpose,
  unstack,
  variableGrads,
} from "#lib/tensor";
import { captionCrossEntropy } from "#lib/training";
import type { CaptionRows, Decoder, Features, Mode } from "../../lib/types.ts";
import { assertNear } from "../lstm_fixture.ts";

/** Three captions of 4, 2 and 3 targets. */
export const ROWS: CaptionRows = {
  size: 3,
  length: 4,
  inputs: Int32Array.of(1, 10, 11, 12, 1, 20, 0, 0, 1, 30, 31, 0),
  targets: Int32Array.of(10, 11, 12, 2, 20, 2, 0, 0, 30, 31, 2, 0),
};
const EVALUATION: Mode = { training: false };

/** A kind of decoder, under test. */
export interface Subject {
  /** What the tests call it. */
  name: string;
  /** Makes one over a vocabulary of 50, or more. */
  make(
    options: { vocabularySize?: number; dropout?: number },
    source: Random | ReadonlyMap<string, StoredTensor>,
  ): Decoder;
  /** Features of three pictures. */
  features(seed: number): Features;
  /** What it is trained by, a mean a token; default the cross-entropy. */
  objective?(
    decoder: Decoder,
    batch: { features: Features; rows: CaptionRows; mode: Mode },
  ): Tensor;
  /** Learning rate of the test that it learns a batch; default 0.02. */
  rate?: number;
}

/** Copies a decoder's weights. */
export async function stored(decoder: Decoder): Promise<Map<string, StoredTensor>> {
  const tensors = new Map<string, StoredTensor>();
  for (const [name, parameter] of decoder.parameters) {
    const data = await parameter.data() as Float32Array;
    tensors.set(name, { dtype: "F32", shape: parameter.shape, data });
  }
  return tensors;
}

const tokens = () => tensor2d(ROWS.inputs, [ROWS.size, ROWS.length], "int32");

/** Registers the tests of a kind of decoder. */
export function testDecoder(subject: Subject): void {
  testScores(subject);
  testLearning(subject);
  testWeights(subject);
}

function testScores({ name, make, features }: Subject): void {
  Deno.test(`${name}: a fresh decoder's loss is ln V`, async () => {
    const decoder = make({ vocabularySize: 1000 }, new Random(1));
    const batch = { features: features(1), rows: ROWS, mode: EVALUATION };
    const loss = (await captionCrossEntropy(decoder, batch).data())[0];
    assert.ok(Math.abs(loss - Math.log(1000)) < 0.25, String(loss));
  });

  Deno.test(`${name}: forward() equals start() and repeated step()`, async () => {
    const decoder = make({}, new Random(2)), images = features(2);
    const { logits, attention } = decoder.forward(images, tokens(), EVALUATION);
    let state = decoder.start(images, EVALUATION);
    const scores: Tensor[] = [], weights: Tensor[] = [];
    for (const column of unstack(transpose(tokens()))) {
      for (const [part, { shape }] of Object.entries(state)) assert.equal(shape[0], 3, part);
      const step = decoder.step(state, column, EVALUATION);
      scores.push(step.logits);
      if (step.attention !== undefined) weights.push(step.attention);
      state = step.state;
    }
    await assertNear(logits, stack(scores, 1), { tolerance: 2e-6 });
    assert.equal(attention === undefined, weights.length === 0);
    if (attention === undefined) return;
    await assertNear(attention, stack(weights, 1), { tolerance: 1e-6 });
    const sums = await attention.sum(2).data();
    for (const sum of sums) assert.ok(Math.abs(sum - 1) < 1e-5, "attention sums to 1");
  });

  Deno.test(`${name}: loss() is the cross-entropy of forward() over what is not padding`, async () => {
    const decoder = make({}, new Random(3));
    const batch = { features: features(3), rows: ROWS, mode: EVALUATION };
    const composed = captionCrossEntropy(withoutLoss(decoder), batch);
    await assertNear(captionCrossEntropy(decoder, batch), composed, { tolerance: 1e-5 });
  });

  Deno.test(`${name}: what stands behind the last target changes nothing`, async () => {
    const decoder = make({}, new Random(5)), images = features(5);
    const inputs = ROWS.inputs.slice();
    inputs[6] = 33;
    inputs[11] = 44;
    const loss = async (rows: CaptionRows) => {
      const batch = { features: images, rows, mode: EVALUATION };
      return (await captionCrossEntropy(decoder, batch).data())[0];
    };
    assert.equal(await loss(ROWS), await loss({ ...ROWS, inputs }));
  });
}

function testLearning(subject: Subject): void {
  const { name, make, features } = subject;
  const objective = subject.objective ?? captionCrossEntropy;

  Deno.test(`${name}: every parameter has a gradient, and padding has none`, async () => {
    const decoder = make({}, new Random(4));
    const mode = { training: true, random: new Random(1) };
    const batch = { features: features(4), rows: ROWS, mode };
    const { grads } = variableGrads(() => objective(decoder, batch).asScalar(), [
      ...decoder.parameters.values(),
    ]);
    for (const [each, parameter] of decoder.parameters) {
      const values = await grads[parameter.name].data();
      assert.ok(values.some((value) => value !== 0), each);
    }
    const words = grads[decoder.parameters.get("embedding.weight")!.name];
    const pad = await slice(words, [0, 0], [1, -1]).data();
    assert.ok(pad.every((value) => value === 0), "what is read at padding");
  });

  Deno.test(`${name}: a decoder learns one batch by heart`, async () => {
    const decoder = make({}, new Random(6)), images = features(6);
    const optimizer = adam(subject.rate ?? 0.02), state = optimizer.init(decoder.parameters);
    for (let update = 0; update < 140; update++) {
      const mode = { training: true, random: new Random(update) };
      const batch = { features: images, rows: ROWS, mode };
      const { value, grads } = variableGrads(() => objective(decoder, batch).asScalar());
      optimizer.update(
        Object.fromEntries([...decoder.parameters].map(([each, v]) => [each, grads[v.name]])),
        state,
      );
      // A cross-entropy tells when it is learned; another objective may not.
      const learned = subject.objective === undefined && (await value.data())[0] < 0.05;
      dispose([value, ...Object.values(grads)]);
      if (learned) break;
    }
    const batch = { features: images, rows: ROWS, mode: EVALUATION };
    const loss = (await captionCrossEntropy(decoder, batch).data())[0];
    assert.ok(loss < 0.1, String(loss));
  });

  Deno.test(`${name}: dropout changes the loss in training only, and by the stream`, async () => {
    const decoder = make({ dropout: 0.5 }, new Random(10)), images = features(10);
    const loss = async (seed?: number) => {
      const mode = { training: seed !== undefined, random: new Random(seed ?? 0) };
      const batch = { features: images, rows: ROWS, mode };
      return (await captionCrossEntropy(decoder, batch).data())[0];
    };
    assert.equal(await loss(1), await loss(1));
    assert.notEqual(await loss(1), await loss(2));
    assert.notEqual(await loss(1), await loss());
    const batch = { features: images, rows: ROWS, mode: { training: true } };
    assert.throws(() => captionCrossEntropy(decoder, batch), TypeError);
  });
}

function testWeights({ name, make, features, objective = captionCrossEntropy }: Subject): void {
  Deno.test(`${name}: the same seed gives the same weights, another seed others`, async () => {
    const [a, b, c] = await Promise.all(
      [7, 7, 8].map((seed) => stored(make({}, new Random(seed)))),
    );
    assert.deepEqual(a, b);
    assert.notDeepEqual(a, c);
  });

  Deno.test(`${name}: a decoder made of stored weights gives the same bits`, async () => {
    const first = make({}, new Random(9)), images = features(9);
    const second = make({}, await stored(first));
    assert.deepEqual(
      await second.forward(images, tokens(), EVALUATION).logits.data(),
      await first.forward(images, tokens(), EVALUATION).logits.data(),
    );
  });

  Deno.test(`${name}: a decoder leaves no tensor behind`, () => {
    const run = () => {
      const decoder = make({ dropout: 0.2 }, new Random(12)), images = features(12);
      const mode = { training: true, random: new Random(1) };
      const batch = { features: images, rows: ROWS, mode };
      tidy(() => {
        const read = tensor1d([1, 1, 1], "int32");
        const { state } = decoder.step(decoder.start(images, EVALUATION), read, EVALUATION);
        decoder.step(state, read, EVALUATION);
        decoder.forward(images, tokens(), EVALUATION);
        variableGrads(() => mul(objective(decoder, batch), 1).asScalar());
      });
      dispose([images.pooled, images.grid]);
      decoder.dispose();
    };
    run();
    const before = liveHandles();
    run();
    assert.equal(liveHandles(), before);
  });

  Deno.test(`${name}: a missing weight is named`, async () => {
    const weights = await stored(make({}, new Random(1)));
    weights.delete("output.bias");
    assert.throws(
      () => make({}, weights),
      new TypeError(
        'Cannot make a decoder: "output.bias" must be F32 or F16 of shape [50], current value is missing',
      ),
    );
  });
}

/** The same decoder without a loss of its own. */
function withoutLoss(decoder: Decoder): Decoder {
  return {
    parameters: decoder.parameters,
    start: (features, mode) => decoder.start(features, mode),
    step: (state, tokens, mode) => decoder.step(state, tokens, mode),
    forward: (features, tokens, mode) => decoder.forward(features, tokens, mode),
    dispose: () => decoder.dispose(),
  };
}
