import { type BatchNorm, foldBatchNorm } from "../nn/batch_norm.ts";
import { conv2d } from "../nn/conv2d.ts";
import { linear, type LinearWeights } from "../nn/linear.ts";
import {
  add,
  dims,
  NarrowWeights,
  readSafetensors,
  relu,
  type StoredTensor,
  type Tensor,
  tensor,
  tidy,
  transpose,
} from "../tensor/mod.ts";
import type { Pipeline } from "../image/preprocess.ts";
import type { Encoder, Features } from "../types.ts";
import { planResnet, type ResnetConfig, type ResnetPlan, resnetUnits } from "./resnet_config.ts";
import { resnetFeatures, runResnet } from "./resnet_graph.ts";
import { checkResnetTensors, NORM_PARTS, resnetNames } from "./resnet_names.ts";

/**
 * A frozen residual network: batch norms are folded into the convolutions when it is made.
 *
 * `pooled` is the mean of the last stage over positions, `grid` the last stage itself, in reading order.
 * He et al., 2016 (https://arxiv.org/abs/1512.03385).
 */
export class Resnet implements Encoder {
  readonly #plan: ResnetPlan;
  readonly #folded = new Map<string, { kernel: Tensor; bias: Tensor }>();
  #narrow?: NarrowWeights;
  readonly #classifier?: LinearWeights;

  /**
   * Takes the weights out of a file's tensors, whatever library's names they have.
   *
   * @param tensors Under torchvision's or Hugging Face's names; floating point of any width.
   * @throws {TypeError} Lists every tensor that is missing, surplus or of another shape.
   */
  constructor(config: ResnetConfig, tensors: ReadonlyMap<string, StoredTensor>) {
    this.#plan = planResnet(config);
    const names = resnetNames(tensors);
    const classes = checkResnetTensors(this.#plan, tensors, names);
    for (const unit of resnetUnits(this.#plan)) {
      const at = names.of(unit);
      const folded = tidy(() => {
        const vector = (part: keyof BatchNorm) => floats(tensors, `${at.norm}.${NORM_PARTS[part]}`);
        const norm = {
          scale: vector("scale"),
          offset: vector("offset"),
          mean: vector("mean"),
          variance: vector("variance"),
        };
        return foldBatchNorm(transpose(floats(tensors, at.kernel), [2, 3, 1, 0]), norm);
      });
      this.#folded.set(unit.name, folded);
    }
    if (classes === 0) return;
    this.#classifier = {
      weight: floats(tensors, `${names.classifier}.weight`),
      bias: floats(tensors, `${names.classifier}.bias`),
    };
  }

  /** The configuration's name. */
  get name(): string {
    return this.#plan.config.name;
  }

  /** Side of the input, `S`. */
  get imageSize(): number {
    return this.#plan.config.pipeline.side;
  }

  /** How pictures become its input. */
  get pipeline(): Pipeline {
    return this.#plan.config.pipeline;
  }

  /** Width of `pooled` and of a grid position, `F = G`. */
  get width(): number {
    return this.#plan.width;
  }

  /**
   * Encodes normalized images. The caller disposes of the features.
   *
   * @param images `[B, S, S, 3]`.
   * @throws {TypeError} If the shape is another one.
   */
  encode(images: Tensor): Features {
    const S = this.imageSize;
    dims(images, "B S S 3", { S });
    return tidy(() =>
      resnetFeatures(this.#run(images).at(-1)!) as Features & { [k: string]: Tensor }
    );
  }

  /**
   * Names what pooled vectors show, as the network was trained to.
   *
   * @param pooled `[B, F]`.
   * @returns Logits, `[B, classes]`; the caller disposes of them.
   * @throws {TypeError} If the network was loaded without a classifier.
   */
  classify(pooled: Tensor): Tensor {
    if (this.#classifier === undefined) {
      throw new TypeError(`Cannot classify: ${this.name} was loaded without a classifier`);
    }
    const classifier = this.#classifier;
    return tidy(() => linear(pooled, classifier));
  }

  /** Outputs of the stem and of each stage, `[B, side, side, width]`, for looking inside. */
  stages(images: Tensor): Tensor[] {
    return tidy(() => this.#run(images));
  }

  /**
   * From now on convolves in bfloat16: what `NarrowWeights` says of speed and rounding. Sums stay in 32
   * bits.
   */
  narrow(): void {
    this.#narrow ??= new NarrowWeights([...this.#folded.values()].map(({ kernel }) => kernel));
  }

  #run(images: Tensor): Tensor[] {
    return runResnet(images, this.#plan, (x, unit, rectify) => {
      const { kernel, bias } = this.#folded.get(unit.name)!;
      const out = add(
        this.#narrow?.convolution(x, kernel, unit.stride) ?? conv2d(x, kernel, unit.stride),
        bias,
      );
      return rectify ? relu(out) : out;
    });
  }

  /** Disposes of the weights. */
  dispose(): void {
    this.#narrow?.dispose();
    for (const { kernel, bias } of this.#folded.values()) {
      kernel.dispose();
      bias.dispose();
    }
    this.#folded.clear();
    this.#classifier?.weight.dispose();
    this.#classifier?.bias.dispose();
  }
}

/**
 * Loads a frozen residual network from a safetensors file.
 *
 * @param path Weights under torchvision's (or timm's) or Hugging Face's names.
 * @throws {TypeError} If the tensors are not exactly the configuration's; lists which.
 *
 * @example
 * ```ts
 * import { loadResnet, MINI_RESNET } from "#lib/encoders";
 * import { startTensors } from "#lib/tensor";
 * import assert from "node:assert/strict";
 *
 * await startTensors();
 * await assert.rejects(loadResnet("no-such.safetensors", MINI_RESNET), /Cannot read/);
 * ```
 */
export async function loadResnet(path: string, config: ResnetConfig): Promise<Resnet> {
  const { tensors } = await readSafetensors(path);
  return new Resnet(config, tensors);
}

function floats(tensors: ReadonlyMap<string, StoredTensor>, name: string): Tensor {
  const { data, shape } = tensors.get(name)!;
  return tensor(Float32Array.from(data as Float32Array), [...shape]);
}
