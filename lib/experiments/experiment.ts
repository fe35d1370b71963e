/**
 * The study's experiments: one constant a row of the paper's tables.
 *
 * @module
 */

import type { DecoderSettings } from "./decoders.ts";
import type { ObjectiveSettings } from "./objectives.ts";
import type { EncoderName } from "./encoders.ts";
import type { TrainingLength } from "./training_length.ts";

/** Everything that a training run depends on, besides the data and the seed. */
export type Settings = ModelSettings & TrainingLength;

/** What is trained, and by which rule. */
export interface ModelSettings {
  /** The frozen encoder by name. */
  encoder: EncoderName;
  /** What generates the captions; default: an LSTM over the pooled vector. */
  decoder?: DecoderSettings;
  /** What is minimized; default: the cross-entropy of teacher forcing. */
  objective?: ObjectiveSettings;
  /** LSTM layers, 1 to 5, or blocks of a transformer; an LSTM with attention has one. */
  layers: number;
  /** Width of word embeddings, and of the image vector once projected, `E`. */
  embeddingWidth: number;
  /** Hidden width, `H`. */
  hiddenWidth: number;
  /** Share of activations that training drops, 0 to 1. */
  dropout: number;
  /** Bring each pooled feature to mean 0 and deviation 1 over the training pictures. */
  standardize: boolean;
  /** Captions an update. */
  batchSize: number;
  /** Adam's learning rate. */
  rate: number;
  /** Let the rate fall to 0 along half a cosine; otherwise it stays. */
  decay: boolean;
  /** Global norm that gradients are clipped to; 0 clips nothing. */
  clipNorm: number;
  /** Largest absolute value of a gradient; without it none is clipped by itself. */
  clipValue?: number;
  /** Updates in which the rate rises in a straight line; default 0. */
  warmUp?: number;
  /** Batches an update, as if they were one; default 1. */
  accumulate?: number;
  /** Looks at `dev` in a row without a better score that end the training; without it none do. */
  patience?: number;
  /** Words with fewer occurrences in the training captions become `<unk>`. */
  minimumCount: number;
  /** Longest caption in tokens, `<end>` counted. */
  maximumLength: number;
}

/** A row of the study's tables. */
export interface Experiment {
  /** What commands and folders call it. */
  name: string;
  /** What it is called in figures and tables. */
  title: string;
  /** The row of the paper's tables it stands for, as `data/paper.json` names it; a control has none. */
  paper?: string;
  /** Settings for mini and for the real data sets; a control is run on mini alone. */
  settings: { miniature: Settings; full?: Settings };
}

/** The decoder's settings on mini, the same for every encoder. */
const MINIATURE: Settings = {
  encoder: "mini-resnet",
  layers: 1,
  embeddingWidth: 256,
  hiddenWidth: 256,
  dropout: 0.2,
  standardize: true,
  batchSize: 128,
  rate: 4e-3,
  decay: true,
  clipNorm: 5,
  updates: 1200,
  evaluateEvery: 100,
  minimumCount: 6,
  maximumLength: 20,
};

/**
 * The decoder's settings at full size, as published: widths 512, batch 32, Adam at 10⁻³; the text's best
 * depth is 2 layers (`--set layers=2`), its tables' default is 1. An epoch of VizWiz is 100,575 / 32 =
 * 3,143 updates.
 */
const FULL: Settings = {
  encoder: "resnet50",
  layers: 1,
  embeddingWidth: 512,
  hiddenWidth: 512,
  dropout: 0,
  standardize: false,
  batchSize: 32,
  rate: 1e-3,
  decay: false,
  clipNorm: 0,
  epochs: 5,
  minimumCount: 6,
  maximumLength: 20,
};

/**
 * The paper's baseline: ResNet's pooled vector through a linear layer as the LSTM's first input.
 *
 * Vinyals et al., 2015 (https://arxiv.org/abs/1411.4555).
 */
export const CNN_LSTM: Experiment = {
  name: "cnn-lstm",
  title: "CNN+LSTM",
  paper: "CNN+LSTM",
  settings: { miniature: MINIATURE, full: FULL },
};

/** The paper's other side: the same with CLIP's projected vector. */
export const CLIP_LSTM: Experiment = {
  name: "clip-lstm",
  title: "CLIP+LSTM",
  paper: "CLIP+LSTM",
  settings: {
    miniature: { ...MINIATURE, encoder: "mini-clip" },
    full: { ...FULL, encoder: "clip-vit-b32" },
  },
};

/** A control: CLIP's architecture with ResNet's objective. */
export const VIT_LSTM: Experiment = {
  name: "vit-lstm",
  title: "ViT+LSTM",
  settings: { miniature: { ...MINIATURE, encoder: "mini-vit" } },
};

/** A control: ResNet's architecture with CLIP's objective. */
export const RESNET_TEXT_LSTM: Experiment = {
  name: "resnet-text-lstm",
  title: "ResNet (texts)+LSTM",
  settings: { miniature: { ...MINIATURE, encoder: "mini-resnet-text" } },
};

/**
 * How large decoders over the grid are on mini, and how long they are trained: less than the LSTM over
 * pooled vectors, so that one is trained in a minute.
 */
export const OVER_GRID_SIZE = {
  embeddingWidth: 128,
  hiddenWidth: 128,
  batchSize: 64,
  updates: 400,
  evaluateEvery: 100,
};

/** Attention over CLIP's grid, on mini: what all three decoders share. */
const OVER_GRID: Settings = {
  ...MINIATURE,
  encoder: "mini-clip",
  standardize: false,
  ...OVER_GRID_SIZE,
};

/**
 * The paper's third model done right: soft attention over CLIP's grid.
 *
 * Xu et al., 2015 (https://arxiv.org/abs/1502.03044), with the grid normalized first: tokens of a
 * transformer have single coordinates that dwarf all others.
 */
export const CLIP_ATTENTION: Experiment = {
  name: "clip-attention",
  title: "CLIP+attention",
  paper: "CLIP+LSTM (attention)",
  settings: {
    miniature: {
      ...OVER_GRID,
      decoder: {
        kind: "soft-attention",
        attentionWidth: 128,
        projectGrid: true,
        output: "deep",
      },
    },
    full: {
      ...FULL,
      encoder: "clip-vit-b32",
      decoder: {
        kind: "soft-attention",
        attentionWidth: 512,
        projectGrid: true,
        output: "deep",
      },
      dropout: 0.5,
      clipNorm: 5,
    },
  },
};

/** The same, looking at one position a word. */
export const CLIP_HARD_ATTENTION: Experiment = {
  name: "clip-hard-attention",
  title: "CLIP+hard attention",
  settings: {
    miniature: {
      ...OVER_GRID,
      decoder: {
        kind: "hard-attention",
        attentionWidth: 128,
        projectGrid: true,
        output: "deep",
      },
      objective: { kind: "hard-attention", reward: 1, entropy: 0.002 },
    },
  },
};

/** A transformer over CLIP's grid, which the paper names as future work. */
export const CLIP_TRANSFORMER: Experiment = {
  name: "clip-transformer",
  title: "CLIP+transformer",
  settings: {
    miniature: {
      ...OVER_GRID,
      decoder: { kind: "transformer", heads: 4, feedForwardWidth: 256 },
      layers: 2,
      rate: 2e-3,
    },
  },
};

/** All experiments, by name. */
export const EXPERIMENTS: Readonly<Record<string, Experiment>> = Object.fromEntries(
  [
    CNN_LSTM,
    CLIP_LSTM,
    VIT_LSTM,
    RESNET_TEXT_LSTM,
    CLIP_ATTENTION,
    CLIP_HARD_ATTENTION,
    CLIP_TRANSFORMER,
  ].map((each) => [each.name, each]),
);

/**
 * An experiment's settings for data of a scale.
 *
 * @throws {RangeError} If it is not run on such data.
 */
export function settingsFor({ name, settings }: Experiment, scale: "miniature" | "full"): Settings {
  const found = settings[scale];
  if (found === undefined) {
    throw new RangeError(`Cannot run ${name}: it is a control that is run on mini alone`);
  }
  return found;
}

/** What {@linkcode withOverrides} can change. */
type SettingName = Exclude<keyof ModelSettings, "encoder"> | "updates" | "evaluateEvery" | "epochs";

/** Settings that are whole numbers from 1. */
const WHOLE = [
  "warmUp",
  "accumulate",
  "patience",
  "epochs",
  "layers",
  "embeddingWidth",
  "hiddenWidth",
  "batchSize",
  "updates",
  "evaluateEvery",
  "minimumCount",
  "maximumLength",
] as const;
/** Least values, where they are not 1, and largest ones. */
const LEAST: Partial<Record<SettingName, number>> = {
  dropout: 0,
  clipNorm: 0,
  clipValue: 0,
  warmUp: 0,
  rate: 1e-9,
};
/** Settings that an experiment need not have. */
const OPTIONAL: readonly SettingName[] = ["clipValue", "warmUp", "accumulate", "patience"];
const MOST: Partial<Record<SettingName, number>> = { dropout: 0.99, layers: 5, rate: 10 };

/**
 * Changes settings by `key=value` texts, as the command line gives them.
 *
 * @throws {RangeError} If a key does not exist or a value is not in its range.
 */
export function withOverrides(settings: Settings, overrides: readonly string[]): Settings {
  const changed: Settings = { ...settings };
  for (const override of overrides) {
    const [, key, text] = /^([^=]+)=(.+)$/.exec(override) ?? [];
    const keys = [...new Set([...Object.keys(settings), ...OPTIONAL])]
      .filter((name) => name !== "encoder");
    if (key === undefined || !keys.includes(key)) {
      throw new RangeError(
        `Cannot set "${override}": it must be key=value with a key among ${keys.join(", ")}`,
      );
    }
    Object.assign(changed, { [key]: parseSetting(key as SettingName, text) });
  }
  return changed;
}

function parseSetting(key: SettingName, text: string): number | boolean {
  if (key === "standardize" || key === "decay") {
    if (text === "true" || text === "false") return text === "true";
    throw new RangeError(`Cannot set "${key}": it must be true or false, current value is ${text}`);
  }
  const whole = (WHOLE as readonly string[]).includes(key), least = LEAST[key] ?? 1;
  const value = Number(text), most = MOST[key] ?? Number.MAX_SAFE_INTEGER;
  if (value >= least && value <= most && (!whole || Number.isInteger(value))) return value;
  throw new RangeError(
    `Cannot set "${key}": it must be a ${whole ? "whole " : ""}number from ${least}${
      MOST[key] === undefined ? "" : ` to ${most}`
    }, current value is ${text}`,
  );
}
