import {
  clipByValue,
  type Random,
  scalar,
  type StoredTensor,
  type Tensor,
  tensor,
  tidy,
  type Variable,
  variable,
} from "../tensor/mod.ts";
import type { Features, Parameters } from "../types.ts";
import {
  type ClipConfig,
  clipImageTensors,
  type ClipTensor,
  clipTextTensors,
  type TextTowerConfig,
} from "./clip_config.ts";
import { runImageTower, runTextTower } from "./clip_graph.ts";

/** CLIP's first inverse temperature (Radford et al., 2021, section 2.5). */
export const FIRST_SCALE: number = 1 / 0.07;
/** The largest that it is let become (the same). */
export const LARGEST_SCALE = 100;

/** A vision transformer with variables for weights, to train one; `Clip` is the frozen one. */
export class TrainableVit {
  readonly #config: ClipConfig;
  /** By OpenAI's names. */
  readonly parameters: Parameters;
  /** Nothing: there is no batch norm. */
  readonly statistics: Parameters = new Map();

  /** Starts from random weights as CLIP's do. */
  constructor(config: ClipConfig, random: Random) {
    this.#config = config;
    this.parameters = firstWeights(clipImageTensors(config), config.image, random);
  }

  /** Width of `pooled`, `F`. */
  get width(): number {
    return this.#config.projection ?? this.#config.image.width;
  }

  /** Computes the features of a batch `[B, S, S, 3]`; differentiable in the parameters. */
  forward(images: Tensor): Features {
    return runImageTower(images, { config: this.#config, weights: this.parameters });
  }

  /** Gives the weights under OpenAI's names, 16-bit floats. */
  tensors(): Promise<Map<string, StoredTensor>> {
    return halfTensors(this.parameters);
  }

  /** Disposes of the variables. */
  dispose(): void {
    for (const each of this.parameters.values()) each.dispose();
  }
}

/** A text tower with variables for weights, and the temperature that belongs to the common space. */
export class TrainableTextTower {
  readonly #text: TextTowerConfig;
  /** By OpenAI's names. */
  readonly parameters: Parameters;

  /**
   * Starts from random weights as CLIP's do.
   *
   * @param projection Width of the common space.
   */
  constructor(
    text: TextTowerConfig,
    { projection, random }: { projection: number; random: Random },
  ) {
    this.#text = text;
    this.parameters = firstWeights(clipTextTensors(text, projection), text, random);
  }

  /** Computes the vectors of texts, `[count, projection]`; `ids` is `[count, context]`. */
  forward(ids: Int32Array): Tensor {
    return runTextTower(ids, { text: this.#text, weights: this.parameters });
  }

  /**
   * Keeps the scale of cosines from 1 to `largest`, as a move of the parameter itself: a gradient still
   * leads back from the bound.
   *
   * @returns Its logarithm, which the loss takes.
   */
  clampScale(largest: number): Variable {
    const logarithm = this.parameters.get("logit_scale")!;
    tidy(() => logarithm.assign(clipByValue(logarithm, 0, Math.log(largest))));
    return logarithm;
  }

  /** Gives the weights under OpenAI's names, 16-bit floats. */
  tensors(): Promise<Map<string, StoredTensor>> {
    return halfTensors(this.parameters);
  }

  /** Disposes of the variables. */
  dispose(): void {
    for (const each of this.parameters.values()) each.dispose();
  }
}

/** Draws first weights: norms leave their input as it is, biases are 0, the rest is normal. */
function firstWeights(
  tensors: readonly ClipTensor[],
  shape: { width: number; layers: number },
  random: Random,
): Map<string, Variable> {
  return new Map(tensors.map(({ name, shape: axes }) => {
    const start = () => {
      if (name === "logit_scale") return scalar(Math.log(FIRST_SCALE));
      const stream = random.split(name), deviation = firstDeviation(name, axes, shape);
      const size = axes.reduce((product, side) => product * side, 1);
      const values = new Float32Array(size);
      if (/\.ln_\w+\.weight$|^ln_final\.weight$/.test(name)) values.fill(1);
      else if (!/bias$/.test(name)) {
        for (let i = 0; i < size; i++) values[i] = stream.normal(0, deviation);
      }
      return tensor(values, [...axes]);
    };
    return [name, tidy(() => variable(start()))];
  }));
}

/** Deviation of a tensor's first values, as in the source that OpenAI published. */
function firstDeviation(
  name: string,
  axes: readonly number[],
  { width, layers }: { width: number; layers: number },
): number {
  if (name === "token_embedding.weight") return 0.02;
  if (name === "positional_embedding") return 0.01;
  if (name === "visual.conv1.weight") return (3 * axes[1] * axes[2] * axes[3]) ** -0.5;
  if (name.includes("c_fc")) return (2 * width) ** -0.5;
  if (/out_proj|c_proj/.test(name)) return (2 * width * layers) ** -0.5;
  return width ** -0.5;
}

async function halfTensors(parameters: Parameters): Promise<Map<string, StoredTensor>> {
  const stored = new Map<string, StoredTensor>();
  for (const [name, variable] of parameters) {
    const data = Float16Array.from(await variable.data());
    stored.set(name, { dtype: "F16", shape: variable.shape, data });
  }
  return stored;
}
