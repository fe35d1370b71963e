import { MINI_RESNET, planResnet, resnetCost } from "../../encoders/resnet_config.ts";
import { averagedLosses } from "../../training/course.ts";
import { matMulRate } from "../matmul_rate.ts";
import { type Provenance, provenance } from "../provenance.ts";
import { type HeldOutResult, nameHeldOut } from "./held_out.ts";
import type { PretrainingCourse, PretrainingSettings } from "./pretrain.ts";
import { type Label, type LabelledPictures, RENDERED_SIDES } from "./pictures.ts";

/** What the record of a miniature encoder says. */
export interface PretrainingRecord extends Provenance {
  /** Its name. */
  encoder: string;
  /** What it was asked. */
  objective: string;
  /** What it learned from. */
  learnedFrom: {
    scenes: number;
    seed: number;
    renderedSides: readonly number[];
    side: number;
    generator: string;
  };
  /** How. */
  training: PretrainingSettings & { optimizer: string; parameters: number; flopsPerImage: number };
  /** How well the weights, as written in 16 bits, name pictures of other scenes. */
  heldOut: { scenes: number; seed: number } & Record<Label, HeldOutResult>;
  /** Mean loss of each twentieth of the training, in nats. */
  losses: number[];
  /** Making or reading pictures, updates of all runs, and the last run from start to end. */
  seconds: { pictures: number; training: number; total: number };
  /** Three times the forward operations count as one training step, as a share of a matrix product's rate. */
  speed: { imagesPerSecond: number; gflops: number; matMulGflops: number; share: number };
}

/** Tests the weights and gathers everything worth knowing about a pre-training. */
export async function makeRecord({ weights, learnedFrom, heldOut, settings, course, seconds }: {
  weights: string;
  learnedFrom: { seed: number; pictures: LabelledPictures };
  heldOut: { seed: number; pictures: LabelledPictures };
  settings: PretrainingSettings;
  course: PretrainingCourse;
  seconds: { pictures: number; total: number };
}): Promise<PretrainingRecord> {
  const { parameters, flops } = resnetCost(planResnet(MINI_RESNET));
  const named = await nameHeldOut(weights, { config: MINI_RESNET, pictures: heldOut.pictures });
  const imagesPerSecond = settings.batchSize * settings.updates / course.seconds;
  const gflops = 3 * flops * imagesPerSecond / 1e9, matMulGflops = matMulRate();
  return {
    encoder: MINI_RESNET.name,
    objective: "name kind, material and main colour: three linear heads on the pooled vector, " +
      "cross-entropies summed",
    learnedFrom: {
      scenes: learnedFrom.pictures.count,
      seed: learnedFrom.seed,
      renderedSides: RENDERED_SIDES,
      side: learnedFrom.pictures.side,
      generator: learnedFrom.pictures.generator,
    },
    training: {
      ...settings,
      optimizer: "Adam, linear warm-up, half a cosine to 0",
      parameters,
      flopsPerImage: flops,
    },
    heldOut: { scenes: heldOut.pictures.count, seed: heldOut.seed, ...named },
    losses: averagedLosses(course.losses, 20).map(({ loss }) => loss),
    seconds: {
      pictures: Math.round(seconds.pictures),
      training: Math.round(course.seconds),
      total: Math.round(seconds.total),
    },
    speed: {
      imagesPerSecond: Math.round(imagesPerSecond),
      gflops: Math.round(gflops),
      matMulGflops: Math.round(matMulGflops),
      share: Number((gflops / matMulGflops).toFixed(2)),
    },
    ...await provenance(),
  };
}
