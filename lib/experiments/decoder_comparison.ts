import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ensemble } from "../decoding/ensemble.ts";
import { writeJson } from "../io/write.ts";
import type { Decoder } from "../types.ts";
import { Captioner } from "./captioner.ts";
import {
  type Comparison,
  COMPARISON_FILE,
  type ComparisonOptions,
  describeModel,
  type Entry,
  keepRun,
  type ModelPair,
  pairsOf,
} from "./comparison.ts";
import { evaluateGenerated } from "./evaluate.ts";
import {
  CLIP_ATTENTION,
  CLIP_HARD_ATTENTION,
  CLIP_LSTM,
  CLIP_TRANSFORMER,
  type Experiment,
  OVER_GRID_SIZE,
  type Settings,
  settingsFor,
} from "./experiment.ts";
import { generateCaptions } from "./generate_captions.ts";
import { type Material, prepareMaterial } from "./material.ts";
import { provenance } from "./provenance.ts";
import { type Run, runExperiment } from "./run.ts";
import { writeCaptions } from "./run_folder.ts";
import { type Looked, type LookedRecord, lookedRecord, whereItLooked } from "./where_it_looked.ts";

/** What each decoder is trained from, with one encoder, on mini. */
export const COMPARED_DECODERS: readonly Experiment[] = [
  CLIP_LSTM,
  CLIP_ATTENTION,
  CLIP_HARD_ATTENTION,
  CLIP_TRANSFORMER,
];

/**
 * What else is made of soft attention: trained with the doubly stochastic penalty; or of its trained runs,
 * with no further training or a short one.
 */
export const VARIANTS = {
  paperPenalty: "clip-attention, λ = 1, target 1",
  sharePenalty: "clip-attention, λ = 1, target T/P",
  beam: "clip-attention, beam 5",
  ensemble: "clip-attention + clip-transformer",
  further: "clip-attention, further cross-entropy",
  selfCritical: "clip-attention, self-critical",
} as const;

/** Those that tell where they look. */
const LOOKING = [
  "clip-attention",
  "clip-hard-attention",
  "clip-transformer",
  VARIANTS.paperPenalty,
  VARIANTS.sharePenalty,
];

/** The file beside the comparison. */
const LOOKED_FILE = "looked.json";
/** Hypotheses of the beam search. */
const BEAM = 5;

/** Pairs that are compared, first minus second. */
const DECODER_PAIRS: readonly ModelPair[] = [
  ["clip-attention", "clip-lstm"],
  ["clip-hard-attention", "clip-attention"],
  ["clip-hard-attention", "clip-lstm"],
  ["clip-transformer", "clip-lstm"],
  ["clip-transformer", "clip-attention"],
  [VARIANTS.paperPenalty, "clip-attention"],
  [VARIANTS.sharePenalty, "clip-attention"],
  [VARIANTS.beam, "clip-attention"],
  [VARIANTS.selfCritical, VARIANTS.further],
  [VARIANTS.selfCritical, "clip-attention"],
  [VARIANTS.further, "clip-attention"],
  [VARIANTS.ensemble, "clip-attention"],
  [VARIANTS.ensemble, "clip-transformer"],
];

/**
 * The short training that goes on from a trained run, by either objective: a tenth of its learning rate,
 * which stays. Captions are drawn three a picture, each measured by the other two.
 */
export function furtherSettings(settings: Settings): { further: Settings; selfCritical: Settings } {
  const { rate } = settings;
  const further: Settings = {
    ...settings,
    rate: rate / 10,
    decay: false,
    dropout: 0,
    updates: 60,
    evaluateEvery: 20,
  };
  return {
    further,
    selfCritical: {
      ...further,
      objective: { kind: "self-critical", baseline: "mean", samples: 3 },
    },
  };
}

/**
 * Trains each decoder on CLIP's features from each seed, makes of the runs with soft attention what
 * decoding and a short further training can make of them, and compares all.
 *
 * Pictures, captions, updates and the choice of weights on `dev` are alike. Finished runs are read and not
 * repeated, a broken-off one goes on.
 *
 * @throws {DOMException} If `signal` says so, after the checkpoint is written.
 */
export async function runDecoderComparison(options: ComparisonOptions): Promise<Comparison> {
  const { study, out, root } = options;
  const entries = new Map<string, Entry>();
  let facts = { trainImages: 0, valImages: 0 };
  for (const experiment of COMPARED_DECODERS) {
    const { entry, material } = await trainSeeds(experiment, options);
    entries.set(entry.model, entry);
    facts = { trainImages: material.train.images.length, valImages: material.val.images.length };
  }
  const looked: Looked[] = [], settings = changed(CLIP_ATTENTION, options);
  const material = await prepareMaterial(study, settings, { root });
  try {
    const members = ["clip-attention", "clip-transformer"].map((name) => entries.get(name)!);
    for (const [model, entry] of await decodedEntries(members, { ...options, material })) {
      entries.set(model, entry);
    }
    const { further, selfCritical } = furtherSettings(settings);
    const retrained: [string, Settings, Entry?][] = [
      [VARIANTS.paperPenalty, penalized(settings, "one")],
      [VARIANTS.sharePenalty, penalized(settings, "share")],
      [VARIANTS.further, further, members[0]],
      [VARIANTS.selfCritical, selfCritical, members[0]],
    ];
    for (const [model, settings, from] of retrained) {
      const trained = { ...options, material, settings, model, from };
      entries.set(model, await trainAll(CLIP_ATTENTION, trained));
    }
    for (const model of LOOKING) {
      looked.push(await whereItLooked(entries.get(model)!.runs[0], { material, root, model }));
    }
  } finally {
    material.frozen.encoder.dispose();
  }
  const { val: split, frozen: { pipeline } } = material;
  await writeJson(join(out, LOOKED_FILE), await lookedRecord(looked, { split, pipeline }));
  const comparison: Comparison = {
    study: { name: study.name, ...facts },
    updates: entries.get("clip-attention")!.runs[0].record.training.updates,
    models: [...entries.values()].map(describeModel),
    pairs: pairsOf(DECODER_PAIRS, [...entries.values()]),
    ...await provenance(),
  };
  await writeJson(join(out, COMPARISON_FILE), comparison);
  return comparison;
}

/** An experiment's settings with equal widths and updates for all. */
function changed(
  experiment: Experiment,
  { study, change = (same) => same }: ComparisonOptions,
): Settings {
  return change({ ...settingsFor(experiment, study.scale), ...OVER_GRID_SIZE });
}

function penalized(settings: Settings, target: "one" | "share"): Settings {
  const doublyStochastic = { weight: 1, target };
  return { ...settings, objective: { kind: "cross-entropy", doublyStochastic } };
}

async function trainSeeds(experiment: Experiment, options: ComparisonOptions) {
  const { study, root, onProgress, signal } = options, { name: model } = experiment;
  const settings = changed(experiment, options);
  const material = await prepareMaterial(study, settings, {
    root,
    signal,
    onProgress: (progress) => onProgress?.(`${model}, features`, progress),
  });
  try {
    return {
      entry: await trainAll(experiment, { ...options, material, settings, model }),
      material,
    };
  } finally {
    material.frozen.encoder.dispose();
  }
}

/** Trains from every seed, or goes on from the run of each. */
async function trainAll(
  experiment: Experiment,
  { material, settings, model, from, out, seeds, onProgress, signal }: ComparisonOptions & {
    material: Material;
    settings: Settings;
    model: string;
    from?: Entry;
  },
): Promise<Entry> {
  const runs: Run[] = [];
  for (const [i, seed] of seeds.entries()) {
    const run = await runExperiment(experiment, {
      ...{ material, seed, settings, from: from?.runs[i], signal },
      onProgress: (progress) => onProgress?.(`${model}, seed ${seed}`, progress),
    });
    await keepRun(run, join(out, `${folderOf(model)}-${seed}`));
    runs.push(run);
  }
  const evaluations = runs.map(({ evaluation }) => evaluation);
  return { model, encoder: settings.encoder, runs, evaluations };
}

/** The soft attention's runs decoded by a beam, and each together with the transformer of its seed. */
async function decodedEntries(
  [attention, transformer]: readonly Entry[],
  { material, root, out, seeds, onProgress }: ComparisonOptions & { material: Material },
): Promise<[string, Entry][]> {
  const made: [string, Entry][] = [VARIANTS.beam, VARIANTS.ensemble].map((model) => [
    model,
    { model, encoder: attention.encoder, evaluations: [], runs: [] },
  ]);
  for (const [i, seed] of seeds.entries()) {
    const [one, other] = await Promise.all(
      [attention, transformer].map(({ runs }) => Captioner.load(runs[i].folder, { root })),
    );
    const ways: [Decoder, { beam?: number }][] = [
      [one.decoder, { beam: BEAM }],
      [ensemble([one.decoder, other.decoder]), {}],
    ];
    for (const [k, [decoder, how]] of ways.entries()) {
      const { vocabulary, maximumLength } = one, [model, { evaluations }] = made[k];
      onProgress?.(`${model}, seed ${seed}`, { done: i, total: seeds.length, unit: "seeds" });
      const generated = await generateCaptions(decoder, material.features.val, {
        ...{ vocabulary, maximumLength, ...how },
      });
      await writeCaptions(join(out, `${folderOf(model)}-${seed}`), generated);
      evaluations.push(await evaluateGenerated(model, generated, material.val.references));
    }
    one.dispose();
    other.dispose();
  }
  return made;
}

/** Reads where the models of a comparison looked. */
export async function readLooked(folder: string): Promise<LookedRecord> {
  return JSON.parse(await readFile(join(folder, LOOKED_FILE), "utf8"));
}

/** A model's name as that of a folder. */
export function folderOf(model: string): string {
  return model.toLowerCase().replaceAll("λ", "lambda").replaceAll(/[^a-z0-9]+/g, "-");
}
