import { type Random, type Tensor, tensor } from "../tensor/mod.ts";

/**
 * Draws a convolution's first weights: normal with deviation `√(2 / (k² · outputs))`.
 *
 * He et al., 2015, section 2.2, in the form that keeps the variance of gradients
 * (https://arxiv.org/abs/1502.01852), as torchvision's ResNet starts.
 *
 * @param shape `[k, k, channels, outputs]`.
 */
export function heNormal(shape: readonly number[], random: Random): Tensor {
  const [height, width, channels, outputs] = shape;
  const deviation = Math.sqrt(2 / (height * width * outputs));
  const values = new Float32Array(height * width * channels * outputs);
  for (let i = 0; i < values.length; i++) values[i] = random.normal(0, deviation);
  return tensor(values, [...shape]);
}
