import { join } from "node:path";
import type { Split } from "../../datasets/splits.ts";
import type { Captions, Progress } from "../../types.ts";
import { comparedOn, COMPARISON_SEEDS, comparisonFolder, comparisonRecord } from "../comparison.ts";
import { captionTexts } from "../generate_captions.ts";
import { readCaptions } from "../run_folder.ts";
import type { Study } from "../study.ts";

/** What one model says about the validation pictures, trained from several seeds. */
export interface ComparedCaptions {
  /** Name of the model. */
  model: string;
  /** One set of captions a seed. */
  seeds: Captions[];
}

/** Where captions are looked for, and of which pictures. */
export interface ComparedCaptionsOptions {
  /** The project's folder. */
  root: string;
  /** Repeats the comparison first, where it is not there already. */
  full: boolean;
  /** The data set. */
  study: Study;
  /** Its validation pictures. */
  val: Split;
  /** Told what is done where the comparison is repeated. */
  onProgress?: (progress: Progress) => void;
}

/**
 * Reads what the compared models said about the validation pictures, from the study's comparison.
 *
 * On mini the captions belong to the pictures by their place in the split. A smaller mini has the first pictures
 * of the whole one, under other ids, so the committed captions are of the very pictures there too. The
 * models have then been trained on more pictures than the smaller set has, none of them among these.
 *
 * @throws {RangeError} If there are fewer captions than pictures.
 */
export async function comparedCaptions(
  { root, full, study, val, onProgress }: ComparedCaptionsOptions,
): Promise<ComparedCaptions[]> {
  if (full || study.name !== "mini") await comparisonRecord({ root, full, study, onProgress });
  const folder = comparisonFolder({ root, full, study });
  const models: ComparedCaptions[] = [];
  for (const { name } of comparedOn(study)) {
    const seeds: Captions[] = [];
    for (const seed of COMPARISON_SEEDS) {
      const run = `${name}-${seed}`, texts = captionTexts(await readCaptions(join(folder, run)));
      seeds.push(study.name === "mini" ? byPlace(run, [...texts.values()], val) : texts);
    }
    models.push({ model: name, seeds });
  }
  return models;
}

/** Gives the first captions to the pictures of a split, in their order. */
function byPlace(run: string, captions: readonly string[], { images }: Split): Captions {
  if (captions.length < images.length) {
    throw new RangeError(
      `Cannot read the captions of "${run}": there must be one for each of ${images.length} pictures, current number is ${captions.length}`,
    );
  }
  return new Map(images.map(({ id }, place) => [id, captions[place]]));
}
