import { TrainableVit } from "../../encoders/clip_trainable.ts";
import { TrainableResnet } from "../../encoders/resnet_trainable.ts";
import type { Random, StoredTensor, Tensor } from "../../tensor/mod.ts";
import type { Features, Parameters } from "../../types.ts";
import type { Miniature } from "../miniatures.ts";
import type { Objective } from "./pretrain.ts";

/** An encoder with variables for weights. */
export interface TrainableEncoder {
  /** What the optimizer moves. */
  readonly parameters: Parameters;
  /** What training in itself moves. */
  readonly statistics: Parameters;
  /** Width of `pooled`, `F`. */
  readonly width: number;
  /** Computes features; differentiable in the parameters. */
  forward(images: Tensor, options: { training: boolean }): Features;
  /** The weights as they are stored. */
  tensors(): Promise<Map<string, StoredTensor>>;
  /** Disposes of the variables. */
  dispose(): void;
}

/** An objective with what has to be stored after it was trained. */
export interface TrainableObjective extends Objective {
  /** The encoder's weights, and those of the heads that the objective needed. */
  tensors(): Promise<Map<string, StoredTensor>>;
  /** What a reader of the heads needs to know. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Disposes of the variables. */
  dispose(): void;
}

/** Makes an untrained encoder. */
export function untrained(
  { architecture, config }: Miniature,
  random: Random,
): TrainableEncoder {
  return architecture === "resnet"
    ? new TrainableResnet(config, random)
    : new TrainableVit(config, random);
}
