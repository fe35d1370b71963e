import { Buffer } from "node:buffer";
import type { Split } from "../datasets/splits.ts";
import type { Pipeline } from "../image/preprocess.ts";
import { thumbnails } from "../image/thumbnails.ts";
import { Random } from "../tensor/random.ts";
import { attentionOf, entropyBySteps, type LookedWord, seenSquare } from "./attention_maps.ts";
import { Captioner } from "./captioner.ts";
import type { Material } from "./material.ts";
import type { Run } from "./run.ts";

/** Where a model looked: the mean entropy by step, and the weights for the words of some captions. */
export interface Looked {
  /** Name of the model. */
  model: string;
  /** In nats, of the attention weights, over the captions that have such a step. */
  entropy: { step: number; entropy: number; captions: number }[];
  /** Of a few pictures, the same for every model, word by word. */
  pictures: { imageId: number; words: Omit<LookedWord, "entropy">[] }[];
}

/** A picture as an encoder saw it, for a record. */
export interface SeenPicture {
  /** The data set's own number. */
  imageId: number;
  /** Its name in the annotations. */
  fileName: string;
  /** What somebody wrote about it. */
  reference: string;
  /** The square that the encoder saw: a JPEG file in base64. */
  square: string;
}

/** Where several models looked, with the pictures. */
export interface LookedRecord {
  /** Those that every model's weights are of. */
  pictures: SeenPicture[];
  /** In the order given. */
  models: Looked[];
}

/** Puts where models looked beside the pictures, each as the encoder saw it. */
export async function lookedRecord(
  models: Looked[],
  { split, pipeline }: { split: Split; pipeline: Pipeline },
): Promise<LookedRecord> {
  const images = new Map(split.images.map((image) => [image.id, image]));
  const chosen = models[0].pictures.map(({ imageId }) => images.get(imageId)!);
  const squares = await Promise.all(chosen.map(({ path }) => seenSquare(path, pipeline)));
  const small = await thumbnails(squares, { side: 112, budget: 8_000 * chosen.length });
  return {
    models,
    pictures: chosen.map(({ id, fileName }, i) => ({
      imageId: id,
      fileName,
      reference: split.references.get(id)![0],
      square: Buffer.from(small[i]).toString("base64"),
    })),
  };
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
