import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { removeBegun, writeJson } from "../io/write.ts";
import { captionStatistics } from "../metrics/caption_statistics.ts";
import { withReference } from "../metrics/measure.ts";
import { tokenizedCaptions } from "../metrics/tokenized.ts";
import { readSafetensors, writeSafetensors } from "../tensor/mod.ts";
import { hasCheckpoint, removeCheckpoints } from "../training/checkpoint.ts";
import type { Progress } from "../types.ts";
import { makeDecoder } from "./decoders.ts";
import { evaluateGenerated, type Evaluation } from "./evaluate.ts";
import { type Experiment, type Settings, settingsFor } from "./experiment.ts";
import { captionTexts, generateCaptions } from "./generate_captions.ts";
import type { Material } from "./material.ts";
import { provenance } from "./provenance.ts";
import { writeRotationHead } from "./rotation/head_file.ts";
import { materialFacts, trainingFacts } from "./run_facts.ts";
import {
  readCaptions,
  readRecord,
  RUN_FILES,
  type RunRecord,
  writeCaptions,
  writeScores,
} from "./run_folder.ts";
import { trainDecoder, type TrainedDecoder } from "./train_decoder.ts";

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
  /** A finished run of the same decoder, whose weights are the first ones; default: fresh weights. */
  from?: Run;
  /** Told about every update. */
  onProgress?: (progress: Progress) => void;
  /** Stops after the batch in hand, with a checkpoint. */
  signal?: AbortSignal;
  /** Seconds from one checkpoint to the next; default 45. */
  checkpointEvery?: number;
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
  { material, seed = 1, folder, from, ...options }: RunOptions,
): Promise<Run> {
  const { settings = settingsFor(experiment, material.study.scale), onProgress, signal } = options;
  const parts = [settings, seed, material.key, ...from === undefined ? [] : [from.record.key]];
  const key = createHash("sha256").update(JSON.stringify(parts)).digest("hex");
  const place = folder ?? join(material.study.runs, `${experiment.name}-${key.slice(0, 8)}`);
  const found = await readRecord(place);
  if (found !== undefined) {
    if (found.key !== key) {
      throw new Error(
        `Cannot train into "${place}": it holds a finished run of other settings or data; ` +
          "choose another folder or delete this one",
      );
    }
    await tidyUp(place); // it may have been killed just before
    const { updates } = found.training;
    onProgress?.({ done: updates, total: updates, unit: "updates", note: "already there" });
    const evaluation = await evaluateGenerated(
      found.experiment,
      await readCaptions(place),
      material.val.references,
    );
    return { folder: place, record: found, evaluation };
  }
  const hooks = { onProgress, signal, checkpointEvery: options.checkpointEvery };
  const trained = await trainDecoder({
    ...{ material, seed, settings, folder: place, key, ...hooks },
    ...from && { from: (await readSafetensors(join(from.folder, RUN_FILES.weights))).tensors },
  });
  const { evaluation, unknownUnsuppressed, parameters } = await report(
    { experiment, material, settings, folder: place, signal },
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
    ...await provenance(),
  };
  const { head } = material.frozen;
  if (head !== undefined) {
    await writeRotationHead(join(place, RUN_FILES.head), { head, metadata: {} });
  }
  await writeJson(join(place, RUN_FILES.record), record);
  await tidyUp(place);
  return { folder: place, record, evaluation };
}

/** Removes what a finished run does not need, and what a killed one had begun to write. */
async function tidyUp(folder: string): Promise<void> {
  await removeCheckpoints(join(folder, RUN_FILES.checkpoint));
  for (const file of Object.values(RUN_FILES)) await removeBegun(join(folder, file));
}

/** True if a folder holds a run that was broken off. */
export function isUnfinished(folder: string): boolean {
  return hasCheckpoint(join(folder, RUN_FILES.checkpoint)) &&
    !existsSync(join(folder, RUN_FILES.record));
}

/** Stores the best weights, and captions and scores the validation pictures with what was stored. */
async function report(
  { experiment, material, settings, folder, signal }: {
    experiment: Experiment;
    material: Material;
    settings: Settings;
    folder: string;
    signal?: AbortSignal;
  },
  { weights, metadata }: TrainedDecoder,
): Promise<{ evaluation: Evaluation; unknownUnsuppressed: number; parameters: number }> {
  const path = join(folder, RUN_FILES.weights);
  await writeSafetensors(path, {
    tensors: weights,
    metadata: { ...metadata, experiment: experiment.name },
  });
  const decoder = makeDecoder(JSON.parse(metadata.decoder), weights);
  const { vocabulary } = material, { maximumLength } = settings;
  const options = { vocabulary, maximumLength, signal };
  const generated = await generateCaptions(decoder, material.features.val, options);
  const free = await generateCaptions(decoder, material.features.val, {
    ...options,
    unknown: true,
  });
  const parameters = [...decoder.parameters.values()].reduce((sum, { size }) => sum + size, 0);
  decoder.dispose();
  await writeCaptions(folder, generated);
  const evaluation = await evaluateGenerated(experiment.name, generated, material.val.references);
  await writeScores(folder, evaluation);
  const described = withReference(tokenizedCaptions(captionTexts(free)), material.val.references);
  const { unknown } = captionStatistics([...described.values()]);
  return { evaluation, unknownUnsuppressed: unknown, parameters };
}
