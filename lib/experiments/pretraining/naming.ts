import type { Random, StoredTensor, Tensor } from "../../tensor/mod.ts";
import type { Parameters } from "../../types.ts";
import { ClassHeads } from "./class_heads.ts";
import type { TrainableEncoder, TrainableObjective } from "./network.ts";
import { type Label, type LabelledPictures, LABELS } from "./pictures.ts";

/** To name kind, material and colour of the pictures: the sum of three cross-entropies. */
export class NamingObjective implements TrainableObjective {
  readonly #encoder: TrainableEncoder;
  readonly #heads: ClassHeads;
  readonly #labels: LabelledPictures["labels"];

  constructor(
    encoder: TrainableEncoder,
    { pictures, random }: { pictures: LabelledPictures; random: Random },
  ) {
    this.#encoder = encoder;
    this.#labels = pictures.labels;
    const classes = Object.entries(LABELS).map(([name, { length }]) => [name, length] as const);
    this.#heads = new ClassHeads(encoder.width, Object.fromEntries(classes), random.split("heads"));
  }

  get parameters(): Parameters {
    return new Map([...this.#encoder.parameters, ...this.#heads.parameters]);
  }

  get statistics(): Parameters {
    return this.#encoder.statistics;
  }

  get metadata(): Record<string, string> {
    return { labels: JSON.stringify(LABELS) };
  }

  loss(images: Tensor, indices: Int32Array): Tensor {
    const { pooled } = this.#encoder.forward(images, { training: true });
    const of = (label: Label) => indices.map((index) => this.#labels[label][index]);
    return this.#heads.loss(pooled, {
      kind: of("kind"),
      material: of("material"),
      colour: of("colour"),
    });
  }

  async tensors(): Promise<Map<string, StoredTensor>> {
    return new Map([...await this.#encoder.tensors(), ...await this.#heads.tensors()]);
  }

  dispose(): void {
    this.#encoder.dispose();
    this.#heads.dispose();
  }
}
