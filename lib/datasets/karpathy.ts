import { join } from "node:path";
import { type Field, readJson } from "../io/json.ts";
import type { References } from "../types.ts";
import { checkPictures } from "./check_pictures.ts";
import { type LoadedSplit, loadedSplit, type Photograph, type SplitName } from "./splits.ts";

/** The data sets that Karpathy has divided. */
export type KarpathyName = "coco" | "flickr8k" | "flickr30k";

/**
 * Loads one split of COCO 2014, Flickr8k or Flickr30k, as divided by Karpathy:
 * `<folder>/dataset_<name>.json`, with COCO's pictures in `train2014/` and `val2014/`, those of Flickr in
 * `images/`.
 *
 * References are the sentences as they were written (`raw`). COCO's pictures keep their own ids, those of
 * Flickr are numbered in the file. Of COCO, `restval` belongs to the training pictures, as in all papers
 * that use these splits.
 *
 * Karpathy and Fei-Fei, "Deep Visual-Semantic Alignments", 2015 (https://arxiv.org/abs/1412.2306).
 *
 * @throws {SyntaxError} If the file is not JSON, with line and column.
 * @throws {TypeError} If a field is missing or of a wrong type, with its position.
 * @throws {RangeError} If an id or a picture occurs twice, in one split or in two, a split is unknown, or
 * a file is missing, with its position.
 *
 * @example
 * ```ts
 * import { loadKarpathy } from "#lib/datasets";
 * import assert from "node:assert/strict";
 *
 * const { images, references } = await loadKarpathy("test/testdata/datasets/flickr8k", "flickr8k", "val");
 * assert.deepEqual(references.get(images[0].id), ["A red can on a table .", "a can"]);
 * ```
 */
export async function loadKarpathy(
  folder: string,
  name: KarpathyName,
  split: SplitName,
): Promise<LoadedSplit> {
  const root = await readJson(join(folder, `dataset_${name}.json`));
  const all = root.get("images").items("image");
  checkUnique(all);
  const entries = all.filter((entry) => splitOf(entry) === split);
  const images = entries.map((entry): Photograph => {
    const fileName = entry.get("filename").fileName();
    return { id: idOf(entry).integer(), fileName, path: join(folder, placeOf(entry), fileName) };
  });
  await checkPictures(images.map(({ path }, i) => ({ path, field: entries[i].get("filename") })));
  const sentences = entries.map((entry) =>
    entry.get("sentences").items("sentence").map((sentence) => sentence.get("raw").string())
  );
  const references: References = new Map(
    images.map(({ id }, i) => [id, sentences[i]] as const).filter(([, list]) => list.length > 0),
  );
  return loadedSplit(split, { images, references });
}

const SPLITS: Readonly<Record<string, SplitName>> = {
  train: "train",
  restval: "train",
  val: "val",
  test: "test",
};

/** COCO's own number, or that of the file. */
function idOf(entry: Field): Field {
  return entry.get(entry.find("cocoid") ? "cocoid" : "imgid");
}

/** Over all splits: a picture of two would be tested on what it has taught. */
function checkUnique(entries: readonly Field[]): void {
  const positions = new Map<number | string, number>();
  entries.forEach((entry, position) => {
    const id = idOf(entry), name = entry.get("filename");
    const place = `${placeOf(entry)}/${name.fileName()}`;
    for (const [field, value] of [[id, id.integer()], [name, place]] as const) {
      const other = positions.get(value);
      if (other !== undefined) {
        field.refuse(`${JSON.stringify(field.value)} occurs before, in image ${other}`);
      }
      positions.set(value, position);
    }
  });
}

function splitOf(entry: Field): SplitName {
  const field = entry.get("split"), found = SPLITS[field.string()];
  return found ?? field.refuse(
    `must be one of ${Object.keys(SPLITS).join(", ")}, current value is "${field.string()}"`,
  );
}

/** The folder of a picture: COCO's entries name theirs. */
export function placeOf(entry: Field): string {
  return entry.find("filepath") ? entry.get("filepath").fileName() : "images";
}
