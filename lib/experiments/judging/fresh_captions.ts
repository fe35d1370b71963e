import { join } from "node:path";
import { generateMini } from "../../datasets/mini/generate.ts";
import { loadVizwiz } from "../../datasets/vizwiz.ts";
import { sample } from "../../decoding/sample.ts";
import { tokenizedCaptions, tokenizedReferences } from "../../metrics/tokenized.ts";
import { dispose, Random, startTensors } from "../../tensor/mod.ts";
import { detokenize } from "../../text/detokenize.ts";
import { END, PAD, START, UNK } from "../../text/vocabulary.ts";
import type { Captions, References } from "../../types.ts";
import { Captioner } from "../captioner.ts";
import { type FeatureRows, featureSource, selectRows } from "../feature_rows.ts";
import { splitFeatures } from "../features.ts";
import { captionTexts, generateCaptions } from "../generate_captions.ts";
import { readRecord } from "../run_folder.ts";

/** Pictures that no captioner and no parser has learned from: another seed than the study's. */
const SEED = 5005, PICTURES = 500;

/** Seed of the captions that are drawn, and pictures that are captioned at once. */
const DRAWN_SEED = 9, BATCH = 100;

/** Captions of one kind, and what they are compared with, as tokens. */
export interface FreshCaptions {
  name: string;
  captions: Captions;
  references: References;
}

/**
 * Draws new miniature pictures and has them captioned, to judge a parser by: each run's likeliest captions,
 * captions drawn by its probabilities, and one of the people's against the others.
 *
 * @param folder Receives the pictures and their features.
 * @param options.root The project's folder.
 * @param options.runs Folders of finished runs.
 * @param options.images Pictures that are drawn; default 500.
 */
export async function freshCaptions(
  folder: string,
  { root, runs, images = PICTURES }: { root: string; runs: readonly string[]; images?: number },
): Promise<FreshCaptions[]> {
  await startTensors();
  const pictures = join(folder, "pictures");
  await generateMini({
    folder: pictures,
    seed: SEED,
    counts: { train: 0, val: images, test: 0 },
  });
  const split = await loadVizwiz(pictures, "val");
  const references = tokenizedReferences(split.references), made: FreshCaptions[] = [];
  for (const run of runs) {
    const captioner = await Captioner.load(run, { root }), record = await readRecord(run);
    const rows = await splitFeatures(split, {
      frozen: captioner.frozen,
      folder: join(folder, "features"),
    });
    const described = selectRows(rows, (id) => references.has(id));
    const { decoder, vocabulary, maximumLength } = captioner;
    const likeliest = await generateCaptions(decoder, described, { vocabulary, maximumLength });
    const kinds = { greedy: captionTexts(likeliest), drawn: await draw(captioner, described) };
    for (const [kind, captions] of Object.entries(kinds)) {
      const name = `${record?.experiment ?? run}, ${kind}`;
      made.push({ name, captions: tokenizedCaptions(captions), references });
    }
    captioner.dispose();
  }
  return [...made, onePerson(references)];
}

/** A caption of each picture by the decoder's probabilities. */
async function draw(
  { decoder, vocabulary, maximumLength }: Captioner,
  features: FeatureRows,
): Promise<Captions> {
  const source = featureSource(features), captions = new Map<number, string>();
  for (let from = 0; from < features.ids.length; from += BATCH) {
    const ids = features.ids.slice(from, from + BATCH), images = source(ids);
    const drawn = await sample(decoder, images, {
      start: START,
      end: END,
      suppressed: [PAD, START, UNK],
      maximumLength,
      random: new Random(DRAWN_SEED).split(from),
    });
    dispose([images.pooled, images.grid]);
    drawn.forEach(([{ tokens }], i) => captions.set(ids[i], detokenize(vocabulary.decode(tokens))));
  }
  return captions;
}

/** Each picture's last reference against its others. */
function onePerson(references: References): FreshCaptions {
  const several = [...references].filter(([, lines]) => lines.length > 1);
  return {
    name: "one person",
    captions: new Map(several.map(([id, lines]) => [id, lines.at(-1)!])),
    references: new Map(several.map(([id, lines]) => [id, lines.slice(0, -1)])),
  };
}
