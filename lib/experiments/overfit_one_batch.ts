import { Batches } from "../datasets/batches.ts";
import { adam } from "../optim/mod.ts";
import { Random } from "../tensor/random.ts";
import { detokenize } from "../text/detokenize.ts";
import { UNK } from "../text/vocabulary.ts";
import { train } from "../training/train.ts";
import { describeDecoder, makeDecoder } from "./decoders.ts";
import type { Settings } from "./experiment.ts";
import { generateCaptions } from "./generate_captions.ts";
import { featureSource, selectRows } from "./feature_rows.ts";
import type { Material } from "./material.ts";

/** What a fresh decoder and one that has learned a few captions by heart show. */
export interface OneBatch {
  /** Loss of guessing: `ln V`, in nats a token. */
  guessing: number;
  /** Loss before the first update. */
  first: number;
  /** Loss of the last update. */
  last: number;
  /** What the decoder says about each picture, and what it should. */
  rows: { picture: number; said: string; wanted: string }[];
}

/**
 * Checks decoder, loss and decoding on a handful of captions, before anything is trained for real: the
 * first loss must be near that of guessing, and after some updates the captions must be known by heart.
 *
 * @param options.captions Number of captions, each of another picture; default 6.
 * @param options.updates Default 150.
 */
export async function overfitOneBatch(
  material: Material,
  settings: Settings,
  { captions = 6, updates = 150, seed = 1 } = {},
): Promise<OneBatch> {
  const { vocabulary, features } = material, { maximumLength } = settings;
  const fits = material.pairs.train.filter(({ tokens }) =>
    tokens.length < maximumLength && !tokens.includes(UNK)
  );
  const pairs = [...new Map(fits.map((pair) => [pair.imageId, pair])).values()].slice(0, captions);
  const random = new Random(seed);
  const decoder = makeDecoder(
    { ...describeDecoder(settings, material), dropout: 0 },
    random.split("weights"),
  );
  const { course } = await train(decoder, {
    optimizer: adam(0.01),
    batches: new Batches(pairs, { batchSize: pairs.length, maximumLength }),
    features: featureSource(features.train),
    updates,
    evaluateEvery: updates,
    evaluate: () => Promise.resolve({ loss: NaN, score: 0 }),
    random,
  });
  const ids = new Set(pairs.map(({ imageId }) => imageId));
  const rows = selectRows(features.train, (id) => ids.has(id));
  const said = await generateCaptions(decoder, rows, { vocabulary, maximumLength });
  decoder.dispose();
  return {
    guessing: Math.log(vocabulary.size),
    first: course.losses[0],
    last: course.losses.at(-1)!,
    rows: pairs.map(({ imageId, tokens }) => ({
      picture: imageId,
      said: said.get(imageId)!.caption,
      wanted: detokenize(vocabulary.decode(tokens)),
    })),
  };
}
