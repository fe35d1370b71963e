import { join } from "node:path";
import { writeJson } from "../../io/write.ts";
import type { Progress } from "../../types.ts";
import { Captioner } from "../captioner.ts";
import { evaluateGenerated } from "../evaluate.ts";
import { CNN_LSTM, type Experiment, type Settings, settingsFor } from "../experiment.ts";
import type { FeatureRows } from "../feature_rows.ts";
import { generateCaptions, type GeneratedCaption } from "../generate_captions.ts";
import { type Material, prepareMaterial } from "../material.ts";
import { provenance } from "../provenance.ts";
import { type Run, runExperiment } from "../run.ts";
import { readCaptions, RUN_FILES, writeCaptions } from "../run_folder.ts";
import { loadSplit, type Study } from "../study.ts";
import { measureTurns } from "./judged_turns.ts";
import { ROTATION_FILE, type RotationComparison, type RotationModel } from "./rotation_record.ts";
import {
  compareSlices,
  type RotationCondition,
  type RotationEvaluations,
} from "./rotation_slices.ts";
import { flaggedIds, studyRotationHead, viewFeatures } from "./study_head.ts";
import { toldFeatures } from "./told_features.ts";
import { upright } from "./upright.ts";

/** How the comparison is run. */
export interface RotationOptions {
  /** The data set; runs are kept under the study's runs. */
  study: Study;
  /** The project's folder, which holds the encoders' weights. */
  root: string;
  /** Gets `rotation.json`, and for each condition and seed a folder with captions. */
  out: string;
  /** Training seeds. */
  seeds: readonly number[];
  /** Default: the paper's baseline alone, mini's best captioner. */
  experiments?: readonly Experiment[];
  /** Changes every experiment's settings alike, for trials. */
  change?: (settings: Settings) => Settings;
  /** Draws of each interval; default 10,000. */
  draws?: number;
  /** Told what is done, and how far it is. */
  onProgress?: (stage: string, progress: Progress) => void;
  /** Stops after the update in hand, with a checkpoint. */
  signal?: AbortSignal;
}

/**
 * Asks whether turning pictures upright helps captioners: trains each from each seed on features of pictures
 * as they are and of pictures turned upright, and scores both, and the first one on pictures turned upright,
 * on those that people flagged as rotated and on the others.
 *
 * On mini, what a head looks at was chosen among pooled features, halves, bands and moments of the grid with a
 * look at how often it is right about the validation pictures; weights and prior were not, and no caption's
 * score was. So its shares are a little too good, the scores are not.
 *
 * Finished runs are read and not repeated, a broken-off one goes on.
 *
 * @throws {DOMException} If `signal` says so, after the checkpoint is written.
 * @throws {Error} If an encoder's weights are not there; says how they are made.
 */
export async function compareRotation(options: RotationOptions): Promise<RotationComparison> {
  const { study, out, seeds, experiments = [CNN_LSTM] } = options;
  const compared: Awaited<ReturnType<typeof compareOne>>[] = [];
  for (const experiment of experiments) compared.push(await compareOne(experiment, options));
  const [{ plain, runs: [{ record, evaluation }] }] = compared;
  const comparison: RotationComparison = {
    study: {
      name: study.name,
      trainImages: plain.train.images.length,
      valImages: evaluation.scores.settings.images,
    },
    updates: record.training.updates,
    seeds,
    models: compared.map(({ model }) => model),
    ...await provenance(),
  };
  await writeJson(join(out, ROTATION_FILE), comparison);
  return comparison;
}

async function compareOne(experiment: Experiment, options: RotationOptions) {
  const { study, root, change = (same) => same, onProgress, signal } = options;
  const settings = change(settingsFor(experiment, study.scale)), { encoder } = settings;
  const report = (stage: string) => (progress: Progress) =>
    onProgress?.(`${encoder}, ${stage}`, progress);
  const plain = await prepareMaterial(study, settings, {
    root,
    signal,
    onProgress: report("features"),
  });
  const views = { study, frozen: plain.frozen, signal, onProgress: report("four views") };
  let owner = plain.frozen;
  try {
    const { head, metadata } = await studyRotationHead(views);
    const flaws = await study.loadFlaws(plain.val);
    const judged = await measureTurns(
      await viewFeatures(await loadSplit(study, "val"), views),
      { head, flaws },
    );
    owner = upright(plain.frozen, head);
    const turned = await prepareMaterial(study, settings, {
      root,
      frozen: owner,
      signal,
      onProgress: report("features of upright pictures"),
    });
    const told = await toldFeatures(plain, {
      frozen: plain.frozen,
      width: head.width,
      flaws,
      signal,
    });
    const { runs, evaluations } = await runSeeds(experiment, {
      ...{ plain, turned, told, settings, options },
    });
    const { pictures, loss } = metadata, { prior } = head;
    const model: RotationModel = {
      ...{ model: experiment.name, encoder },
      head: { pictures: Number(pictures), loss: Number(loss), prior, ...judged },
      ...compareSlices(evaluations, { rotated: flaggedIds(flaws), draws: options.draws }),
    };
    return { model, plain, runs };
  } finally {
    owner.encoder.dispose();
  }
}

/** Trains both captioners from every seed, and lets the plain one see the other's pictures. */
async function runSeeds(
  experiment: Experiment,
  { plain, turned, told, settings, options }: {
    plain: Material;
    turned: Material;
    told: readonly FeatureRows[];
    settings: Settings;
    options: RotationOptions;
  },
): Promise<{ runs: Run[]; evaluations: RotationEvaluations }> {
  const { seeds, out, root, onProgress, signal } = options, { name } = experiment;
  const evaluations: RotationEvaluations = {
    ...{ "plain": [], "upright": [], "upright at test": [], "told at test": [] },
  };
  const runs: Run[] = [];
  for (const seed of seeds) {
    const placeOf = (condition: RotationCondition) =>
      join(out, `${name}-${condition.replaceAll(" ", "-")}-${seed}`);
    const run = async (condition: RotationCondition, material: Material) => {
      const done = await runExperiment(experiment, {
        ...{ material, seed, settings, signal },
        onProgress: (progress) => onProgress?.(`${name}, ${condition}, seed ${seed}`, progress),
      });
      await writeCaptions(placeOf(condition), await readCaptions(done.folder));
      await writeJson(join(placeOf(condition), RUN_FILES.record), done.record);
      evaluations[condition].push(done.evaluation);
      return done;
    };
    const first = await run("plain", plain);
    runs.push(first, await run("upright", turned));
    const captioner = await Captioner.load(first.folder, { root });
    for (
      const [condition, features] of [
        ["upright at test", [turned.features.val]],
        ["told at test", told],
      ] as const
    ) {
      if (features.length === 0) continue;
      const captions = await captionParts(captioner, features, plain.features.val.ids);
      await writeCaptions(placeOf(condition), captions);
      evaluations[condition].push(
        await evaluateGenerated(condition, captions, plain.val.references),
      );
    }
    captioner.dispose();
  }
  return { runs, evaluations };
}

/** Captions pictures whose features come in parts, and gives the captions in the order of all. */
async function captionParts(
  { decoder, vocabulary, maximumLength }: Captioner,
  parts: readonly FeatureRows[],
  ids: readonly number[],
): Promise<Map<number, GeneratedCaption>> {
  const captions = new Map<number, GeneratedCaption>();
  for (const features of parts) {
    const some = await generateCaptions(decoder, features, { vocabulary, maximumLength });
    for (const [id, caption] of some) captions.set(id, caption);
  }
  return new Map(ids.map((id) => [id, captions.get(id)!]));
}
