import { add, maxPool, mean, pad, reshape, type Tensor, type Tensor4D } from "../tensor/mod.ts";
import { relu } from "../nn/relu.ts";
import type { Features } from "../types.ts";
import type { ResnetPlan, ResnetUnit } from "./resnet_config.ts";

/** Runs a convolution with its normalization; followed by `max(0, ·)` if `rectify`. */
export type RunUnit = (x: Tensor, unit: ResnetUnit, rectify: boolean) => Tensor;

/**
 * Runs a residual network. How a unit is computed is the caller's: training and frozen networks share
 * this graph.
 *
 * @param images `[B, S, S, 3]`.
 * @returns Output of the stem and of each stage, `[B, side, side, width]`.
 */
export function runResnet(images: Tensor, plan: ResnetPlan, run: RunUnit): Tensor[] {
  let x = run(images, plan.stem, true);
  if (plan.config.stem.pool) x = poolStem(x);
  const outputs = [x];
  for (const stage of plan.stages) {
    for (const { main, shortcut } of stage) {
      const beside = shortcut ? run(x, shortcut, false) : x;
      for (const [i, unit] of main.entries()) x = run(x, unit, i < main.length - 1);
      x = relu(add(x, beside));
    }
    outputs.push(x);
  }
  return outputs;
}

/** Reads the features off the last stage: its positions in reading order, and their mean. */
export function resnetFeatures(last: Tensor): Features {
  const [batch, height, width, channels] = last.shape;
  const grid = reshape(last, [batch, height * width, channels]);
  return { grid, pooled: mean(grid, 1) };
}

/** Maximum over 3 × 3 with stride 2. Zeros around serve as −∞: after `relu` nothing is below them. */
function poolStem(x: Tensor): Tensor {
  const padded = pad(x, [[0, 0], [1, 1], [1, 1], [0, 0]]);
  return maxPool(padded as Tensor4D, 3, 2, "valid");
}
