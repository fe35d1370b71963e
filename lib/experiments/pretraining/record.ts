import { averagedLosses } from "../../training/course.ts";
import { matMulRate } from "../matmul_rate.ts";
import { type Provenance, provenance } from "../provenance.ts";
import { miniatureCost, type MiniatureName, MINIATURES } from "../miniatures.ts";
import { altTexts } from "./alt_texts.ts";
import { type HeldOutResult, nameHeldOut, retrieveHeldOut } from "./held_out.ts";
import type { PretrainingCourse, PretrainingSettings } from "./pretrain.ts";
import { type Label, type LabelledPictures, RENDERED_SIDES } from "./pictures.ts";
import type { Retrieval } from "./retrieval.ts";

/** What an encoder that learned labels is tested by. */
export type Named = Record<Label, HeldOutResult>;

/** What an encoder that learned texts is tested by. */
export interface Retrieved {
  /** Among groups of 200. */
  retrieval: Retrieval;
}

/** What the miniatures are asked, in words. */
const ASKED = {
  labels: "name kind, material and main colour: three linear heads on the pooled vector, " +
    "cross-entropies summed",
  texts:
    "find the alternative text among those of the batch, and the picture by the text: symmetric " +
    "cross-entropy of cosines at a learned temperature",
} as const;

/** What the record of a miniature encoder says; `H` is what it was tested by. */
export interface PretrainingRecord<H = Named> extends Provenance {
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
  /** From the weights as written in 16 bits, on pictures of other scenes. */
  heldOut: { scenes: number; seed: number } & H;
  /** Mean loss of each twentieth of the training, in nats. */
  losses: number[];
  /** Making or reading pictures, updates of all runs, and the last run from start to end. */
  seconds: { pictures: number; training: number; total: number };
  /** Three times the forward operations count as one training step, as a share of a matrix product's rate. */
  speed: { imagesPerSecond: number; gflops: number; matMulGflops: number; share: number };
}

/** Tests the weights and gathers everything worth knowing about a pre-training. */
export async function makeRecord(name: MiniatureName, { weights, learnedFrom, ...run }: {
  weights: string;
  learnedFrom: { seed: number; pictures: LabelledPictures };
  heldOut: { seed: number; pictures: LabelledPictures };
  settings: PretrainingSettings;
  course: PretrainingCourse;
  seconds: { pictures: number; total: number };
}): Promise<PretrainingRecord<Named | Retrieved>> {
  const { settings, course, seconds } = run, miniature = MINIATURES[name];
  const { parameters, flops } = miniatureCost(miniature);
  return {
    encoder: name,
    objective: ASKED[miniature.objective],
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
    heldOut: await testHeldOut(name, weights, run.heldOut),
    losses: averagedLosses(course.losses, 20).map(({ loss }) => loss),
    seconds: {
      pictures: Math.round(seconds.pictures),
      training: Math.round(course.seconds),
      total: Math.round(seconds.total),
    },
    speed: speedOf(settings.batchSize * settings.updates / course.seconds, flops),
    ...await provenance(),
  };
}

async function testHeldOut(
  name: MiniatureName,
  weights: string,
  { seed, pictures }: { seed: number; pictures: LabelledPictures },
): Promise<{ scenes: number; seed: number } & (Named | Retrieved)> {
  const miniature = MINIATURES[name], scenes = pictures.count;
  if (miniature.objective === "labels") {
    return { scenes, seed, ...await nameHeldOut(weights, { miniature, pictures }) };
  }
  const texts = altTexts(seed, scenes);
  return { scenes, seed, retrieval: await retrieveHeldOut(weights, { name, pictures, texts }) };
}

function speedOf(imagesPerSecond: number, flops: number): PretrainingRecord["speed"] {
  const gflops = 3 * flops * imagesPerSecond / 1e9, matMulGflops = matMulRate();
  return {
    imagesPerSecond: Math.round(imagesPerSecond),
    gflops: Math.round(gflops),
    matMulGflops: Math.round(matMulGflops),
    share: Number((gflops / matMulGflops).toFixed(2)),
  };
}
