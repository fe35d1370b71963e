/**
 * Layers, one a file: functions of tensors and of the layer's weights, nothing kept between calls.
 *
 * @module
 */
export { type BatchNorm, batchNorm, type BatchNormOptions, foldBatchNorm } from "./batch_norm.ts";
export { conv2d } from "./conv2d.ts";
export { heNormal } from "./he_normal.ts";
