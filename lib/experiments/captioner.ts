import { existsSync } from "node:fs";
import { join } from "node:path";
import { readSafetensors } from "../tensor/mod.ts";
import { Vocabulary } from "../text/vocabulary.ts";
import type { Decoder } from "../types.ts";
import { type DecoderDescription, makeDecoder, readsGrid } from "./decoders.ts";
import { type FrozenEncoder, frozenEncoder } from "./encoders.ts";
import type { Settings } from "./experiment.ts";
import { encodeFiles } from "./features.ts";
import { generateCaptions, type GeneratedCaption } from "./generate_captions.ts";
import { readRotationHead } from "./rotation/head_file.ts";
import { upright } from "./rotation/upright.ts";
import { RUN_FILES } from "./run_folder.ts";

/** A file with its caption, or with the reason why it has none. */
export type CaptionedFile =
  | { file: string } & GeneratedCaption
  | { file: string; error: string };

/**
 * A finished run, ready to caption photographs: its encoder, decoder and vocabulary.
 *
 * @example
 * ```ts
 * import { Captioner } from "#lib/experiments";
 * import assert from "node:assert/strict";
 *
 * const captioner = await Captioner.load("data/mini/captioner", { root: "." });
 * const [photograph, missing] = await captioner.caption([
 *   "test/testdata/models/images/07_photo_641x479.jpg",
 *   "no-such.jpg",
 * ]);
 * assert.ok("caption" in photograph && photograph.caption.length > 0);
 * assert.ok("error" in missing && missing.error.startsWith("Cannot read"));
 * captioner.dispose();
 * ```
 */
export class Captioner {
  /** The token ids' words. */
  readonly vocabulary: Vocabulary;
  /** The decoder with the run's weights. */
  readonly decoder: Decoder;
  /** The encoder, whose features the decoder reads. */
  readonly frozen: FrozenEncoder;
  /** Longest caption in tokens, `<end>` counted. */
  readonly maximumLength: number;
  /** Whether the decoder reads features by position. */
  readonly readsGrid: boolean;

  private constructor(
    parts: {
      frozen: FrozenEncoder;
      decoder: Decoder;
      vocabulary: Vocabulary;
      maximumLength: number;
      readsGrid: boolean;
    },
  ) {
    this.vocabulary = parts.vocabulary;
    this.decoder = parts.decoder;
    this.frozen = parts.frozen;
    this.maximumLength = parts.maximumLength;
    this.readsGrid = parts.readsGrid;
  }

  /**
   * Loads a finished run.
   *
   * @param folder The run's folder.
   * @param options.root The project's folder, which holds the encoder's weights.
   * @throws {Error} If the folder holds no captioner's weights, or the encoder's have changed.
   */
  static async load(folder: string, { root }: { root: string }): Promise<Captioner> {
    const path = join(folder, RUN_FILES.weights);
    const { tensors, metadata } = await readSafetensors(path);
    const part = (name: string) => parsed(metadata[name], `${name} of "${path}"`);
    const settings = part("settings") as Partial<Settings>;
    const maximumLength = settings.maximumLength ?? NaN;
    if (!(Number.isInteger(maximumLength) && maximumLength >= 1 && maximumLength <= 1000)) {
      throw new RangeError(
        `Cannot read "${path}": the longest caption must be from 1 to 1,000 tokens, ` +
          `current value is ${maximumLength}`,
      );
    }
    const vocabulary = Vocabulary.fromJSON(part("vocabulary"));
    const description = part("decoder") as DecoderDescription;
    const decoder = makeDecoder(description, tensors);
    const name = String(settings.encoder);
    const frozen = await encoderOf(folder, { name, root, expected: metadata.encoder });
    return new Captioner({
      frozen,
      decoder,
      vocabulary,
      maximumLength,
      readsGrid: readsGrid(description),
    });
  }

  /** Captions photographs; one that cannot be read is reported and the rest goes on. */
  async caption(paths: readonly string[]): Promise<CaptionedFile[]> {
    const { features, batch } = await encodeFiles(paths, this.frozen, { grid: this.readsGrid });
    const reasons = new Map(batch.skipped.map(({ index, reason }) => [index, reason]));
    const captions = batch.kept.length === 0
      ? new Map<number, GeneratedCaption>()
      : await generateCaptions(this.decoder, features, {
        vocabulary: this.vocabulary,
        maximumLength: this.maximumLength,
      });
    return paths.map((file, index) => {
      const error = reasons.get(index);
      return error === undefined ? { file, ...captions.get(index)! } : { file, error };
    });
  }

  /** Disposes of the weights. */
  dispose(): void {
    this.decoder.dispose();
    this.frozen.encoder.dispose();
  }
}

/** A run's encoder, turning pictures upright as it did in training. */
async function encoderOf(
  folder: string,
  { name, root, expected }: { name: string; root: string; expected: string },
): Promise<FrozenEncoder> {
  const path = join(folder, RUN_FILES.head);
  if (!existsSync(path)) return await frozenEncoder(name, { root, expected });
  const { head } = await readRotationHead(path), frozen = await frozenEncoder(name, { root });
  const turning = upright(frozen, head);
  if (turning.checksum === expected) return turning;
  turning.encoder.dispose();
  throw new Error(
    `Cannot use "${path}" with ${name}: the captioner was trained on weights with checksum ${
      expected.slice(0, 12)
    }…, current value is ${turning.checksum.slice(0, 12)}…`,
  );
}

/** A value that a file's metadata hold as JSON. */
function parsed(text: string | undefined, what: string): object {
  try {
    const value = JSON.parse(text ?? "");
    if (typeof value === "object" && value !== null) return value;
  } catch {
    // Told below: what was expected helps more than what the parser says.
  }
  throw new SyntaxError(`Cannot read ${what}: these are not a captioner's weights`);
}
