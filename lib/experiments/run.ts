import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { Batches } from "../datasets/batches.ts";
import { featureStatistics } from "../decoders/feature_statistics.ts";
import { LstmDecoder } from "../decoders/lstm.ts";
import type { LstmDecoderConfig } from "../decoders/lstm_config.ts";
import { machine, revision } from "../io/machine.ts";
import { writeJson } from "../io/write.ts";
import { captionStatistics } from "../metrics/caption_statistics.ts";
import { cider } from "../metrics/cider.ts";
import { withReference } from "../metrics/score_all.ts";
import { adam, chain, clipByNorm, cosineSchedule, type Optimizer } from "../optim/mod.ts";
import { Random, startTensors, type StoredTensor, writeSafetensors } from "../tensor/mod.ts";
import { bestEvaluation, type Course } from "../training/course.ts";
import { train } from "../training/train.ts";
import { validationLoss } from "../training/validate.ts";
import type { Progress } from "../types.ts";
import {
  evaluateCaptions,
  type Evaluation,
  tokenizedCaptions,
  tokenizedReferences,
} from "./evaluate.ts";
import type { Experiment, Settings } from "./experiment.ts";
import { captionTexts, generateCaptions } from "./generate_captions.ts";
import { featureSource, type Material, rowsOf } from "./material.ts";
import {
  readCaptions,
  readRecord,
  RUN_FILES,
  type RunRecord,
  writeCaptions,
  writeScores,
} from "./run_folder.ts";

/** A finished run with its scores. */
export interface Run {
  /** Where its files are. */
  folder: string;
  /** What it says of itself. */
  record: RunRecord;
  /** On the validation pictures. */
  evaluation: Evaluation;
}

/** How an experiment is run. */
export interface RunOptions {
  /** What is learned from and reported on. */
  material: Material;
  /** Default 1: of the first weights, the order of the captions and dropout. */
  seed?: number;
  /** Default: the experiment's own for the study's scale. */
  settings?: Settings;
  /** The run's folder; default: one under the study's runs that is named after what is run. */
  folder?: string;
  /** Told about every update. */
  onProgress?: (progress: Progress) => void;
  /** Stops after the update in hand, with a checkpoint. */
  signal?: AbortSignal;
}

/**
 * Runs an experiment from one seed: trains, captions the validation pictures, scores, and writes a
 * folder with weights, captions, scores and a record.
 *
 * The best weights are chosen by CIDEr-D on `dev`; the validation pictures only report. They are stored
 * in 16 bits, and what is reported was generated from them as stored. A finished run of the same
 * settings, seed and material is read and not repeated; an unfinished one goes on from its checkpoint.
 *
 * @throws {DOMException} If `signal` says so, after the checkpoint is written.
 * @throws {Error} If the folder holds a run of something else.
 */
export async function runExperiment(
  experiment: Experiment,
  { material, seed = 1, settings = defaultSettings(experiment), folder, ...hooks }: RunOptions,
): Promise<Run> {
  const key = createHash("sha256").update(JSON.stringify([settings, seed, material.key]))
    .digest("hex");
  const place = folder ?? join(material.study.runs, `${experiment.name}-${key.slice(0, 8)}`);
  const found = await readRecord(place);
  if (found !== undefined) {
    if (found.key !== key) {
      throw new Error(
        `Cannot train into "${place}": it holds a finished run of other settings or data; ` +
          "choose another folder or delete this one",
      );
    }
    return { folder: place, record: found, evaluation: await evaluateFolder(place, material) };
  }
  const { tensorflow, tfjs } = await startTensors();
  const trained = await trainDecoder({ material, seed, settings, folder: place, key, ...hooks });
  const { evaluation, unknownUnsuppressed, parameters } = await report(
    { experiment, material, settings, folder: place },
    trained,
  );
  const record: RunRecord = {
    experiment: experiment.name,
    study: { name: material.study.name, trainImages: material.train.images.length },
    seed,
    settings,
    key,
    encoder: { name: material.frozen.encoder.name, weights: material.frozen.checksum },
    material: materialFacts(material),
    parameters,
    training: trainingFacts(trained.course, material),
    results: {
      intervals: evaluation.intervals,
      statistics: evaluation.statistics,
      unknownUnsuppressed,
    },
    machine: machine(),
    versions: { deno: Deno.version.deno, tensorflow, tfjs },
    revision: await revision(),
    date: new Date().toISOString().slice(0, 10),
  };
  await writeJson(join(place, RUN_FILES.record), record);
  await rm(join(place, RUN_FILES.checkpoint), { force: true });
  return { folder: place, record, evaluation };
}

/** True if a folder holds a run that was broken off. */
export function isUnfinished(folder: string): boolean {
  return existsSync(join(folder, RUN_FILES.checkpoint)) &&
    !existsSync(join(folder, RUN_FILES.record));
}

function defaultSettings(experiment: Experiment): Settings {
  return experiment.settings.miniature;
}

/** The decoder's configuration, as settings and material decide it. */
export function decoderConfig(settings: Settings, material: Material): LstmDecoderConfig {
  const { vocabulary, features, train } = material, { width } = features.train;
  return {
    vocabularySize: vocabulary.size,
    featureWidth: width,
    embeddingWidth: settings.embeddingWidth,
    hiddenWidth: settings.hiddenWidth,
    layers: settings.layers,
    dropout: settings.dropout,
    ...settings.standardize &&
      { featureStatistics: featureStatistics(rowsOf(features.train, train).rows, width) },
  };
}

/** Adam at the settings' rate; the rate decays and gradients are clipped if they say so. */
function optimizerOf({ rate, decay, updates, clipNorm }: Settings): Optimizer {
  const optimizer = adam(decay ? cosineSchedule(rate, { updates }) : rate);
  return clipNorm > 0 ? chain(clipByNorm(clipNorm), optimizer) : optimizer;
}

interface TrainedDecoder {
  course: Course;
  weights: Map<string, StoredTensor>;
  metadata: Record<string, string>;
}

async function trainDecoder(
  { material, seed, settings, folder, key, onProgress, signal }: {
    material: Material;
    seed: number;
    settings: Settings;
    folder: string;
    key: string;
    onProgress?: (progress: Progress) => void;
    signal?: AbortSignal;
  },
): Promise<TrainedDecoder> {
  const { pairs, features, vocabulary, frozen } = material;
  const { batchSize, maximumLength, updates, evaluateEvery } = settings;
  const random = new Random(seed);
  const config = decoderConfig(settings, material);
  const decoder = new LstmDecoder(config, random.split("weights"));
  const metadata = {
    key,
    decoder: JSON.stringify(config),
    vocabulary: JSON.stringify(vocabulary),
    settings: JSON.stringify(settings),
    encoder: frozen.checksum,
  };
  try {
    const { course, best } = await train(decoder, {
      optimizer: optimizerOf(settings),
      batches: new Batches(pairs.train, { batchSize, maximumLength, seed, pool: 16 }),
      features: featureSource(features.train),
      updates,
      evaluateEvery,
      evaluate: developmentScore(decoder, material, settings),
      random: random.split("dropout"),
      checkpoint: { path: join(folder, RUN_FILES.checkpoint), metadata },
      onProgress,
      signal,
    });
    const halved = [...best].map(([name, { shape, data }]): [string, StoredTensor] => {
      return [name, { dtype: "F16", shape, data: Float16Array.from(data as Float32Array) }];
    });
    return { course, weights: new Map(halved), metadata };
  } finally {
    decoder.dispose();
  }
}

/** Loss and CIDEr-D on the development pictures. */
function developmentScore(decoder: LstmDecoder, material: Material, settings: Settings) {
  const { dev, pairs, features, vocabulary } = material;
  const { batchSize, maximumLength } = settings;
  const batches = new Batches(pairs.dev, { batchSize, maximumLength });
  const source = featureSource(features.train), rows = rowsOf(features.train, dev);
  const references = tokenizedReferences(dev.references);
  return async () => {
    const generated = await generateCaptions(decoder, rows, { vocabulary, maximumLength });
    const captions = tokenizedCaptions(captionTexts(generated));
    const scored = withReference(captions, references);
    return {
      loss: await validationLoss(decoder, { batches, features: source }),
      score: cider(scored, references)["CIDEr-D"].corpus,
    };
  };
}

/** Stores the best weights, and captions and scores the validation pictures with what was stored. */
async function report(
  { experiment, material, settings, folder }: {
    experiment: Experiment;
    material: Material;
    settings: Settings;
    folder: string;
  },
  { weights, metadata }: TrainedDecoder,
): Promise<{ evaluation: Evaluation; unknownUnsuppressed: number; parameters: number }> {
  const path = join(folder, RUN_FILES.weights);
  await writeSafetensors(path, {
    tensors: weights,
    metadata: { ...metadata, experiment: experiment.name },
  });
  const decoder = new LstmDecoder(JSON.parse(metadata.decoder), weights);
  const options = { vocabulary: material.vocabulary, maximumLength: settings.maximumLength };
  const generated = await generateCaptions(decoder, material.features.val, options);
  const free = await generateCaptions(decoder, material.features.val, {
    ...options,
    unknown: true,
  });
  const parameters = [...decoder.parameters.values()].reduce((sum, { size }) => sum + size, 0);
  decoder.dispose();
  await writeCaptions(folder, generated);
  const evaluation = await evaluateGenerated(experiment.name, generated, material);
  await writeScores(folder, evaluation);
  const described = withReference(tokenizedCaptions(captionTexts(free)), material.val.references);
  const { unknown } = captionStatistics([...described.values()]);
  return { evaluation, unknownUnsuppressed: unknown, parameters };
}

async function evaluateFolder(folder: string, material: Material): Promise<Evaluation> {
  const { experiment } = (await readRecord(folder))!;
  return await evaluateGenerated(experiment, await readCaptions(folder), material);
}

function evaluateGenerated(
  model: string,
  generated: Awaited<ReturnType<typeof readCaptions>>,
  { val }: Material,
): Promise<Evaluation> {
  return evaluateCaptions(model, {
    captions: captionTexts(generated),
    references: val.references,
    ended: new Map([...generated].map(([id, { ended }]) => [id, ended])),
  });
}

function materialFacts(
  { counts, pairs, dev, val, vocabulary, features }: Material,
): RunRecord["material"] {
  return {
    trainCaptions: pairs.train.length,
    devImages: dev.images.length,
    valImages: val.images.length,
    vocabulary: vocabulary.size,
    dropped: {
      rejected: counts.train.rejected + counts.val.rejected,
      precanned: counts.train.precanned + counts.val.precanned,
    },
    skipped: [...features.train.skipped, ...features.val.skipped],
  };
}

function trainingFacts(course: Course, { pairs }: Material): RunRecord["training"] {
  return {
    updates: course.losses.length,
    epochs: Number((course.captions / pairs.train.length).toFixed(2)),
    seconds: Math.round(course.seconds),
    captionsPerSecond: Math.round(course.captions / course.seconds),
    best: bestEvaluation(course)!,
    losses: averaged(course.losses),
    evaluations: course.evaluations,
  };
}

/** Means of at most 200 stretches, each at its last update. */
function averaged(losses: readonly number[]): { update: number; loss: number }[] {
  const stretch = Math.ceil(losses.length / 200);
  const points: { update: number; loss: number }[] = [];
  for (let from = 0; from < losses.length; from += stretch) {
    const part = losses.slice(from, from + stretch);
    const loss = part.reduce((sum, each) => sum + each, 0) / part.length;
    points.push({ update: from + part.length, loss: Number(loss.toFixed(4)) });
  }
  return points;
}
