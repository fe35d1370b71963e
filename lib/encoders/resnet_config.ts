import { IMAGENET_PIPELINE, MINI_PIPELINE, type Pipeline } from "../image/preprocess.ts";

/** Shape of a residual network: what differs between the real one and its miniature. */
export interface ResnetConfig {
  /** What it is called in commands and records. */
  readonly name: string;
  /** How pictures become its input; `pipeline.side` is the side of the input, `S`. */
  readonly pipeline: Pipeline;
  /** The first convolution (stride 2); with `pool`, a maximum over 3 × 3 with stride 2 follows. */
  readonly stem: { readonly kernel: number; readonly width: number; readonly pool: boolean };
  /** "basic": two 3 × 3 convolutions; "bottleneck": 1 × 1, 3 × 3, and 1 × 1 to four times the width. */
  readonly block: "basic" | "bottleneck";
  /** Stages in order: width of the 3 × 3 convolutions, number of blocks, stride of the first one. */
  readonly stages: readonly {
    readonly width: number;
    readonly blocks: number;
    readonly stride: number;
  }[];
}

/**
 * The real ResNet-50: pooled `[B, 2048]`, grid `[B, 49, 2048]`.
 *
 * He et al., 2016, table 1 (https://arxiv.org/abs/1512.03385), with the stride in the 3 × 3 convolution
 * as torchvision, Hugging Face and timm have it ("v1.5").
 */
export const RESNET50: ResnetConfig = {
  name: "resnet50",
  pipeline: IMAGENET_PIPELINE,
  stem: { kernel: 7, width: 64, pool: true },
  block: "bottleneck",
  stages: [
    { width: 64, blocks: 3, stride: 1 },
    { width: 128, blocks: 4, stride: 2 },
    { width: 256, blocks: 6, stride: 2 },
    { width: 512, blocks: 3, stride: 2 },
  ],
};

/**
 * A ResNet that trains in minutes on two cores: 112 pixels, three stages, pooled `[B, 160]`, grid
 * `[B, 49, 160]`; 0.94 million parameters, 155 MFLOP an image.
 *
 * Instead of the maximum after the stem, whose gradient costs as much as a stage on a CPU, the first
 * stage has stride 2.
 */
export const MINI_RESNET: ResnetConfig = {
  name: "mini-resnet",
  pipeline: MINI_PIPELINE,
  stem: { kernel: 3, width: 16, pool: false },
  block: "basic",
  stages: [
    { width: 32, blocks: 1, stride: 2 },
    { width: 64, blocks: 2, stride: 2 },
    { width: 160, blocks: 2, stride: 2 },
  ],
};

/** A convolution with its batch norm. */
export interface ResnetUnit {
  /** Unique in its network: "stem", "1.0.main.0" (stage, block, place), "1.0.shortcut". */
  readonly name: string;
  /** Side of the kernel. */
  readonly kernel: number;
  /** Channels in. */
  readonly from: number;
  /** Channels out. */
  readonly to: number;
  /** Step between positions. */
  readonly stride: number;
}

/** A residual block: `relu(main(x) + shortcut(x))`; without a shortcut unit `x` itself is added. */
export interface ResnetBlock {
  /** The units of the main path, in order. */
  readonly main: readonly ResnetUnit[];
  /** A 1 × 1 convolution where the shape changes. */
  readonly shortcut?: ResnetUnit;
}

/** The units of a network, in the order in which they run. */
export interface ResnetPlan {
  /** The configuration it was made from. */
  readonly config: ResnetConfig;
  /** The first convolution. */
  readonly stem: ResnetUnit;
  /** The blocks of each stage. */
  readonly stages: readonly (readonly ResnetBlock[])[];
  /** Width of the last stage's output, `F` and `G`. */
  readonly width: number;
}

/** Works out every convolution of a configuration. */
export function planResnet(config: ResnetConfig): ResnetPlan {
  const stem: ResnetUnit = {
    name: "stem",
    kernel: config.stem.kernel,
    from: 3,
    to: config.stem.width,
    stride: 2,
  };
  const expansion = config.block === "bottleneck" ? 4 : 1;
  let from = stem.to;
  const stages = config.stages.map((stage, s) => {
    const to = stage.width * expansion;
    return Array.from({ length: stage.blocks }, (_, b): ResnetBlock => {
      const name = `${s}.${b}`, stride = b === 0 ? stage.stride : 1;
      const main = mainPath(config.block, { name, from, width: stage.width, stride });
      const changes = stride !== 1 || from !== to;
      const shortcut = { name: `${name}.shortcut`, kernel: 1, from, to, stride };
      from = to;
      return changes ? { main, shortcut } : { main };
    });
  });
  return { config, stem, stages, width: from };
}

function mainPath(
  block: ResnetConfig["block"],
  { name, from, width, stride }: { name: string; from: number; width: number; stride: number },
): ResnetUnit[] {
  const shapes = block === "basic"
    ? [[3, from, width, stride], [3, width, width, 1]]
    : [[1, from, width, 1], [3, width, width, stride], [1, width, 4 * width, 1]];
  return shapes.map(([kernel, from, to, stride], i) => ({
    name: `${name}.main.${i}`,
    kernel,
    from,
    to,
    stride,
  }));
}

/** Lists all units of a plan in the order of the published weight files: stem, then block by block. */
export function resnetUnits(plan: ResnetPlan): ResnetUnit[] {
  const blocks = plan.stages.flat();
  return [
    plan.stem,
    ...blocks.flatMap(({ main, shortcut }) => shortcut ? [...main, shortcut] : main),
  ];
}

/**
 * Counts trained numbers (kernels, scales, offsets) and floating-point operations an image, a
 * multiplication and an addition each counted as one; without heads, norms and activations.
 */
export function resnetCost(plan: ResnetPlan): { parameters: number; flops: number } {
  let parameters = 0, flops = 0;
  const count = (unit: ResnetUnit, side: number) => {
    const weights = unit.kernel ** 2 * unit.from * unit.to;
    const out = Math.ceil(side / unit.stride);
    parameters += weights + 2 * unit.to;
    flops += 2 * weights * out ** 2;
    return out;
  };
  let side = count(plan.stem, plan.config.pipeline.side);
  if (plan.config.stem.pool) side = Math.ceil(side / 2);
  for (const { main, shortcut } of plan.stages.flat()) {
    if (shortcut) count(shortcut, side);
    for (const unit of main) side = count(unit, side);
  }
  return { parameters, flops };
}

/**
 * Lists what goes through a network: side and channels after the stem (and its pooling) and each stage.
 *
 * @example
 * ```ts
 * import { planResnet, RESNET50, resnetStages } from "#lib/encoders";
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(resnetStages(planResnet(RESNET50)).at(-1), { side: 7, channels: 2048 });
 * ```
 */
export function resnetStages(plan: ResnetPlan): { side: number; channels: number }[] {
  const { config, stem, stages } = plan;
  let side = Math.ceil(config.pipeline.side / stem.stride);
  if (config.stem.pool) side = Math.ceil(side / 2);
  const found = [{ side, channels: stem.to }];
  for (const blocks of stages) {
    for (const { main } of blocks) {
      for (const unit of main) side = Math.ceil(side / unit.stride);
    }
    found.push({ side, channels: blocks.at(-1)!.main.at(-1)!.to });
  }
  return found;
}
