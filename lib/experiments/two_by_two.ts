import type { Comparison } from "./comparison.ts";
import { type MiniatureName, MINIATURES } from "./miniatures.ts";

/** A compared model by what its encoder is and what the encoder has learned. */
export interface CrossedModel {
  /** Name of the model. */
  model: string;
  /** The encoder's architecture, "ResNet" or "ViT". */
  x: string;
  /** What the encoder was trained with. */
  line: string;
  /** Mean of the seeds. */
  value: number;
  /** Lower end of its 95 % interval. */
  low: number;
  /** Upper end of its 95 % interval. */
  high: number;
  /** The score of each seed. */
  seeds: number[];
}

const ARCHITECTURES = { resnet: "ResNet", vit: "ViT" } as const;

/**
 * Sorts the trained models of a comparison by the architecture of their encoder and by its objective:
 * the two things in which ResNet and CLIP differ, besides their data.
 *
 * @param metric One of the comparison's metrics, "CIDEr-D" for instance.
 */
export function twoByTwo({ models }: Comparison, metric: string): CrossedModel[] {
  return models.filter(({ seeds }) => seeds.length > 0).map(({ model, encoder, scores, seeds }) => {
    const { architecture, objective } = MINIATURES[encoder as MiniatureName];
    const { value, low, high } = scores[metric];
    return {
      model,
      x: ARCHITECTURES[architecture],
      line: `trained with ${objective}`,
      value,
      low,
      high,
      seeds: seeds.map((seed) => seed.scores[metric]),
    };
  });
}
