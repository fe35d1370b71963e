import { checkTensors } from "./check_tensors.ts";
import { type ResnetPlan, type ResnetUnit, resnetUnits } from "./resnet_config.ts";

/** Where a weight file keeps a unit's tensors. */
export interface UnitNames {
  /** The kernel, `[outputs, channels, k, k]`. */
  kernel: string;
  /** What the four names of the batch norm start with. */
  norm: string;
}

/** One library's names of a residual network's tensors. */
export interface ResnetNames {
  /** The library. */
  readonly library: string;
  /** The names of a unit. */
  of(unit: ResnetUnit): UnitNames;
  /** What the two names of the classifier start with. */
  readonly classifier: string;
  /** Tensors that a file may hold and a network does not need: counters, heads. */
  readonly ignored: RegExp;
}

/** torchvision's and timm's names; the project's own files use them, too, with heads called `head.…`. */
export const TORCHVISION_NAMES: ResnetNames = {
  library: "torchvision",
  of: ({ name }) => {
    if (name === "stem") return { kernel: "conv1.weight", norm: "bn1" };
    const [stage, block, part, place] = name.split(".");
    const path = `layer${Number(stage) + 1}.${block}`;
    return part === "shortcut"
      ? { kernel: `${path}.downsample.0.weight`, norm: `${path}.downsample.1` }
      : {
        kernel: `${path}.conv${Number(place) + 1}.weight`,
        norm: `${path}.bn${Number(place) + 1}`,
      };
  },
  classifier: "fc",
  ignored: /^head\.|\.num_batches_tracked$/,
};

/** Hugging Face's names (`ResNetForImageClassification`, `microsoft/resnet-50`). */
export const HUGGING_FACE_NAMES: ResnetNames = {
  library: "Hugging Face",
  of: ({ name }) => {
    const [stage, block, part, place] = name.split(".");
    const path = name === "stem"
      ? "resnet.embedder.embedder"
      : `resnet.encoder.stages.${stage}.layers.${block}.` +
        (part === "shortcut" ? "shortcut" : `layer.${place}`);
    return { kernel: `${path}.convolution.weight`, norm: `${path}.normalization` };
  },
  classifier: "classifier.1",
  ignored: /\.num_batches_tracked$/,
};

/** Tells from its tensors' names which library a weight file comes from. */
export function resnetNames(tensors: ReadonlyMap<string, unknown>): ResnetNames {
  return [...tensors.keys()].some((name) => name.startsWith("resnet."))
    ? HUGGING_FACE_NAMES
    : TORCHVISION_NAMES;
}

/** The last part of a batch norm's four names, in the order of the published files. */
export const NORM_PARTS = {
  scale: "weight",
  offset: "bias",
  mean: "running_mean",
  variance: "running_var",
} as const;

/**
 * Checks that a weight file holds exactly a network's tensors, with a classifier of any size or without.
 *
 * @returns The number of classes, 0 without a classifier.
 * @throws {TypeError} Lists every tensor that is missing, surplus or of another shape.
 */
export function checkResnetTensors(
  plan: ResnetPlan,
  tensors: ReadonlyMap<string, { shape: readonly number[] }>,
  names: ResnetNames,
): number {
  const wanted = new Map<string, readonly number[]>();
  for (const unit of resnetUnits(plan)) {
    const { kernel, norm } = names.of(unit);
    wanted.set(kernel, [unit.to, unit.from, unit.kernel, unit.kernel]);
    for (const part of Object.values(NORM_PARTS)) wanted.set(`${norm}.${part}`, [unit.to]);
  }
  const [weight, bias] = ["weight", "bias"].map((part) => `${names.classifier}.${part}`);
  const classes = (tensors.get(weight) ?? tensors.get(bias))?.shape[0] ?? 0;
  if (tensors.has(weight) || tensors.has(bias)) {
    wanted.set(weight, [classes, plan.width]).set(bias, [classes]);
  }
  checkTensors(tensors, wanted, {
    what: { network: plan.config.name, library: names.library },
    ignored: names.ignored,
  });
  return classes;
}
