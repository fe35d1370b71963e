import { LstmDecoder } from "../../decoders/lstm.ts";
import type { Photograph, Split } from "../../datasets/splits.ts";
import { Clip } from "../../encoders/clip.ts";
import { loadBatch } from "../../image/load_batch.ts";
import type { Matrix } from "../../projection/matrix.ts";
import { mean } from "../../statistics/mean.ts";
import { dispose, startTensors, tensor, tensor2d } from "../../tensor/mod.ts";
import type { Progress } from "../../types.ts";
import { Captioner } from "../captioner.ts";
import { type FeatureMatrix, splitFeatures } from "../features.ts";
import { loadSplit, type Study, trainAndDev } from "../study.ts";
import { loadTextEncoder, type TextEncoderName } from "../text_encoder.ts";
import { captionVectors } from "./caption_vectors.ts";

/** Splits whose pictures have captions that people wrote. */
export const EMBEDDED_SPLITS = ["train", "dev", "val"] as const;

/** Name of a split whose pictures can be embedded with their captions. */
export type EmbeddedSplit = (typeof EMBEDDED_SPLITS)[number];

/** Vectors, a row each, in 32 bits. */
export type Vectors = Matrix & { data: Float32Array };

/** Pictures, captions and words as a run's networks have them. */
export interface Embeddings {
  /** The pictures that somebody described, in the order of the rows. */
  images: readonly Photograph[];
  /** The first reference of each picture, in the same order. */
  captions: readonly string[];
  /** The decoder's words, special tokens apart, the most frequent first. */
  words: readonly string[];
  /** Vectors of the pictures. */
  image: {
    /** What the encoder gives: of a CLIP, in the space that it shares with texts; `[N, F]`. */
    pooled: Vectors;
    /** What the captioner makes of it, in the space of the word vectors, `[N, E]`. */
    captioner: Vectors;
    /** Of a CLIP, before the projection into the shared space; where it is asked for. */
    classToken?: Vectors;
  };
  /** Vectors of the captions. */
  caption: {
    /** Of the text half, where the encoder is a CLIP, in the space of `image.pooled`, `[N, F]`. */
    clip?: Vectors;
    /** Mean of the decoder's word vectors, `[N, E]`. */
    words: Vectors;
    /** The decoder's hidden state after the last word, `[N, H]`. */
    hidden: Vectors;
  };
  /** The decoder's word vectors, `[V − 4, E]`. */
  word: Vectors;
}

/** How a run's embeddings are made. */
export interface EmbedRunOptions {
  /** The data set. */
  study: Study;
  /** The project's folder, which holds the encoder's weights. */
  root: string;
  /** Default "val". */
  split?: EmbeddedSplit;
  /** At most so many pictures, the first that somebody described; default: all. */
  most?: number;
  /** Whether CLIP's text half reads the captions; default true. */
  texts?: boolean;
  /** Whether a CLIP's class tokens are wanted too, for which the pictures are encoded once more. */
  classTokens?: boolean;
  /** Told about the pictures that are encoded. */
  onProgress?: (progress: Progress) => void;
  /** Stops between two batches. */
  signal?: AbortSignal;
}

/**
 * Gives the vectors that a finished run's networks have of pictures, captions and words.
 *
 * Features of the pictures are read from the study's folder, or computed and kept there. Captions are read
 * with the mean of the training pictures in the place of their own: see {@linkcode captionVectors}.
 *
 * @param folder The run's folder.
 * @throws {RangeError} If no picture of the split is described.
 * @throws {TypeError} If the decoder is not an LSTM over the pooled vector: one that looks at positions has no
 * vector for a picture.
 * @throws {Error} If the folder holds no finished run, or its encoder's weights have changed.
 */
export async function embedRun(
  folder: string,
  { study, root, split = "val", most = Infinity, texts = true, ...options }: EmbedRunOptions,
): Promise<Embeddings> {
  const { classTokens = false, onProgress, signal } = options;
  await startTensors();
  const captioner = await Captioner.load(folder, { root });
  try {
    const { decoder, vocabulary, frozen } = captioner;
    const pictures = await picturesOf(study, split);
    const features = await featuresOf(captioner, pictures, { study, onProgress, signal });
    const images = describedImages(pictures, { readable: new Set(features.ids), most });
    const rows = rowsFor(images, features), n = images.length;
    const captions = images.map(({ id }) => pictures.references.get(id)![0]);
    if (!(decoder instanceof LstmDecoder)) {
      throw new TypeError(
        `Cannot embed a run: its decoder must be an LSTM over the pooled vector, ` +
          `current experiment is ${captioner.experiment}`,
      );
    }
    const { featureStatistics, embeddingWidth } = decoder.config;
    const picture = featureStatistics?.mean ?? columnMeans(features.rows, features.width);
    const { words, hidden } = await captionVectors(decoder, captions, { vocabulary, picture });
    return {
      images,
      captions,
      words: vocabulary.words.slice(SPECIALS),
      image: {
        pooled: { shape: [n, features.width], data: rows },
        captioner: await imageVectors(decoder, { rows, n }),
        ...classTokens && frozen.encoder instanceof Clip && {
          classToken: await classTokensOf(images, { captioner, clip: frozen.encoder, ...options }),
        },
      },
      caption: {
        ...texts && isClip(frozen.encoder.name) && {
          clip: await textVectors(captions, frozen.encoder.name, root),
        },
        words,
        hidden,
      },
      word: {
        shape: [vocabulary.size - SPECIALS, embeddingWidth],
        data: (await decoder.parameters.get("embedding.weight")!.data() as Float32Array)
          .slice(SPECIALS * embeddingWidth),
      },
    };
  } finally {
    captioner.dispose();
  }
}

/** Tokens before the first word. */
const SPECIALS = 4;

/** Pictures whose class tokens are computed at once. */
const BATCH = 32;

async function picturesOf(study: Study, split: EmbeddedSplit): Promise<Split> {
  if (split === "val") return await loadSplit(study, "val");
  return trainAndDev(await loadSplit(study, "train"))[split];
}

/** Features are kept by whole files of a data set: those of `dev` are among those of `train`. */
async function featuresOf(
  { frozen }: Captioner,
  pictures: Split,
  { study, ...hooks }: Pick<EmbedRunOptions, "study" | "onProgress" | "signal">,
) {
  const whole = pictures.name === "val" ? pictures : await loadSplit(study, "train");
  return await splitFeatures(whole, { frozen, folder: study.features, ...hooks });
}

/** Pictures with a reference and features, in the order of the file. */
function describedImages(
  { name, images, references }: Split,
  { readable, most }: { readable: ReadonlySet<number>; most: number },
): Photograph[] {
  const described = images.filter(({ id }) => references.has(id) && readable.has(id));
  if (described.length > 0) return described.slice(0, most);
  throw new RangeError(
    `Cannot embed pictures: one of "${name}" must have a reference, current number is 0`,
  );
}

/** The features of some pictures, in the order of the pictures. */
function rowsFor(images: readonly Photograph[], { ids, rows, width }: FeatureMatrix): Float32Array {
  const places = new Map(ids.map((id, row) => [id, row]));
  const chosen = new Float32Array(images.length * width);
  images.forEach(({ id }, i) => {
    const row = places.get(id)!;
    chosen.set(rows.subarray(row * width, (row + 1) * width), i * width);
  });
  return chosen;
}

function columnMeans(rows: Float32Array, width: number): number[] {
  return Array.from(
    { length: width },
    (_, k) => mean(rows.filter((_, at) => at % width === k)),
  );
}

async function imageVectors(
  decoder: LstmDecoder,
  { rows, n }: { rows: Float32Array; n: number },
): Promise<Vectors> {
  const pooled = tensor2d(rows, [n, rows.length / n]), vectors = decoder.imageVector({ pooled });
  const data = await vectors.data() as Float32Array;
  dispose([pooled, vectors]);
  return { shape: vectors.shape, data };
}

async function classTokensOf(
  images: readonly Photograph[],
  { captioner: { frozen: { pipeline } }, clip, onProgress, signal }:
    & Pick<EmbedRunOptions, "onProgress" | "signal">
    & { captioner: Captioner; clip: Clip },
): Promise<Vectors> {
  const parts: Float32Array[] = [], { imageSize: S } = clip;
  for (let from = 0; from < images.length; from += BATCH) {
    signal?.throwIfAborted();
    const batch = images.slice(from, from + BATCH);
    const { pixels } = await loadBatch(batch.map(({ path }) => path), pipeline);
    const input = tensor(pixels, [batch.length, S, S, 3]), inside = clip.inside(input);
    parts.push(await inside.classToken.data() as Float32Array);
    const { layers, ...others } = inside;
    dispose([input, ...layers, ...new Set(Object.values(others))]);
    onProgress?.({ done: from + batch.length, total: images.length, unit: "pictures" });
  }
  const width = parts[0].length / Math.min(BATCH, images.length);
  const data = new Float32Array(images.length * width);
  parts.forEach((part, i) => data.set(part, i * BATCH * width));
  return { shape: [images.length, width], data };
}

function isClip(name: string): name is TextEncoderName {
  return name === "mini-clip" || name === "clip-vit-b32";
}

async function textVectors(
  captions: readonly string[],
  name: TextEncoderName,
  root: string,
): Promise<Vectors> {
  const reader = await loadTextEncoder(name, { root });
  try {
    const data = await reader.encodeTexts(captions);
    return { shape: [captions.length, data.length / captions.length], data };
  } finally {
    reader.dispose();
  }
}
