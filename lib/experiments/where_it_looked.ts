import { Random } from "../tensor/random.ts";
import { attentionOf, entropyBySteps, type LookedWord } from "./attention_maps.ts";
import { Captioner } from "./captioner.ts";
import type { Material } from "./material.ts";
import type { Run } from "./run.ts";

/** Where a model looked: the mean entropy by step, and the weights for the words of some captions. */
export interface Looked {
  /** Name of the model. */
  model: string;
  /** In nats, of the attention weights, over the captions that have such a step. */
  entropy: { step: number; entropy: number; captions: number }[];
  /** Of a few pictures, the same for every model. */
  pictures: { imageId: number; words: Omit<LookedWord, "entropy">[] }[];
}

/** Pictures whose attention is measured, those whose weights are kept, and what draws them. */
const MEASURED = 200, KEPT = 6, SEED = 4;

/**
 * Tells where a run's decoder looked while it captioned validation pictures that people described.
 *
 * @param options.model What it is called; default: the experiment's name.
 * @throws {TypeError} If the decoder does not tell where it looks.
 */
export async function whereItLooked(
  run: Run,
  { material, root, model = run.record.experiment }: {
    material: Material;
    root: string;
    model?: string;
  },
): Promise<Looked> {
  const captioner = await Captioner.load(run.folder, { root });
  try {
    const { val, features, vocabulary } = material, { captions } = run.evaluation;
    const described = [...val.references.keys()].filter((id) => captions.has(id));
    const pictures = new Random(SEED).shuffle(described).slice(0, MEASURED);
    const looked = await attentionOf(captioner.decoder, {
      captions: new Map(pictures.map((id) => [id, captions.get(id)!])),
      features: features.val,
      vocabulary,
      maximumLength: captioner.maximumLength,
    });
    return {
      model,
      entropy: entropyBySteps(looked.values()),
      pictures: [...looked].slice(0, KEPT).map(([imageId, words]) => ({
        imageId,
        words: words.map(({ word, weights }) => ({
          word,
          weights: weights.map((each) => Number(each.toFixed(3))),
        })),
      })),
    };
  } finally {
    captioner.dispose();
  }
}
