import { join } from "node:path";
import { LstmDecoder } from "../decoders/lstm.ts";
import { readSafetensors } from "../tensor/mod.ts";
import { Vocabulary } from "../text/vocabulary.ts";
import { frozenEncoder } from "./encoders.ts";
import { encodeFiles, type FrozenEncoder } from "./features.ts";
import { generateCaptions, type GeneratedCaption } from "./generate_captions.ts";
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
  readonly decoder: LstmDecoder;
  readonly #frozen: FrozenEncoder;
  readonly #maximumLength: number;

  private constructor(
    parts: {
      frozen: FrozenEncoder;
      decoder: LstmDecoder;
      vocabulary: Vocabulary;
      maximumLength: number;
    },
  ) {
    this.vocabulary = parts.vocabulary;
    this.decoder = parts.decoder;
    this.#frozen = parts.frozen;
    this.#maximumLength = parts.maximumLength;
  }

  /**
   * Loads a finished run.
   *
   * @param folder The run's folder.
   * @param options.root The project's folder, which holds the encoder's weights.
   * @throws {Error} If the folder holds no finished run, or the encoder's weights have changed.
   */
  static async load(folder: string, { root }: { root: string }): Promise<Captioner> {
    const { tensors, metadata } = await readSafetensors(join(folder, RUN_FILES.weights));
    const settings = JSON.parse(metadata.settings);
    const frozen = await frozenEncoder(settings.encoder, { root, expected: metadata.encoder });
    return new Captioner({
      frozen,
      decoder: new LstmDecoder(JSON.parse(metadata.decoder), tensors),
      vocabulary: Vocabulary.fromJSON(JSON.parse(metadata.vocabulary)),
      maximumLength: settings.maximumLength,
    });
  }

  /** Captions photographs; one that cannot be read is reported and the rest goes on. */
  async caption(paths: readonly string[]): Promise<CaptionedFile[]> {
    const { rows, batch } = await encodeFiles(paths, this.#frozen);
    const reasons = new Map(batch.skipped.map(({ index, reason }) => [index, reason]));
    const captions = batch.kept.length === 0
      ? new Map<number, GeneratedCaption>()
      : await generateCaptions(this.decoder, { ids: batch.kept, rows }, {
        vocabulary: this.vocabulary,
        maximumLength: this.#maximumLength,
      });
    return paths.map((file, index) => {
      const error = reasons.get(index);
      return error === undefined ? { file, ...captions.get(index)! } : { file, error };
    });
  }

  /** Disposes of the weights. */
  dispose(): void {
    this.decoder.dispose();
    this.#frozen.encoder.dispose();
  }
}
