import assert from "node:assert/strict";
import {
  type Encoder,
  EVEN_PRIOR,
  type Features,
  FourViews,
  gridMoments,
  type RotationHead,
  UprightEncoder,
  uprightViews,
  VIEWS,
  viewScores,
} from "#lib/encoders";
import { quarterTurns } from "#lib/nn";
import {
  liveHandles,
  mean,
  Random,
  reshape,
  startTensors,
  type Tensor,
  tensor2d,
  tensor3d,
  tidy,
  zeros,
} from "#lib/tensor";
import { checkGradients, randomTensor } from "../nn/gradient_check.ts";

await startTensors();

const valuesOf = async (tensor: Tensor) => [...await tensor.data()];

/** Sees each pixel as a position; `pooled` is the mean of the pixels, and what the top left one is. */
class PixelEncoder implements Encoder {
  readonly name = "pixels";
  readonly imageSize = 2;
  encode(images: Tensor): Features {
    return tidy(() => {
      const grid = reshape(images, [-1, 4, 3]);
      return { pooled: mean(grid, 1), grid } as Features & Record<string, Tensor>;
    });
  }
  dispose(): void {}
}

/** Knows that of upright pictures the first channel is at the top: the mean is below 0, `m_y` negative. */
const SKY: RotationHead = {
  width: 9,
  // Of each channel m_0, m_y, m_x; turned clockwise, the sky is at the top, right, bottom, left.
  weight: Float32Array.of(
    ...[0, -9, 0, 0, 0, 0, 0, 0, 0],
    ...[0, 0, 9, 0, 0, 0, 0, 0, 0],
    ...[0, 9, 0, 0, 0, 0, 0, 0, 0],
    ...[0, 0, -9, 0, 0, 0, 0, 0, 0],
  ),
  prior: EVEN_PRIOR,
};

/** Two pictures with something of their own in each pixel, and sky in the two upper ones. */
const UPRIGHT = [
  ...[1, 0.1, 0.2, 1, 0.3, 0.4, 0, 0.5, 0.6, 0, 0.7, 0.8],
  ...[1, 0.9, 0.1, 1, 0.8, 0.2, 0, 0.7, 0.3, 0, 0.6, 0.4],
];
const pictures = () => reshape(tensor2d(UPRIGHT, [2, 12]), [2, 2, 2, 3]);

Deno.test("gridMoments() gives mean, vertical and horizontal moment of each feature", async () => {
  // Feature 0 is 4 at the top left, feature 1 is 8 at the bottom right.
  const grid = tensor3d([4, 0, 0, 0, 0, 0, 0, 8], [1, 4, 2]);
  assert.deepEqual(await valuesOf(gridMoments(grid)), [1, -1, -1, 2, 2, 2]);
});

Deno.test("gridMoments() of a turned grid are those of the grid in other places", async () => {
  const grid = randomTensor([1, 5, 5, 1], new Random(3));
  const moments = async (quarters: number) =>
    await valuesOf(gridMoments(reshape(quarterTurns(grid, quarters), [1, 25, 1])));
  const [m0, my, mx] = await moments(0), [t0, ty, tx] = await moments(1);
  // What was at the top is on the right: x becomes −y, y becomes x.
  for (const [is, expected] of [[t0, m0], [ty, mx], [tx, -my]]) {
    assert.ok(Math.abs(is - expected) < 1e-6);
  }
});

Deno.test("gridMoments() refuses what is no square", () => {
  assert.throws(() => gridMoments(zeros([1, 6, 2])), {
    name: "TypeError",
    message: /it must be a square, current number of positions is 6/,
  });
});

Deno.test("viewScores() adds up what the views say, by hand", async () => {
  // One number a view; w = [1, 10, 100, 1000]: score_v = Σ_r w_r x_(v + r).
  const scores = viewScores(
    tensor3d([1, 2, 3, 4], [1, 4, 1]),
    tensor2d([1, 10, 100, 1000], [4, 1]),
  );
  assert.deepEqual(await valuesOf(scores), [4321, 1432, 2143, 3214]);
});

Deno.test("viewScores() agrees with finite differences", async () => {
  const random = new Random(4);
  await checkGradients(viewScores, [randomTensor([2, 4, 3], random), randomTensor([4, 3], random)]);
});

Deno.test("uprightViews() decides by the prior where the views say nothing, and not where they do", async () => {
  const head = { ...SKY, prior: [0.7, 0.1, 0.1, 0.1] };
  assert.deepEqual(await valuesOf(uprightViews(zeros([1, 4, 9]), head)), [0]);
  const views = new FourViews(new PixelEncoder());
  const turned = quarterTurns(pictures(), 3); // clockwise by one quarter more it is upright
  const moments = reshape(views.encode(turned).pooled, [2, 4, 9]);
  assert.deepEqual(await valuesOf(uprightViews(moments, head)), [1, 1]);
});

Deno.test("UprightEncoder gives the features of the upright picture, however it is held, bit for bit", async () => {
  const plain = new PixelEncoder(), encoder = new UprightEncoder(plain, SKY);
  assert.deepEqual([encoder.name, encoder.imageSize], ["pixels-upright", 2]);
  const expected = plain.encode(pictures());
  for (let quarters = 0; quarters < VIEWS; quarters++) {
    const features = encoder.encode(quarterTurns(pictures(), quarters));
    assert.deepEqual(features.pooled.shape, [2, 3]);
    assert.deepEqual(await features.pooled.data(), await expected.pooled.data());
    assert.deepEqual(await features.grid.data(), await expected.grid.data());
  }
});

Deno.test("UprightEncoder judges each picture of a batch for itself", async () => {
  const encoder = new UprightEncoder(new PixelEncoder(), SKY);
  const [first, second] = [0, 2].map((quarters) => quarterTurns(pictures(), quarters));
  const mixed = reshape(
    tensor2d([...UPRIGHT.slice(0, 12), ...(await valuesOf(second)).slice(12)], [2, 12]),
    [2, 2, 2, 3],
  );
  assert.deepEqual(
    await encoder.encode(mixed).grid.data(),
    await encoder.encode(first).grid.data(),
  );
});

Deno.test("UprightEncoder and FourViews leave two tensors, and FourViews has no grid", () => {
  const images = pictures();
  for (const Kind of [UprightEncoder, FourViews]) {
    const encoder = new Kind(new PixelEncoder(), SKY);
    Object.values(encoder.encode(images)).forEach((each: Tensor) => each.dispose());
    const before = liveHandles();
    const { pooled, grid } = encoder.encode(images);
    assert.equal(grid.shape[1], Kind === FourViews ? 0 : 4);
    pooled.dispose();
    grid.dispose();
    assert.equal(liveHandles(), before);
  }
});

Deno.test("a head of another width, and a prior that is none, are refused", () => {
  const make = (change: Partial<RotationHead>) =>
    new UprightEncoder(new PixelEncoder(), { ...SKY, ...change });
  assert.throws(() => make({ width: 8 }), {
    name: "TypeError",
    message: "Cannot use a rotation head: its weight must be [4, 8], current length is 36",
  });
  assert.throws(() => make({ prior: [1, 0, 0, 0] }), {
    name: "RangeError",
    message: /its prior must be 4 positive numbers that sum to 1, current value is 1, 0, 0, 0/,
  });
  const narrow = make({ width: 6, weight: new Float32Array(24) });
  assert.throws(() => narrow.encode(pictures()), {
    name: "TypeError",
    message: /its shape must be \[B, 4, F\] with F = 6, current value is \[2, 4, 9\]/,
  });
});
