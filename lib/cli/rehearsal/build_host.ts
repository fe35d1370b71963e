import { Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from "@zip.js/zip.js";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { DATA_SOURCES } from "../../datasets/fetch/sources.ts";
import { FLAW_LETTERS } from "../../datasets/flaws.ts";
import { generateMini, loadTruth } from "../../datasets/mini/mod.ts";
import type { Shares } from "../../datasets/share_out.ts";
import type { Split } from "../../datasets/splits.ts";
import { loadVizwiz } from "../../datasets/vizwiz.ts";
import { CHECKPOINTS } from "../../encoders/checkpoints.ts";
import { randomClipWeights, randomResnetWeights } from "../../encoders/random_weights.ts";
import { checksum } from "../../io/checksum.ts";
import { writeFileAtomic } from "../../io/write.ts";
import { Random, writeSafetensors } from "../../tensor/mod.ts";
import type { Progress } from "../../types.ts";

/** Classes of ImageNet: the published file has the classifier, too. */
const CLASSES = 1000;

/** A merge that CLIP's tokenizer could have learned; with it alone, most words are spelt out. */
const MERGES = "#version: 0.2\nc a\nca n</w>\n";

/**
 * Builds the files of a host that stands for those of VizWiz and of the hub: under their paths, archives
 * made of drawn pictures and checkpoints of the full architectures with random weights.
 *
 * @returns The SHA-256 of each checkpoint.
 */
export async function buildHost(
  folder: string,
  { counts, onProgress }: {
    counts: Shares;
    onProgress: (stage: string, progress: Progress) => void;
  },
): Promise<string[]> {
  const drawn = join(folder, "drawn");
  await generateMini({ folder: drawn, counts, onProgress: (done) => onProgress("pictures", done) });
  const place = (url: string) => join(folder, "host", new URL(url).pathname);
  const { annotations: [texts], pictures, extras: [quality] } = DATA_SOURCES.vizwiz;
  const splits = ["train", "val", "test"] as const, flaws: Record<string, Uint8Array> = {};
  const captions: Record<string, Uint8Array> = {};
  for (const [i, split] of splits.entries()) {
    const pictured = await loadVizwiz(drawn, split);
    captions[`annotations/${split}.json`] = await readFile(
      join(drawn, "annotations", `${split}.json`),
    );
    flaws[`annotations/${split}.json`] = await votes(drawn, pictured);
    const files: Record<string, Uint8Array> = {};
    for (const { fileName, path } of pictured.images) {
      files[`${split}/${fileName}`] = await readFile(path);
    }
    await writeFileAtomic(place(pictures[i].url), await zipped(files));
    onProgress("archives", { done: i + 1, total: splits.length, unit: "archives" });
  }
  await writeFileAtomic(place(texts.url), await zipped(captions));
  await writeFileAtomic(place(quality.url), await zipped(flaws));
  return await buildCheckpoints(place);
}

async function buildCheckpoints(place: (url: string) => string): Promise<string[]> {
  const { resnet50, "clip-vit-b32": clip } = CHECKPOINTS, random = () => new Random(1);
  const ofResnet = place(resnet50.files["model.safetensors"].url);
  await writeSafetensors(ofResnet, {
    tensors: randomResnetWeights(resnet50.config, { random: random(), classes: CLASSES }),
  });
  const ofClip = place(clip.files["open_clip_model.safetensors"].url);
  await writeSafetensors(ofClip, {
    tensors: randomClipWeights(clip.config, { random: random() }),
  });
  await writeFileAtomic(place(clip.files["merges.txt"].url), MERGES);
  return await Promise.all([ofResnet, ofClip].map(checksum));
}

/** What five people would say of a split's pictures, in the form of VizWiz's quality annotations. */
async function votes(
  folder: string,
  { name: split, images }: Split,
): Promise<Uint8Array> {
  const truths = await loadTruth(folder, split);
  const list = truths.map(({ quality }, i) => ({
    image: images[i].fileName,
    flaws: Object.fromEntries(
      Object.entries(FLAW_LETTERS).map(([flaw, letters]) => [letters, quality[flaw] ? 5 : 0]),
    ),
  }));
  return new TextEncoder().encode(JSON.stringify(list));
}

async function zipped(files: Readonly<Record<string, Uint8Array>>): Promise<Uint8Array> {
  const writer = new ZipWriter(new Uint8ArrayWriter(), { useWebWorkers: false, level: 0 });
  for (const [name, bytes] of Object.entries(files)) {
    await writer.add(name, new Uint8ArrayReader(bytes));
  }
  return await writer.close();
}
