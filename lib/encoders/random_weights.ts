import type { Random } from "../tensor/random.ts";
import type { StoredTensor } from "../tensor/mod.ts";
import { type ClipConfig, clipImageTensors, clipTextTensors } from "./clip_config.ts";
import { planResnet, type ResnetConfig, resnetUnits } from "./resnet_config.ts";
import { NORM_PARTS, TORCHVISION_NAMES } from "./resnet_names.ts";

/**
 * Makes weights of a ResNet that has learned nothing, under torchvision's names, for measuring speed and
 * for rehearsals: kernels after He et al., 2015, batch norms that change nothing.
 *
 * @param options.classes Size of the classifier that published files have, too; without it there is none.
 */
export function randomResnetWeights(
  config: ResnetConfig,
  { random, classes }: { random: Random; classes?: number },
): Map<string, StoredTensor> {
  const plan = planResnet(config),
    draw = normals(random),
    tensors = new Map<string, StoredTensor>();
  for (const unit of resnetUnits(plan)) {
    const { kernel, norm } = TORCHVISION_NAMES.of(unit);
    const inputs = unit.from * unit.kernel ** 2;
    const shape = [unit.to, unit.from, unit.kernel, unit.kernel];
    tensors.set(kernel, draw(shape, Math.sqrt(2 / inputs)));
    for (const [part, name] of Object.entries(NORM_PARTS)) {
      // The last unit of a path adds little, so that values do not grow from block to block.
      const last = /\.main\.2$/.test(unit.name) ? 0.2 : 1;
      const value = part === "scale" ? last : part === "variance" ? 1 : 0;
      tensors.set(`${norm}.${name}`, filled([unit.to], value));
    }
  }
  if (classes !== undefined) {
    tensors.set("fc.weight", draw([classes, plan.width], 0.01));
    tensors.set("fc.bias", filled([classes], 0));
  }
  return tensors;
}

/** The same for a CLIP, under OpenAI's names; both towers where the configuration has both. */
export function randomClipWeights(
  config: ClipConfig,
  { random }: { random: Random },
): Map<string, StoredTensor> {
  const { text, projection } = config, draw = normals(random);
  const wanted = [
    ...clipImageTensors(config),
    ...text === undefined ? [] : clipTextTensors(text, projection!),
  ];
  return new Map(wanted.map(({ name, shape }) => {
    if (name === "logit_scale") return [name, filled(shape, Math.log(100))];
    if (/\bln_\w+\.weight$/.test(name)) return [name, filled(shape, 1)];
    if (/bias$/.test(name)) return [name, filled(shape, 0)];
    const inputs = shape.slice(1).reduce((product, side) => product * side, 1);
    return [name, draw(shape, 1 / Math.sqrt(Math.max(inputs, 64)))];
  }));
}

function filled(shape: readonly number[], value: number): StoredTensor {
  const count = shape.reduce((product, side) => product * side, 1);
  return { dtype: "F32", shape, data: new Float32Array(count).fill(value) };
}

/** How many numbers are drawn; larger tensors repeat them, from another place on. */
const DRAWN = 1_000_003;

function normals(random: Random): (shape: readonly number[], deviation: number) => StoredTensor {
  const drawn = Float32Array.from({ length: DRAWN }, () => random.normal());
  return (shape, deviation) => {
    const count = shape.reduce((product, side) => product * side, 1), from = random.integer(DRAWN);
    const data = new Float32Array(count);
    for (let i = 0; i < count; i++) data[i] = deviation * drawn[(from + i) % DRAWN];
    return { dtype: "F32", shape, data };
  };
}
