import { type BatchNorm, batchNorm } from "../nn/batch_norm.ts";
import { conv2d } from "../nn/conv2d.ts";
import { heNormal } from "../nn/he_normal.ts";
import { relu } from "../nn/relu.ts";
import {
  ones,
  type Random,
  type StoredTensor,
  type Tensor,
  tensor,
  tidy,
  transpose,
  Variable,
  variable,
  zeros,
} from "../tensor/mod.ts";
import type { Features, Parameters } from "../types.ts";
import { planResnet, type ResnetConfig, type ResnetPlan, resnetUnits } from "./resnet_config.ts";
import { resnetFeatures, runResnet } from "./resnet_graph.ts";
import { checkResnetTensors, NORM_PARTS, resnetNames, TORCHVISION_NAMES } from "./resnet_names.ts";

/** A residual network with variables for weights, to train one; {@linkcode Resnet} is the frozen one. */
export class TrainableResnet {
  readonly #plan: ResnetPlan;
  /** Kernels, scales and offsets: what the optimizer moves. */
  readonly parameters: Parameters;
  /** Running means and variances: what training in itself moves. */
  readonly statistics: Parameters;

  /** Starts from random kernels, and norms that leave their input's scale as it is. */
  constructor(config: ResnetConfig, random: Random) {
    this.#plan = planResnet(config);
    const parameters = new Map<string, Variable>(), statistics = new Map<string, Variable>();
    for (const unit of resnetUnits(this.#plan)) {
      const shape = [unit.kernel, unit.kernel, unit.from, unit.to];
      const kernel = tidy(() => variable(heNormal(shape, random.split(unit.name))));
      parameters.set(`${unit.name}.kernel`, kernel);
      parameters.set(`${unit.name}.scale`, tidy(() => variable(ones([unit.to]))));
      parameters.set(`${unit.name}.offset`, tidy(() => variable(zeros([unit.to]))));
      statistics.set(`${unit.name}.mean`, tidy(() => variable(zeros([unit.to]), false)));
      statistics.set(`${unit.name}.variance`, tidy(() => variable(ones([unit.to]), false)));
    }
    this.parameters = parameters;
    this.statistics = statistics;
  }

  /**
   * Takes over stored weights and statistics.
   *
   * @param tensors Under torchvision's or Hugging Face's names.
   * @throws {TypeError} Lists every tensor that is missing, surplus or of another shape.
   */
  load(tensors: ReadonlyMap<string, StoredTensor>): void {
    const names = resnetNames(tensors);
    checkResnetTensors(this.#plan, tensors, names);
    const at = (name: string) => {
      const { data, shape } = tensors.get(name)!;
      return tensor(Float32Array.from(data as Float32Array), [...shape]);
    };
    tidy(() => {
      for (const unit of resnetUnits(this.#plan)) {
        const { kernel, norm } = names.of(unit);
        this.parameters.get(`${unit.name}.kernel`)!.assign(transpose(at(kernel), [2, 3, 1, 0]));
        for (const [part, name] of Object.entries(NORM_PARTS)) {
          this.#norm(unit.name)[part as keyof BatchNorm].assign(at(`${norm}.${name}`));
        }
      }
    });
  }

  /** Width of the features, `F = G`. */
  get width(): number {
    return this.#plan.width;
  }

  /**
   * Computes the features of a batch; differentiable in the parameters.
   *
   * @param images `[B, S, S, 3]`.
   * @param options.training Normalize by the batch and move the statistics.
   */
  forward(images: Tensor, { training }: { training: boolean }): Features {
    const outputs = runResnet(images, this.#plan, (x, unit, rectify) => {
      const kernel = this.parameters.get(`${unit.name}.kernel`)!;
      const y = batchNorm(conv2d(x, kernel, unit.stride), this.#norm(unit.name), { training });
      return rectify ? relu(y) : y;
    });
    return resnetFeatures(outputs.at(-1)!);
  }

  #norm(unit: string): Record<keyof BatchNorm, Variable> {
    return {
      scale: this.parameters.get(`${unit}.scale`)!,
      offset: this.parameters.get(`${unit}.offset`)!,
      mean: this.statistics.get(`${unit}.mean`)!,
      variance: this.statistics.get(`${unit}.variance`)!,
    };
  }

  /**
   * Gives the weights under torchvision's names, kernels as 16-bit floats and norms as 32-bit ones (they
   * are small, and variances may be smaller than the least 16-bit float).
   */
  async tensors(): Promise<Map<string, StoredTensor>> {
    const stored = new Map<string, StoredTensor>();
    for (const unit of resnetUnits(this.#plan)) {
      const at = TORCHVISION_NAMES.of(unit);
      const kernel = tidy(() =>
        transpose(this.parameters.get(`${unit.name}.kernel`)!, [3, 2, 0, 1])
      );
      const data = Float16Array.from(await kernel.data());
      stored.set(at.kernel, { dtype: "F16", shape: kernel.shape, data });
      kernel.dispose();
      for (const [part, name] of Object.entries(NORM_PARTS)) {
        const vector = this.#norm(unit.name)[part as keyof BatchNorm];
        const data = Float32Array.from(await vector.data());
        stored.set(`${at.norm}.${name}`, { dtype: "F32", shape: vector.shape, data });
      }
    }
    return stored;
  }

  /** Disposes of the variables. */
  dispose(): void {
    for (const each of [...this.parameters.values(), ...this.statistics.values()]) each.dispose();
  }
}
